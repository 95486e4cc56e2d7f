import { access, constants } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Judged, judgedOf, type SweepLine, sameJudgement } from '#analysis/sweep/line';
import type { Hit } from '#analysis/sweep/scan-blob';
import { tally } from '#analysis/sweep/summary';
import { colorLevel, type Io } from '#app/io';
import { readSettings } from '#app/read-settings';
import { tidier } from '#app/sweep/collect-garbage';
import { earlierLines } from '#app/sweep/earlier-lines';
import { type Label, labellerOn } from '#app/sweep/label-build';
import { type ScanPool, scanPool } from '#app/sweep/scan-pool';
import { wire } from '#app/wire';
import type { Settings } from '#config/settings';
import { timeOf } from '#config/when';
import { isOpen } from '#model/ci-status';
import { Absent, Denied, messageOf, Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { sweepRow, sweepSummary } from '#report/sweep-text';
import { visibleLine } from '#report/visible';
import type { SweptBuild } from '#transport/ports';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { fitted, formatOf } from '../terminal/show.ts';
import { sweepProgress } from '../terminal/sweep-progress.ts';

type Flags = Readonly<Record<string, unknown>>;

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

const run = async (_: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  const { settings } = await readSettings(flags, io);
  if (settings.drone === null) throw new Usage('which builds? Say with --drone where the Drone database is');
  const asked = {
    repo: settings.repo,
    recipe: (flags['recipe'] as string | undefined) ?? null,
    since: secondsOf('--since', flags['since'], io),
    until: secondsOf('--until', flags['until'], io),
  };
  const workers = workersOf(flags['workers']);
  await folderOfSummary(flags['summary'], io);
  const last = await lastOf(flags['diffLast'], io);
  const counted = tally();
  const paint = paintOf(colorLevel(io, flags['color'] === false));
  const progress = sweepProgress(io, flags['quiet'] === true);
  let changed = 0;
  const put = async (line: SweepLine): Promise<void> => {
    const compared = last === null ? line : withLast(line, last);
    if (compared.changed) changed += 1;
    counted.add(compared);
    progress.clear();
    await io.out(format === 'json' ? `${JSON.stringify(compared)}\n` : sweepRow(compared, paint, io.outIsTty ? io.columns : undefined));
  };
  const done = await resumed(flags['resume'], io, put);
  const sinceEpoch = epochNamed(flags['sinceEpoch'], settings);
  const opened = await wire(settings, io);
  const pool = scanPool(workers, opened.sweep.file);
  let [looked, unread] = [0, 0];
  let because: Error | undefined;
  let trouble: unknown;
  try {
    const label = await labellerOn(opened, settings, sinceEpoch, io);
    const builds = opened.sweep.builds({ ...asked, done, signal: io.signal });
    await eachInOrder(builds, pool, label, async (swept, line) => {
      if (swept.run instanceof Error && settings.runs !== null) [unread, because] = [unread + 1, because ?? swept.run];
      looked += 1;
      await put(line);
      progress.at(swept.past, swept.total);
    });
  } catch (error) {
    if (io.signal.aborted || error instanceof Usage) throw error;
    trouble = error;
  } finally {
    progress.clear();
    await pool.close();
    await opened.close();
  }
  await tell(counted.summary(), format, flags, io);
  if (because) io.err(`ccci-probe: ${unread} of ${looked} run folders could not be read: ${visibleLine(messageOf(because), 500)}\n`);
  if (unread === looked) trouble ??= because;
  if (trouble === undefined) return changed > 0 ? exitStatus.found : exitStatus.fine;
  if (!isUnseen(trouble)) throw trouble;
  io.err(`ccci-probe: the sweep is not whole: ${visibleLine(messageOf(trouble), 2000)}\n`);
  return exitStatus.unknown;
};

const epochNamed = (name: unknown, { epochs }: Settings): string | undefined => {
  if (name === undefined || epochs.some((epoch) => epoch.name === name)) return name as string | undefined;
  throw new Usage(
    `no epoch ${JSON.stringify(name)}: ${epochs.length > 0 ? `declared are ${epochs.map((epoch) => epoch.name).join(', ')}` : 'the configuration declares none'}`,
  );
};

/** A database or host that cannot be read, or stops being read: what is not known, not a failure of the program. */
const isUnseen = (error: unknown): boolean =>
  error instanceof Absent ||
  error instanceof Denied ||
  (error instanceof Error && !(error instanceof TypeError || error instanceof RangeError));

/** Asked before the long look, not after it. */
const folderOfSummary = async (file: unknown, io: Io): Promise<void> => {
  if (file === undefined) return;
  const folder = dirname(resolve(io.cwd, String(file)));
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new Usage(`--summary: cannot write into ${folder}: ${messageOf(error)}`);
  });
};

const tell = async (summary: ReturnType<ReturnType<typeof tally>['summary']>, format: string, flags: Flags, io: Io): Promise<void> => {
  if (flags['summary'] !== undefined) {
    const { writeText } = await import('#bundle/write');
    await writeText(resolve(io.cwd, String(flags['summary'])), jsonText(summary));
  }
  if (format === 'text') await io.out(fitted(`\n${sweepSummary(summary)}`, io));
  else if (flags['quiet'] !== true) io.err(sweepSummary(summary));
};

/** Labels builds as they come, while the threads scan ahead, and hands them on in their order. */
const eachInOrder = async (
  builds: AsyncIterable<SweptBuild>,
  pool: ScanPool,
  label: Label,
  hand: (swept: SweptBuild, line: SweepLine) => Promise<void>,
): Promise<void> => {
  const ahead: { swept: SweptBuild; lineOf: Awaited<ReturnType<Label>>; hits: Promise<readonly Hit[]> }[] = [];
  const tidy = tidier(500, 'major');
  const finish = async ({ swept, lineOf, hits }: (typeof ahead)[number]): Promise<void> => {
    await hand(swept, lineOf(await hits));
    tidy(1);
  };
  for await (const swept of builds) {
    const hits = pool.scan(swept);
    hits.catch(() => undefined);
    ahead.push({ swept, lineOf: await label(swept), hits });
    if (ahead.length > pool.ahead) await finish(ahead.shift() as (typeof ahead)[number]);
  }
  for (const one of ahead) await finish(one);
};

const secondsOf = (flag: string, value: unknown, io: Io): number | null => {
  if (value === undefined) return null;
  const ms = timeOf(String(value), Date.parse(io.wall()));
  if (ms === undefined)
    throw new Usage(`${flag} ${JSON.stringify(value)}: give a time such as 2026-06-13T05:38:00Z, or how long ago, such as 36h or 14d`);
  return ms / 1000;
};

const workersOf = (value: unknown): number => {
  if (value === undefined) return Math.max(0, Math.min(availableParallelism() - 1, 4));
  if (!/^\d{1,2}$/.test(String(value)) || Number(value) > 32)
    throw new Usage(`--workers ${JSON.stringify(value)}: give a number from 0 to 32`);
  return Number(value);
};

const keyOf = ({ repo, build }: Pick<SweepLine, 'repo' | 'build'>): string => `${repo}\0${build}`;

const lastOf = async (file: unknown, io: Io): Promise<Map<string, Judged> | null> => {
  if (file === undefined) return null;
  const last = new Map<string, Judged>();
  for await (const line of earlierLines(resolve(io.cwd, String(file)), '--diff-last')) last.set(keyOf(line), judgedOf(line.verdict));
  return last;
};

const withLast = (line: SweepLine, earlier: ReadonlyMap<string, Judged>): SweepLine => {
  const last = earlier.get(keyOf(line)) ?? null;
  return { ...line, last, changed: last !== null && !sameJudgement(last, line.verdict) };
};

/** Gives the lines of a sweep that was stopped again, but not those of builds that were not over. */
const resumed = async (file: unknown, io: Io, put: (line: SweepLine) => Promise<void>): Promise<Map<string, Set<number>>> => {
  const done = new Map<string, Set<number>>();
  if (file === undefined) return done;
  for await (const line of earlierLines(resolve(io.cwd, String(file)), '--resume')) {
    const repo = done.get(line.repo ?? '') ?? new Set();
    if (line.verdict.outcome === 'pending' || (line.status !== null && isOpen(line.status)) || repo.has(line.build)) continue;
    done.set(line.repo ?? '', repo.add(line.build));
    await put(line);
  }
  return done;
};

export const command: CommandUnit = { define, run };
