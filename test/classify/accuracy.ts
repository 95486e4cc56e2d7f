import { readFileSync } from 'node:fs';
import { classify } from '#classify/classify';
import type { Diagnosis } from '#model/report';
import { captureBuild, manifest } from './builds.ts';
import { type CorpusSet, captureScenario, expectedOf, scenarios, sets } from './corpus.ts';
import { fieldCases, judgeFieldCase } from './field-ci.ts';
import { wrongness } from './score.ts';

/** One judged case: what it was, what was said, and whether that is right, an abstention, or wrong. */
export interface Judged {
  readonly from: CorpusSet | 'field-ci' | 'build';
  readonly name: string;
  readonly withheld: string | null;
  readonly truth: string;
  /** Label of the truth, or the kind of a case that is about a way of reading. */
  readonly kind: string;
  readonly said: string;
  readonly confidence: string;
  readonly right: boolean;
  readonly likelyAndWrong: boolean;
  readonly certainAndWrong: boolean;
  readonly falseGreen: boolean;
}

const WITHHELD = ['networks', 'tasks', 'containers', 'services', 'nodes'];
const EVIDENCE = [...WITHHELD, 'journal'];
const saidOf = ({ label, reason }: Diagnosis['verdict']): string => (reason ? `${label}/${reason}` : label);
const first = (value: unknown): string => String([value].flat()[0]);

type Known = Pick<Judged, 'from' | 'name' | 'withheld' | 'truth' | 'kind' | 'right'>;

const judgedAs = (known: Known, verdict: Diagnosis['verdict'], isGreenWrong: boolean): Judged => {
  const isWrong = !known.right && verdict.label !== 'unexplained' && verdict.outcome !== 'unknown';
  return {
    ...known,
    said: saidOf(verdict),
    confidence: verdict.confidence,
    likelyAndWrong: isWrong && verdict.confidence === 'likely',
    certainAndWrong: isWrong && verdict.confidence === 'certain',
    falseGreen: isGreenWrong && verdict.outcome === 'green' && verdict.confidence !== 'possible',
  };
};

/** Judges every recording whole and with each kind of evidence withheld, every case of a CI, and every build of the recorded Drone. */
export const judgeAll = async (): Promise<readonly Judged[]> => {
  const judged: Judged[] = [];
  for (const set of sets) for (const name of scenarios(set)) judged.push(...(await judgeRecording(set, name)));
  for (const fieldCase of fieldCases()) {
    const { id, kind, truth, verdict, right, alsoTrue, acceptsGreen } = await judgeFieldCase(fieldCase);
    const known: Known = { from: 'field-ci', name: id, withheld: null, truth, kind, right: right || alsoTrue };
    judged.push({ ...judgedAs(known, verdict, !acceptsGreen), right });
  }
  for (const { number, expected_class: truth, status } of manifest()) {
    const { verdict } = classify(await captureBuild(number));
    const isGreen = truth === 'none' || ((truth === 'leak' || truth === 'teardown') && status === 'success');
    const right = !truth || (verdict.outcome === 'green') === isGreen;
    const name = truth ?? `(${status})`;
    judged.push(judgedAs({ from: 'build', name: String(number), withheld: null, truth: name, kind: name, right }, verdict, !right));
  }
  return judged;
};

const judgeRecording = async (set: CorpusSet, name: string): Promise<readonly Judged[]> => {
  const expected = expectedOf(name, set);
  const [accepted = {}] = expected.accept;
  const kind = first(accepted['label'] ?? accepted['outcome']);
  const truth = accepted['reason'] ? `${kind}/${first(accepted['reason'])}` : kind;
  const isGreen = expected.accept.some(({ label, outcome }) => [label, outcome].flat().some((word) => word === 'green'));
  const judged: Judged[] = [];
  for (const withheld of [null, ...EVIDENCE]) {
    const without = withheld === 'journal' ? { journal: false } : { drop: withheld === null ? [] : [withheld] };
    const diagnosis = classify(await captureScenario(name, without, set));
    const right = wrongness(diagnosis, expected, withheld !== null) === undefined;
    judged.push(judgedAs({ from: set, name, withheld, truth, kind, right }, diagnosis.verdict, !right && !isGreen));
  }
  return judged;
};

const NAMES: readonly (readonly [string, (judged: Judged) => boolean])[] = [
  ['recordings of a real swarm (corpus)', ({ from, withheld }) => from === 'corpus' && withheld === null],
  ['the same with one kind of evidence withheld', ({ from, withheld }) => from === 'corpus' && withheld !== null],
  [
    'recordings: old failures, two causes, skewed clocks, refused deploys (corpus-2)',
    ({ from, withheld }) => from === 'corpus-2' && withheld === null,
  ],
  ['the same with one kind of evidence withheld', ({ from, withheld }) => from === 'corpus-2' && withheld !== null],
  ['states after public reports, engines 1.13 to 29 (field)', ({ from, withheld }) => from === 'field' && withheld === null],
  ['the same with one kind of evidence withheld', ({ from, withheld }) => from === 'field' && withheld !== null],
  ['builds, logs, JUnit and compose files after public reports (field-ci)', ({ from }) => from === 'field-ci'],
  ['builds of a Drone database', ({ from }) => from === 'build'],
];

const COUNTS = '| number | right | abstained (unexplained) | likely and wrong | certain and wrong | false green |';
const RULE = '| --- | --- | --- | --- | --- | --- | --- |';

const lineOf = (name: string, list: readonly Judged[]): string => {
  const count = (is: (judged: Judged) => boolean) => list.filter(is).length;
  return `| ${[
    name,
    list.length,
    count(({ right }) => right),
    count(({ said }) => said === 'unexplained'),
    count(({ likelyAndWrong }) => likelyAndWrong),
    count(({ certainAndWrong }) => certainAndWrong),
    count(({ falseGreen }) => falseGreen),
  ].join(' | ')} |`;
};

/** The scoreboard as Markdown. */
export const scoreboard = (judged: readonly Judged[]): string => {
  const whole = judged.filter(({ from, withheld }) => from !== 'build' && withheld === null);
  return `# Accuracy

Made by \`npm run bench:accuracy\`; \`npm test\` fails where it no longer holds. Right means label, reason, service and network as the truth of the
recording has them; for a case with evidence withheld, that or an honest weaker answer. \`unexplained\` is right only where the case accepts it.

| cases ${COUNTS}
${RULE}
${NAMES.map(([name, is]) => lineOf(name, judged.filter(is))).join('\n')}

## Per kind

Every case with all of its evidence, by the label of its truth; cases of a CI by what they are about.

| kind ${COUNTS}
${RULE}
${kindsOf(whole)
  .map((kind) =>
    lineOf(
      kind,
      whole.filter((judged) => judged.kind === kind),
    ),
  )
  .join('\n')}

## What was said of what

| truth | said | times |
| --- | --- | --- |
${pairsOf(whole)}

## With evidence withheld

| without | same verdict | weaker | certain and wrong |
| --- | --- | --- | --- |
${EVIDENCE.map((kind) => withheldLine(kind, judged)).join('\n')}

## Builds

| class in the truth | verdicts |
| --- | --- |
${buildLines(judged.filter(({ from }) => from === 'build'))}
`;
};

const kindsOf = (list: readonly Judged[]): readonly string[] => [...new Set(list.map(({ kind }) => kind))].sort();

const pairsOf = (list: readonly Judged[]): string => {
  const counts = Map.groupBy(list, ({ truth, said }) => `${truth} | ${said}`);
  return [...counts]
    .map(([pair, cases]) => `| ${pair} | ${cases.length} |`)
    .sort()
    .join('\n');
};

const withheldLine = (kind: string, judged: readonly Judged[]): string => {
  const saidWhole = new Map(judged.filter(({ withheld }) => withheld === null).map(({ from, name, said }) => [`${from} ${name}`, said]));
  const list = judged.filter(({ withheld }) => withheld === kind);
  const same = list.filter(({ from, name, said }) => saidWhole.get(`${from} ${name}`) === said).length;
  return `| ${kind} | ${same} | ${list.length - same} | ${list.filter(({ certainAndWrong }) => certainAndWrong).length} |`;
};

const buildLines = (builds: readonly Judged[]): string =>
  [...Map.groupBy(builds, ({ truth }) => truth)]
    .sort(([truth], [other]) => (truth < other ? -1 : 1))
    .map(([truth, list]) => {
      const counts = [...Map.groupBy(list, ({ said }) => said)].sort(([said], [other]) => (said < other ? -1 : 1));
      return `| ${truth} | ${counts.map(([said, { length }]) => `${said} ${length}`).join(', ')} |`;
    })
    .join('\n');

export const writtenScoreboard = (): string => readFileSync(new URL('../../docs/ACCURACY.md', import.meta.url), 'utf8');
