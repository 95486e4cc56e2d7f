import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { epochInForce, type Value, type Values } from '#analysis/gates/gate-facts';
import { GateSpec, SavedGate } from '#analysis/gates/gate-spec';
import { type GateReport, runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { bundleOf, saveBundle } from '#app/bundle-files';
import type { RunContext } from '#app/run-context';
import type { EvidenceRequest } from '#app/source';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { type CriterionChange, gateDiffText, gateListText, gateSpecText } from '#report/gate/list';
import { gateJunit, gateSarif } from '#report/gate/machines';
import { gateMarkdown } from '#report/gate/markdown';
import { gateText } from '#report/gate/text';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import { addSources, addTrust } from '../flags/common.ts';
import { collected, type Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { evidenceRequestOf } from '../flags/source.ts';
import { fitted } from '../terminal/fitted.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
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

const parse = ([name, ...rest]: readonly string[], flags: Flags) => ({
  name,
  rest,
  format: formatOf<'markdown' | 'junit' | 'sarif'>(flags),
  files: flags.texts('gates'),
  set: flags.texts('set'),
  verbose: flags.isOn('verbose'),
  evidence: evidenceRequestOf(flags),
});

type Request = ReturnType<typeof parse>;

const run = async (request: Request, context: RunContext): Promise<number> => {
  const { name, rest, format } = request;
  const specs = [...gates, ...(await ownGates(request.files, context))];
  if (name === undefined) throw new Usage(`which gate? There are ${specs.map(({ gate }) => gate).join(', ')}`);
  if (['list', 'show', 'diff'].includes(name) && format !== 'text' && format !== 'json')
    throw new Usage(`gate ${name} has text and json, not ${format}`);
  if (name === 'list') return listGates(specs, format, context);
  if (name === 'show') return showGate(specNamed(specs, rest[0]), format, context);
  if (name === 'diff') return diffGates(rest, format, context);
  if (rest.length > 0) throw new Usage(`gate takes one name, not ${JSON.stringify(rest[0])} as well`);
  const spec = specNamed(specs, name);
  const params = paramsOf(spec, request.set);
  const { capture, digest } = await captureFor(params, request.evidence, context);
  if (params['epoch'] !== undefined && params['epoch'] !== 'none' && epochInForce({ capture, params }) === null)
    throw new Usage(`--set epoch=${params['epoch']}: give a time such as 2026-06-13T05:38:00Z, the name of a declared epoch, or none`);
  const report = runGate(spec, params, capture, digest, version);
  await context.out(rendered(report, request, context));
  return { pass: exitStatus.fine, fail: exitStatus.found, inconclusive: exitStatus.unknown }[report.result];
};

const rendered = (report: GateReport, { format, verbose }: Request, context: RunContext): string => {
  if (format === 'json') return jsonText(report);
  if (format === 'markdown') return gateMarkdown(report);
  if (format === 'junit') return gateJunit(report);
  if (format === 'sarif') return gateSarif(report);
  return gateText(report, { ...terminalLook(context), verbose });
};

const specNamed = (specs: readonly GateSpec[], name: string | undefined): GateSpec => {
  const spec = specs.find(({ gate }) => gate.toLowerCase() === name?.toLowerCase());
  if (!spec)
    throw new Usage(
      `${name === undefined ? 'which gate?' : `no gate ${JSON.stringify(name)}:`} There are ${specs.map(({ gate }) => gate).join(', ')}`,
    );
  return spec;
};

const maxGateBytes = 1024 * 1024;

const ownGates = async (files: readonly string[], context: RunContext): Promise<GateSpec[]> => {
  const own: GateSpec[] = [];
  for (const file of files) {
    const text = await readFile(resolve(context.cwd, file), 'utf8').catch((error: unknown) => {
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
    for (const spec of Array.isArray(tree) ? tree : [tree]) {
      const read = GateSpec.safeParse(spec);
      if (!read.success) throw new Usage(`${file}: ${read.error.issues[0]?.path.join('.') || 'the top'}: ${read.error.issues[0]?.message}`);
      own.push(read.data);
    }
  }
  return own;
};

/** The defaults of the gate with what the user set over them; a value takes the kind of its default. */
const paramsOf = (spec: GateSpec, set: readonly string[]): Values => {
  const params: Record<string, Value | null> = { ...spec.params };
  for (const setting of set) {
    const [, name = '', text = ''] = /^([\w.-]+)=(.*)$/s.exec(setting) ?? [];
    if (name === '') throw new Usage(`--set ${JSON.stringify(setting)}: give NAME=VALUE`);
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

const captureFor = async (params: Values, request: EvidenceRequest, context: RunContext): Promise<{ capture: Capture; digest: string }> => {
  const saved = await bundleOf(request, context);
  if (saved) return { capture: restrictedToRecipe(saved.capture, params), digest: saved.manifest.digest };
  const { readSettings } = await import('#app/read-settings');
  const { captureRecipe } = await import('#app/capture/recipe');
  const { settings } = await readSettings(request.settings, context);
  const recipe = String(params['recipe'] ?? '');
  if (!/^[\w][\w.-]{0,80}$/.test(recipe)) throw new Usage(`--set recipe=${recipe}: give the name of a recipe`);
  const { capture, sealed } = await captureRecipe(
    { recipe, pr: Number(params['pr'] ?? 0) || null, build: Number(params['build'] ?? 0) || 'newest' },
    settings,
    context,
  );
  await saveBundle(sealed, request.save, context);
  return { capture, digest: sealed.manifest.digest };
};

/** Evidence about another recipe than the gate's is none: its PRs and builds are not those asked for. */
const restrictedToRecipe = (capture: Capture, params: Values): Capture => {
  const { recipe } = capture.target;
  if (!recipe || params['recipe'] === undefined || recipe.name === params['recipe']) return capture;
  const because = `the bundle was taken of ${recipe.name}, not of ${params['recipe']}`;
  const evidence = Object.fromEntries(
    Object.keys(capture.evidence).map((id) => [id, { status: 'absent', because, ms: 0, bytes: 0 }]),
  ) as Capture['evidence'];
  return { ...capture, evidence };
};

const listGates = async (specs: readonly GateSpec[], format: string, context: RunContext): Promise<number> => {
  const rows = specs.map(({ gate, title, params }) => ({ gate, title, params }));
  await context.out(
    format === 'json' ? jsonText({ schema: 'ccci-probe/gates@1', gates: rows }) : fitted(gateListText(specs), context, ' '.repeat(19)),
  );
  return exitStatus.fine;
};

const showGate = async (spec: GateSpec, format: string, context: RunContext): Promise<number> => {
  const { gateChecks } = await import('#analysis/gates/checks/index');
  await context.out(
    format === 'json' ? jsonText({ schema: 'ccci-probe/gate-spec@1', ...spec }) : fitted(gateSpecText(spec, gateChecks), context),
  );
  return exitStatus.fine;
};

const diffGates = async (files: readonly string[], format: string, context: RunContext): Promise<number> => {
  const [first, second] = files;
  if (files.length !== 2 || first === undefined || second === undefined)
    throw new Usage('gate diff takes two files written by gate --json');
  const [before, after] = [await savedReport(first, context), await savedReport(second, context)];
  const changes = changesOf(before, after);
  const result = { before: before.result, after: after.result };
  await context.out(
    format === 'json'
      ? jsonText({ schema: 'ccci-probe/gate-diff@1', gate: after.gate, result, changes })
      : gateDiffText(after.gate, result, changes),
  );
  return changes.length === 0 && before.result === after.result ? exitStatus.fine : exitStatus.found;
};

const changesOf = (before: SavedGate, after: SavedGate): readonly CriterionChange[] => {
  const ids = [...new Set([...before.criteria, ...after.criteria].map(({ id }) => id))];
  return ids.flatMap((id): CriterionChange[] => {
    const [was, is] = [before, after].map((report) => report.criteria.find((criterion) => criterion.id === id));
    if (was?.answer === is?.answer && was?.because === is?.because) return [];
    const because = { before: was?.because ?? null, after: is?.because ?? null };
    return [{ id, before: was?.answer ?? null, after: is?.answer ?? null, because }];
  });
};

const savedReport = async (file: string, context: RunContext): Promise<SavedGate> => {
  const text = await readFile(resolve(context.cwd, file), 'utf8').catch((error: unknown) => {
    throw new Usage(`cannot read ${file}: ${messageOf(error)}`);
  });
  try {
    return SavedGate.parse(JSON.parse(text));
  } catch {
    throw new Usage(`${file} is no answer of gate --json`);
  }
};

export const command = defineCommand({ formats: ['text', 'json', 'markdown', 'junit', 'sarif'], define, parse, run });
