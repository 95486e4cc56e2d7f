import { access, constants } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Judged, judgedOf, type SweepLine, sameJudgement } from '#analysis/sweep/line';
import { tally } from '#analysis/sweep/summary';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { earlierLines } from '#app/sweep/earlier-lines';
import { runSweep, type SweepEnd } from '#app/sweep/run-sweep';
import type { Settings } from '#config/settings';
import { timeOf } from '#config/when';
import { isOpen } from '#model/ci-status';
import { messageOf, Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { sweepRow, sweepSummary } from '#report/sweep-text';
import { visibleLine } from '#report/visible';
import { defineCommand } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { settingsRequestOf } from '../flags/source.ts';
import { fitted } from '../terminal/fitted.ts';
import { terminalLook } from '../terminal/look.ts';
import { sweepProgress } from '../terminal/sweep-progress.ts';

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--since <time>', 'builds from then on: 2026-06-13, 2026-06-13T05:38:00Z, or how long ago, such as 36h or 14d')
    .option('--until <time>', 'builds before then')
    .option('--recipe <name>', 'builds of this recipe only')
    .option('--workers <n>', 'threads that scan logs; 0 scans in the first one (default: one less than there are processors)')
    .option('--resume <file>', 'the lines of a sweep that was stopped: they are given again, and only the rest is looked at')
    .option('--diff-last <file>', 'an earlier sweep --json: mark what is judged otherwise now')
    .option('--summary <file>', 'write the summary there as JSON')
    .option('--since-epoch <name>', 'count a build only if it ran after this change of the infrastructure')
    .addHelpText(
      'after',
      '\nOne line a build, in text or (--json) as NDJSON; a summary follows, on stderr with --json.\n\nExamples:\n  ccci-probe sweep --drone database.sqlite --runs cc-ci-runs --since 14d\n  ccci-probe sweep --ssh ci1 --drone /var/lib/drone/database.sqlite --runs /var/lib/cc-ci-runs --json > all.ndjson\n  ccci-probe sweep --drone database.sqlite --json --diff-last all.ndjson',
    );
};

const parse = (_: readonly string[], flags: Flags) => ({
  format: formatOf(flags),
  recipe: flags.text('recipe'),
  since: flags.text('since'),
  until: flags.text('until'),
  workers: workersOf(flags.text('workers')),
  resume: flags.text('resume'),
  diffLast: flags.text('diffLast'),
  summary: flags.text('summary'),
  sinceEpoch: flags.text('sinceEpoch'),
  settings: settingsRequestOf(flags),
});

type Request = ReturnType<typeof parse>;

const run = async (request: Request, context: RunContext): Promise<number> => {
  const { format, recipe, workers } = request;
  const { settings } = await readSettings(request.settings, context);
  if (settings.drone === null) throw new Usage('which builds? Say with --drone where the Drone database is');
  const [since, until] = [secondsOf('--since', request.since, context), secondsOf('--until', request.until, context)];
  await checkFolder(request.summary, context);
  const last = await judgementsOf(request.diffLast, context);
  const counted = tally();
  const { paint } = terminalLook(context);
  const progress = sweepProgress(context, context.quiet);
  let changed = 0;
  const put = async (line: SweepLine): Promise<void> => {
    const compared = last === null ? line : withLast(line, last);
    if (compared.changed) changed += 1;
    counted.add(compared);
    progress.clear();
    const text =
      format === 'json' ? `${JSON.stringify(compared)}\n` : sweepRow(compared, paint, context.outIsTty ? context.columns : undefined);
    await context.out(text);
  };
  const done = await resumed(request.resume, context, put);
  const sinceEpoch = epochNamed(request.sinceEpoch, settings);
  const end = await runSweep({ recipe, since, until, done, workers, sinceEpoch }, settings, context, async (line, past, total) => {
    await put(line);
    progress.at(past, total);
  }).finally(progress.clear);
  await showSummary(counted.summary(), request, context);
  return statusOf(end, changed, context);
};

const statusOf = ({ labelled, unreadFolders, because, broken }: SweepEnd, changed: number, context: RunContext): number => {
  if (because)
    context.err(`ccci-probe: ${unreadFolders} of ${labelled} run folders could not be read: ${visibleLine(messageOf(because), 500)}\n`);
  const trouble = broken ?? (unreadFolders === labelled ? because : null);
  if (trouble === null) return changed > 0 ? exitStatus.found : exitStatus.fine;
  context.err(`ccci-probe: the sweep is not whole: ${visibleLine(messageOf(trouble), 2000)}\n`);
  return exitStatus.unknown;
};

const epochNamed = (name: string | null, { epochs }: Settings): string | null => {
  if (name === null || epochs.some((epoch) => epoch.name === name)) return name;
  throw new Usage(
    `no epoch ${JSON.stringify(name)}: ${epochs.length > 0 ? `declared are ${epochs.map((epoch) => epoch.name).join(', ')}` : 'the configuration declares none'}`,
  );
};

/** Asked before the long sweep, not after it. */
const checkFolder = async (file: string | null, context: RunContext): Promise<void> => {
  if (file === null) return;
  const folder = dirname(resolve(context.cwd, file));
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new Usage(`--summary: cannot write into ${folder}: ${messageOf(error)}`);
  });
};

const showSummary = async (
  summary: ReturnType<ReturnType<typeof tally>['summary']>,
  { summary: file, format }: Request,
  context: RunContext,
): Promise<void> => {
  if (file !== null) {
    const { writeText } = await import('#bundle/write');
    await writeText(resolve(context.cwd, file), jsonText(summary));
  }
  if (format === 'text') await context.out(fitted(`\n${sweepSummary(summary)}`, context));
  else if (!context.quiet) context.err(sweepSummary(summary));
};

const secondsOf = (flag: string, value: string | null, context: RunContext): number | null => {
  if (value === null) return null;
  const ms = timeOf(value, Date.parse(context.wall()));
  if (ms === undefined)
    throw new Usage(`${flag} ${JSON.stringify(value)}: give a time such as 2026-06-13T05:38:00Z, or how long ago, such as 36h or 14d`);
  return ms / 1000;
};

const workersOf = (value: string | null): number => {
  if (value === null) return Math.max(0, Math.min(availableParallelism() - 1, 4));
  if (!/^\d{1,2}$/.test(value) || Number(value) > 32) throw new Usage(`--workers ${JSON.stringify(value)}: give a number from 0 to 32`);
  return Number(value);
};

const keyOf = ({ repo, build }: Pick<SweepLine, 'repo' | 'build'>): string => `${repo}\0${build}`;

const judgementsOf = async (file: string | null, context: RunContext): Promise<Map<string, Judged> | null> => {
  if (file === null) return null;
  const last = new Map<string, Judged>();
  for await (const line of earlierLines(resolve(context.cwd, file), '--diff-last')) last.set(keyOf(line), judgedOf(line.verdict));
  return last;
};

const withLast = (line: SweepLine, earlier: ReadonlyMap<string, Judged>): SweepLine => {
  const last = earlier.get(keyOf(line)) ?? null;
  return { ...line, last, changed: last !== null && !sameJudgement(last, line.verdict) };
};

/** Gives the lines of a sweep that was stopped again, but not those of builds that were not over. */
const resumed = async (
  file: string | null,
  context: RunContext,
  put: (line: SweepLine) => Promise<void>,
): Promise<Map<string, Set<number>>> => {
  const done = new Map<string, Set<number>>();
  if (file === null) return done;
  for await (const line of earlierLines(resolve(context.cwd, file), '--resume')) {
    const repo = done.get(line.repo ?? '') ?? new Set();
    if (line.verdict.outcome === 'pending' || (line.status !== null && isOpen(line.status)) || repo.has(line.build)) continue;
    done.set(line.repo ?? '', repo.add(line.build));
    await put(line);
  }
  return done;
};

export const command = defineCommand({ define, parse, run });
