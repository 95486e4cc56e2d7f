/**
 * Labels of many builds. In: a window of builds and the settings. Out: a line a build in their order, and how it ended. The sweep command
 * imports it; the terminal UI takes the labeller alone (label-build.ts).
 *
 *   rows of the database -> label-build.ts (probes, redaction, classify)   logs -> scan-pool.ts (threads)   both -> a line
 */
import type { SweepLine } from '#analysis/sweep/line';
import type { Hit } from '#analysis/sweep/scan-blob';
import type { Settings } from '#config/settings';
import { Absent, Denied, Usage } from '#model/errors';
import type { SweptBuild } from '#transport/ports';
import { openSources } from '../open-sources.ts';
import type { RunContext } from '../run-context.ts';
import { gcEvery } from './collect-garbage.ts';
import { type Label, labellerOn } from './label-build.ts';
import { type ScanPool, scanPool } from './scan-pool.ts';

/** Which builds a sweep labels, and how. Times are epoch seconds. */
export interface SweepRequest {
  readonly recipe: string | null;
  readonly since: number | null;
  readonly until: number | null;
  /** Builds that are labelled already, by repo. */
  readonly done: ReadonlyMap<string, ReadonlySet<number>>;
  /** Threads that scan logs. */
  readonly workers: number;
  readonly sinceEpoch: string | null;
}

/** How a sweep ended. */
export interface SweepEnd {
  readonly labelled: number;
  /** Run folders that could not be read, and why the first could not. */
  readonly unreadFolders: number;
  readonly because: Error | null;
  /** A source that could not be read, or stopped being read, before the end; null where the sweep is whole. */
  readonly broken: Error | null;
}

/**
 * Labels the builds of a window, in their order; `onLine` gets each with how many of how many are past.
 * @throws what is a failure of the program and not of a source
 */
export const runSweep = async (
  request: SweepRequest,
  settings: Settings,
  context: RunContext,
  onLine: (line: SweepLine, past: number, total: number) => Promise<void>,
): Promise<SweepEnd> => {
  const sources = await openSources(settings, context);
  const pool = scanPool(request.workers, sources.sweep.file);
  let [labelled, unreadFolders] = [0, 0];
  let because: Error | null = null;
  let broken: Error | null = null;
  try {
    const label = await labellerOn(sources, settings, request.sinceEpoch ?? undefined, context);
    const { recipe, since, until, done } = request;
    const builds = sources.sweep.builds({ repo: settings.repo, recipe, since, until, done, signal: context.signal });
    await labelInOrder(builds, pool, label, async (swept, line) => {
      if (swept.run instanceof Error && settings.runs !== null) [unreadFolders, because] = [unreadFolders + 1, because ?? swept.run];
      labelled += 1;
      await onLine(line, swept.past, swept.total);
    });
  } catch (error) {
    if (context.signal.aborted || error instanceof Usage || !isUnread(error)) throw error;
    broken = error;
  } finally {
    await pool.close();
    await sources.close();
  }
  return { labelled, unreadFolders, because, broken };
};

/** A database or host that cannot be read, or stops being read: what is not known, not a failure of the program. */
const isUnread = (error: unknown): error is Error =>
  error instanceof Absent ||
  error instanceof Denied ||
  (error instanceof Error && !(error instanceof TypeError || error instanceof RangeError));

/** Labels builds as they come, while the threads scan ahead, and hands them on in their order. */
const labelInOrder = async (
  builds: AsyncIterable<SweptBuild>,
  pool: ScanPool,
  label: Label,
  onBuild: (swept: SweptBuild, line: SweepLine) => Promise<void>,
): Promise<void> => {
  const ahead: { swept: SweptBuild; lineOf: Awaited<ReturnType<Label>>; hits: Promise<readonly Hit[]> }[] = [];
  const collect = gcEvery(500, 'major');
  const finish = async ({ swept, lineOf, hits }: (typeof ahead)[number]): Promise<void> => {
    await onBuild(swept, lineOf(await hits));
    collect(1);
  };
  for await (const swept of builds) {
    const hits = pool.scan(swept);
    hits.catch(() => undefined);
    ahead.push({ swept, lineOf: await label(swept), hits });
    if (ahead.length > pool.ahead) await finish(ahead.shift() as (typeof ahead)[number]);
  }
  for (const build of ahead) await finish(build);
};
