import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '#bundle/redact';
import { classify } from '#classify/classify';
import { explainLog } from '#classify/log/explain';
import { readComposeFile } from '#compose/read';
import { Usage } from '#model/errors';
import type { Verdict } from '#model/report';
import { type Capture, probes } from '#probes/index';
import { readJUnit } from '#probes/run-results/junit';
import { buildReport } from '#report/build-report';
import { html } from '#report/html';
import { jsonText } from '#report/json';
import { markdown } from '#report/markdown';
import { paintOf } from '#report/paint';
import { text } from '#report/text';
import { type CorpusSet, captureScenario, scenarios, sets } from '../classify/corpus.ts';
import { acting } from '../report/hostile.ts';
import { dropElement, mutateText, mutateTree, pick, type Random } from './mutate.ts';

/** Something went wrong: what was tried, and what came of it. */
export interface Fault {
  readonly world: string;
  readonly what: string;
  readonly because: string;
}

/** One try with one kind of evidence; null where everything was as promised. */
export type World = (random: Random) => Promise<Fault | null>;

/** Nothing takes longer than this, milliseconds; a busy machine is left some room. */
const LONGEST_MS = 1_000;

/** Runs one step and says what is wrong with how it ended. */
const held = async (world: string, what: string, step: () => Promise<string | null> | string | null): Promise<Fault | null> => {
  const began = process.cpuUsage();
  try {
    const because = await step();
    const { user } = process.cpuUsage(began);
    if (because !== null) return { world, what, because };
    return user / 1_000 > LONGEST_MS ? { world, what, because: `it took ${Math.round(user / 1_000)} ms of the processor` } : null;
  } catch (error) {
    if (error instanceof Usage) return null;
    return {
      world,
      what,
      because: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error),
    };
  }
};

/** Shows a diagnosis in every form, and says where something acts on a terminal or a page. */
const shown = (capture: Capture): { readonly verdict: Verdict; readonly because: string | null } => {
  const diagnosis = classify(capture);
  const broken = diagnosis.unread.find(({ probe }) => probe.startsWith('detector'));
  if (broken) return { verdict: diagnosis.verdict, because: `a detector broke: ${broken.because}` };
  const report = buildReport(diagnosis, capture, `sha256:${'0'.repeat(64)}`, '0.0.0');
  const page = text(report, { paint: paintOf(0), unicode: true, columns: 80 });
  const acts = [
    ['text', page],
    ['markdown', markdown(report)],
    ['html', html(report)],
    ['json', jsonText(report)],
  ].find(([, out]) => acting.test((out ?? '').replaceAll('\n', '')));
  if (acts) return { verdict: diagnosis.verdict, because: `a control character in the ${acts[0]}` };
  if (/<script/i.test(html(report))) return { verdict: diagnosis.verdict, because: 'a script in the page' };
  return { verdict: diagnosis.verdict, because: null };
};

const isSureGreen = ({ outcome, confidence }: Verdict): boolean => outcome === 'green' && confidence === 'certain';

const LISTS: ReadonlySet<string> = new Set(['services', 'tasks', 'nodes', 'networks', 'containers']);

/** Replies of Docker: a list loses an element, which can only weaken a verdict. */
const droppedReply: World = async (random) => {
  const set = pick(random, sets) as CorpusSet;
  const name = pick(random, scenarios(set));
  const kind = pick(random, [...LISTS]);
  let what = 'nothing';
  return held('a reply without one of its elements', `${set}/${name}: ${kind}`, async () => {
    const before = classify(await captureScenario(name, {}, set)).verdict;
    const capture = await captureScenario(
      name,
      {
        change: (of, reply) => {
          if (of !== kind || what !== 'nothing') return reply;
          const dropped = dropElement(reply, random);
          what = dropped.what;
          return dropped.text;
        },
      },
      set,
    );
    const { verdict, because } = shown(capture);
    if (because !== null) return because;
    return before.outcome === 'red' && isSureGreen(verdict) ? `red became a sure green: ${what} of ${kind}` : null;
  });
};

/** Replies of Docker, with anything changed in them. */
const brokenReply: World = async (random) => {
  const set = pick(random, sets) as CorpusSet;
  const name = pick(random, scenarios(set));
  const done: string[] = [];
  const change = (of: string, reply: string): string => {
    if (random() > 0.3 || of === 'stack') return reply;
    if (of === 'log' || of === 'journal' || of === 'ci-log') return mutateText(reply, random);
    const tree: unknown = JSON.parse(reply);
    done.push(`${of}: ${mutateTree(tree, random).what}`);
    return JSON.stringify(tree);
  };
  const fault = await held(
    'replies that were changed',
    `${set}/${name}`,
    async () => shown(await captureScenario(name, { change }, set)).because,
  );
  return fault && { ...fault, what: `${fault.what} ${done.join('; ')}` };
};

const examples = ['ghost-557', 'ghost-612'] as const;
const bundleFile = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../examples/${name}/${file}`, import.meta.url), 'utf8'));

/** Artifacts of a bundle, changed; what its schema refuses is no evidence. */
const brokenBundle: World = async (random) => {
  const name = pick(random, examples);
  const manifest = bundleFile(name, 'manifest.json') as Pick<Capture, 'capturedAt' | 'target' | 'hosts'> & {
    readonly probes: Readonly<Record<string, { readonly status: string; readonly file?: string }>>;
  };
  const evidence: Record<string, unknown> = {};
  const done: string[] = [];
  const renamed: Readonly<Record<string, string>> = { 'drone-build': 'ci-build', 'drone-history': 'ci-history' };
  for (const [id, end] of Object.entries(manifest.probes)) {
    const probe = probes.find((known) => known.id === (renamed[id] ?? id));
    if (!probe) continue;
    if (end.status !== 'ok' || end.file === undefined) {
      evidence[probe.id] = end;
      continue;
    }
    const artifact = bundleFile(name, end.file);
    if (random() < 0.3) done.push(`${id}: ${mutateTree(artifact, random).what}`);
    const read = probe.schema.safeParse(artifact);
    if (read.success) evidence[probe.id] = { ...end, artifact: read.data };
  }
  const { capturedAt, target, hosts } = manifest;
  return held(
    'a bundle that was changed',
    `${name} ${done.join('; ')}`,
    () => shown({ capturedAt, target, hosts, evidence } as unknown as Capture).because,
  );
};

const fixture = (path: string): URL => new URL(`../fixtures/${path}`, import.meta.url);
const logs = ['corpus', 'corpus-2'].flatMap((set) =>
  readdirSync(fixture(set))
    .map((name) => join(fixture(set).pathname, name, 'ci.log'))
    .filter((path) => path.includes('/')),
);

/** Logs of a CI. */
const brokenLog: World = async (random) => {
  const path = pick(random, logs);
  let log: string;
  try {
    log = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  for (let round = 0; round < 3; round += 1) log = mutateText(log, random);
  const lines = log.split('\n');
  return held('a log that was changed', path, () => {
    explainLog(lines);
    const { value } = redact({ lines }, { key: new Uint8Array(32), known: [] });
    const again = redact(value, { key: new Uint8Array(32), known: [] }).value;
    return value.lines.length === lines.length && JSON.stringify(again) === JSON.stringify(value)
      ? null
      : 'redacted twice it is not the same';
  });
};

const stacks = readdirSync(fixture('stacks')).filter((name) => !name.includes('.'));

/** Compose files. */
const brokenCompose: World = async (random) => {
  const name = pick(random, stacks);
  const folder = join(fixture('stacks').pathname, name);
  const file = pick(
    random,
    readdirSync(folder).filter((leaf) => /\.ya?ml$/.test(leaf)),
  );
  if (file === undefined) return null;
  let source = readFileSync(join(folder, file), 'utf8');
  for (let round = 0; round < 2; round += 1) source = mutateText(source, random);
  return held('a compose file that was changed', `${name}/${file}`, () => {
    readComposeFile([{ file, text: source }], {});
    return null;
  });
};

const JUNIT =
  '<?xml version="1.0"?><testsuites><testsuite name="install" tests="3" failures="1" time="1.5"><testcase classname="a" name="b" time="0.1"/><testcase classname="a" name="c"><failure message="assert 1 == 2">E assert</failure></testcase><testcase name="d"><skipped/></testcase><system-out><![CDATA[x]]></system-out></testsuite></testsuites>';

/** JUnit files. */
const brokenJUnit: World = async (random) => {
  let source = JUNIT;
  for (let round = 0; round < 3; round += 1) source = mutateText(source, random);
  return held('a JUnit file that was changed', source.slice(0, 300), () => {
    readJUnit('junit/install.xml', source, () => undefined);
    return null;
  });
};

export const worlds: readonly World[] = [
  droppedReply,
  droppedReply,
  brokenReply,
  brokenReply,
  brokenBundle,
  brokenLog,
  brokenCompose,
  brokenJUnit,
];
