import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { epochInForce, type Value, type Values } from '#analysis/gates/gate-facts';
import { GateSpec, SavedGate } from '#analysis/gates/gate-spec';
import { type GateReport, runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { bundleFrom, saveTo } from '#app/bundle-io';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { gateJunit, gateSarif } from '#report/gate/machines';
import { gateMarkdown } from '#report/gate/markdown';
import { gateText } from '#report/gate/text';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { fitted, formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .addOption(new Option('--set <name=value>', 'a parameter of the gate').argParser(collected).default([]))
    .addOption(new Option('--gates <file>', 'a YAML file with gates of your own').argParser(collected).default([]))
    .option('--from <bundle>', 'judge a saved bundle; touches no host')
    .option('--save <bundle>', 'write the evidence to a directory or a .tar.gz')
    .addHelpText(
      'after',
      '\nThe name is that of a gate, or:\n  list          every gate\n  show GATE     its criteria and parameters\n  diff A B      two answers of gate --json: what changed\n\nExample:\n  ccci-probe gate ghost/M1 --set recipe=ghost --set pr=4 --from examples/ghost-612',
    );
};

const collected = (value: string, before: readonly string[]): string[] => [...before, value];

const run = async (args: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const words = (args[0] as unknown as readonly string[] | undefined) ?? [];
  const [name, ...rest] = words;
  const format = formatOf<'markdown' | 'junit' | 'sarif'>(flags);
  const known = [...gates, ...(await ownGates(listOf(flags['gates']), io))];
  if (name === undefined) throw new Usage(`which gate? There are ${known.map(({ gate }) => gate).join(', ')}`);
  if (['list', 'show', 'diff'].includes(name) && format !== 'text' && format !== 'json')
    throw new Usage(`gate ${name} has text and json, not ${format}`);
  if (name === 'list') return listGates(known, format, io);
  if (name === 'show') return showGate(found(known, rest[0]), format, io);
  if (name === 'diff') return diffGates(rest, format, io);
  if (rest.length > 0) throw new Usage(`gate takes one name, not ${JSON.stringify(rest[0])} as well`);
  const spec = found(known, name);
  const params = paramsOf(spec, listOf(flags['set']));
  const { capture, digest } = await evidenceFor(params, flags, io);
  if (params['epoch'] !== undefined && params['epoch'] !== 'none' && epochInForce({ capture, params }) === null)
    throw new Usage(`--set epoch=${params['epoch']}: give a time such as 2026-06-13T05:38:00Z, the name of a declared epoch, or none`);
  const report = runGate(spec, params, capture, digest, version);
  await io.out(rendered(report, format, flags, io));
  return { pass: exitStatus.fine, fail: exitStatus.found, inconclusive: exitStatus.unknown }[report.result];
};

const rendered = (report: GateReport, format: string, flags: Flags, io: Io): string => {
  if (format === 'json') return jsonText(report);
  if (format === 'markdown') return gateMarkdown(report);
  if (format === 'junit') return gateJunit(report);
  if (format === 'sarif') return gateSarif(report);
  return gateText(report, { ...look(flags, io), verbose: flags['verbose'] === true });
};

const look = (flags: Flags, io: Io) => ({
  columns: Math.max(io.outIsTty ? io.columns : 100, 40),
  paint: paintOf(colorLevel(io, flags['color'] === false)),
  unicode: speaksUnicode(io.env),
});

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const found = (known: readonly GateSpec[], name: string | undefined): GateSpec => {
  const spec = known.find(({ gate }) => gate.toLowerCase() === name?.toLowerCase());
  if (!spec)
    throw new Usage(
      `${name === undefined ? 'which gate?' : `no gate ${JSON.stringify(name)}:`} There are ${known.map(({ gate }) => gate).join(', ')}`,
    );
  return spec;
};

const maxGateBytes = 1024 * 1024;

const ownGates = async (files: readonly string[], io: Io): Promise<GateSpec[]> => {
  const own: GateSpec[] = [];
  for (const file of files) {
    const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: unknown) => {
      throw new Usage(`cannot read ${file}: ${messageOf(error)}`);
    });
    if (text.length > maxGateBytes) throw new Usage(`${file} is too large for gates`);
    const { parse } = await import('yaml');
    let tree: unknown;
    try {
      tree = parse(text, { maxAliasCount: 20 });
    } catch (error) {
      throw new Usage(`${file}: ${messageOf(error).slice(0, 300)}`);
    }
    for (const one of Array.isArray(tree) ? tree : [tree]) {
      const read = GateSpec.safeParse(one);
      if (!read.success) throw new Usage(`${file}: ${read.error.issues[0]?.path.join('.') || 'the top'}: ${read.error.issues[0]?.message}`);
      own.push(read.data);
    }
  }
  return own;
};

/** The defaults of the gate with what the user set over them; a value takes the kind of its default. */
const paramsOf = (spec: GateSpec, set: readonly string[]): Values => {
  const params: Record<string, Value | null> = { ...spec.params };
  for (const one of set) {
    const [, name = '', text = ''] = /^([\w.-]+)=(.*)$/s.exec(one) ?? [];
    if (name === '') throw new Usage(`--set ${JSON.stringify(one)}: give NAME=VALUE`);
    if (!(name in spec.params) && name !== 'build')
      throw new Usage(`--set ${name}: ${spec.gate} has no such parameter; it has ${[...Object.keys(spec.params), 'build'].join(', ')}`);
    params[name] = paramOf(name, text, spec.params[name]);
  }
  const missing = Object.entries(params).filter(([, value]) => value === null);
  if (missing.length > 0) throw new Usage(`${spec.gate} needs ${missing.map(([name]) => `--set ${name}=…`).join(' and ')}`);
  return Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
};

const paramOf = (name: string, text: string, like: Value | null | undefined): Value => {
  if (Array.isArray(like)) return text.split(',').map((part) => part.trim());
  if (typeof like !== 'number' && name !== 'build' && name !== 'pr') return text;
  const number = Number(text.replace(/^#/, ''));
  if (!Number.isSafeInteger(number) || number < 0) throw new Usage(`--set ${name}=${text}: expected a number`);
  return number;
};

const evidenceFor = async (params: Values, flags: Flags, io: Io): Promise<{ capture: Capture; digest: string }> => {
  const saved = await bundleFrom(flags, io);
  if (saved) return { capture: aimed(saved.capture, params), digest: saved.manifest.digest };
  const { readSettings } = await import('#app/read-settings');
  const { lookAtRecipe } = await import('#app/capture/recipe');
  const { settings } = await readSettings(flags, io);
  const recipe = String(params['recipe'] ?? '');
  if (!/^[\w][\w.-]{0,80}$/.test(recipe)) throw new Usage(`--set recipe=${recipe}: give the name of a recipe`);
  const { capture, sealed } = await lookAtRecipe(
    { recipe, pr: Number(params['pr'] ?? 0) || null, build: Number(params['build'] ?? 0) || 'newest' },
    settings,
    io,
    flags['quiet'] === true,
  );
  await saveTo(sealed, flags, io);
  return { capture, digest: sealed.manifest.digest };
};

/** Evidence about another recipe than the gate's is none: its PRs and builds are not those asked for. */
const aimed = (capture: Capture, params: Values): Capture => {
  const { recipe } = capture.target;
  if (!recipe || params['recipe'] === undefined || recipe.name === params['recipe']) return capture;
  const because = `the bundle was taken of ${recipe.name}, not of ${params['recipe']}`;
  const evidence = Object.fromEntries(
    Object.keys(capture.evidence).map((id) => [id, { status: 'absent', because, ms: 0, bytes: 0 }]),
  ) as Capture['evidence'];
  return { ...capture, evidence };
};

const listGates = async (known: readonly GateSpec[], format: string, io: Io): Promise<number> => {
  const rows = known.map(({ gate, title, params }) => ({ gate, title, params }));
  await io.out(
    format === 'json'
      ? jsonText({ schema: 'ccci-probe/gates@1', gates: rows })
      : fitted(known.map(({ gate, title }) => `${gate.padEnd(18)} ${visibleLine(title)}\n`).join(''), io, ' '.repeat(19)),
  );
  return exitStatus.fine;
};

const showGate = async (spec: GateSpec, format: string, io: Io): Promise<number> => {
  const { gateChecks } = await import('#analysis/gates/checks/index');
  if (format === 'json') {
    await io.out(jsonText({ schema: 'ccci-probe/gate-spec@1', ...spec }));
    return exitStatus.fine;
  }
  const params = Object.entries(spec.params).map(
    ([name, value]) => `  ${name} = ${value === null ? 'must be given' : Array.isArray(value) ? value.join(',') : value}`,
  );
  const lines = spec.criteria.flatMap((one) => {
    const check = gateChecks.find(({ id }) => id === one.check);
    const asks = check ? `${check.title}; reads ${check.needs.join(', ')}` : `there is no check ${one.check}`;
    return [`  ${one.id}: ${one.title}`, `      ${asks}`];
  });
  await io.out(
    fitted(
      `${spec.gate}: ${spec.title}\n\nParameters (--set NAME=VALUE)\n${params.join('\n')}\n\nCriteria\n${lines.map((line) => visibleLine(line)).join('\n')}\n`,
      io,
    ),
  );
  return exitStatus.fine;
};

const diffGates = async (files: readonly string[], format: string, io: Io): Promise<number> => {
  const [one, other] = files;
  if (files.length !== 2 || one === undefined || other === undefined) throw new Usage('gate diff takes two files written by gate --json');
  const [before, after] = [await savedReport(one, io), await savedReport(other, io)];
  const ids = [...new Set([...before.criteria, ...after.criteria].map(({ id }) => id))];
  const changes = ids.flatMap((id) => {
    const [was, is] = [before, after].map((report) => report.criteria.find((criterion) => criterion.id === id));
    return was?.answer === is?.answer && was?.because === is?.because
      ? []
      : [
          {
            id,
            before: was?.answer ?? null,
            after: is?.answer ?? null,
            because: { before: was?.because ?? null, after: is?.because ?? null },
          },
        ];
  });
  await io.out(
    format === 'json'
      ? jsonText({ schema: 'ccci-probe/gate-diff@1', gate: after.gate, result: { before: before.result, after: after.result }, changes })
      : `${visibleLine(after.gate)}: ${before.result} -> ${after.result}\n${changes
          .map(
            ({ id, before: was, after: is, because }) =>
              `  ${visibleLine(id)}: ${was ?? 'not asked'} -> ${is ?? 'not asked'}; ${visibleLine(because.after ?? because.before ?? '', 500)}\n`,
          )
          .join('')}`,
  );
  return changes.length === 0 && before.result === after.result ? exitStatus.fine : exitStatus.found;
};

const savedReport = async (file: string, io: Io): Promise<SavedGate> => {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: unknown) => {
    throw new Usage(`cannot read ${file}: ${messageOf(error)}`);
  });
  try {
    return SavedGate.parse(JSON.parse(text));
  } catch {
    throw new Usage(`${file} is no answer of gate --json`);
  }
};

export const command: CommandUnit = { formats: ['text', 'json', 'markdown', 'junit', 'sarif'], define, run };
