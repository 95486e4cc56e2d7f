import { access, constants } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { fileTrouble, plainFile } from '../../../file-errors.ts';
import type { LogBlob, Row, RunFolder, RunsPort, SweepAsk, SweepPort, SweptBuild } from '../../../ports.ts';
import { droneColumns, neighbourColumns } from '../columns.ts';
import { countMigrations, plain, retried, selected } from '../local.ts';
import { logsOf, openSwept } from './logs.ts';
import { isWanted, nearBuilds, recipeIn } from './neighbours.ts';
import { noRepo } from './no-repo.ts';

type Ask = SweepAsk & { readonly signal: AbortSignal };

const page = 500;

/** Every build of a Drone database on this machine. The file stays open, but no statement does: between two of them Drone may write. */
export const sweepLocal =
  (path: string, runs: RunsPort): SweepPort['builds'] =>
  (ask) =>
    swept(path, runs, ask);

async function* swept(path: string, runs: RunsPort, ask: Ask): AsyncGenerator<SweptBuild> {
  await plainFile(path);
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw fileTrouble(error, path);
  });
  const db = await openSwept(path, ask.signal);
  try {
    const read = await retried(() => readerOf(db), ask.signal);
    const repos = await reposOf(read, ask);
    const total = repos.reduce((sum, repo) => sum + read.count(repo), 0);
    let past = 0;
    for (const repo of repos) {
      const near = nearBuilds();
      const slug = String(repo['repo_slug']);
      let coming: Row[] = [];
      let last = -1;
      const more = async (): Promise<boolean> => {
        const rows = await retried(() => read.near(repo, last), ask.signal);
        last = Number(rows.at(-1)?.['build_number'] ?? last);
        near.add(rows);
        coming.push(...rows);
        return rows.length > 0;
      };
      while (coming.length > 0 || (await more())) {
        const batch = coming;
        coming = [];
        for (const row of batch) {
          ask.signal.throwIfAborted();
          past += 1;
          if (!isWanted(row, slug, ask)) continue;
          const number = Number(row['build_number']);
          while (!near.reaches(number) && (await more()));
          const rows = await retried(() => read.build(row), ask.signal);
          if (!rows) continue;
          const run = await folderOf(runs, String(number), ask.signal);
          const logs = () => retried(() => rows.steps.map((step) => read.log(Number(step['step_id']))), ask.signal);
          yield { migrations: read.migrations, repo, ...rows, logs, run, near: () => near.around(number), past, total };
        }
      }
    }
  } finally {
    db.close();
  }
}

/** A folder that cannot be read is told with its build; the sweep goes on. */
const folderOf = async (runs: RunsPort, run: string, signal: AbortSignal): Promise<RunFolder | Error> =>
  runs.read({ run, signal }).then(
    ({ value }) => value,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

interface Reader {
  readonly migrations: number | null;
  readonly repos: () => Row[];
  readonly count: (repo: Row) => number;
  readonly near: (repo: Row, after: number) => Row[];
  readonly build: (row: Row) => Pick<SweptBuild, 'build' | 'stages' | 'steps'> | undefined;
  readonly log: (stepId: number) => LogBlob;
}

const readerOf = (db: Database.Database): Reader => {
  const rows = (sql: string) => {
    const prepared = db.prepare<unknown[], Record<string, unknown>>(sql);
    return (...args: unknown[]): Row[] => prepared.all(...args).map(plainRow);
  };
  const repos = rows(`SELECT ${selected(db, 'repos', droneColumns.repos)} FROM repos ORDER BY repo_id`);
  const count = db.prepare<unknown[], { c: number }>('SELECT count(*) AS c FROM builds WHERE build_repo_id=?');
  const near = rows(
    `SELECT ${selected(db, 'builds', neighbourColumns)} FROM builds WHERE build_repo_id=? AND build_number>? ORDER BY build_number LIMIT ${page}`,
  );
  const build = rows(`SELECT ${selected(db, 'builds', droneColumns.builds)} FROM builds WHERE build_id=?`);
  const stages = rows(`SELECT ${selected(db, 'stages', droneColumns.stages)} FROM stages WHERE stage_build_id=? ORDER BY stage_number`);
  const steps = rows(`SELECT ${selected(db, 'steps', droneColumns.steps)} FROM steps WHERE step_stage_id=? ORDER BY step_number`);
  const log = logsOf(db);
  return {
    migrations: countMigrations(db),
    repos: () => repos(),
    count: (repo) => count.get(repo['repo_id'])?.c ?? 0,
    near: (repo, after) => near(repo['repo_id'], after),
    log,
    build(row) {
      const [found] = build(row['build_id']);
      if (!found) return undefined;
      const staged = stages(row['build_id']);
      const stepped = staged.flatMap((stage) => steps(stage['stage_id']));
      return { build: found, stages: staged, steps: stepped };
    },
  };
};

const plainRow = (row: Record<string, unknown>): Row => {
  const out: Record<string, string | number | null> = {};
  for (const name in row) out[name] = plain(row[name]);
  return out;
};

/** The repo asked for, or those that test recipes: another repo's builds deploy nothing. */
const reposOf = async (read: Reader, ask: Ask): Promise<Row[]> => {
  const all = read.repos();
  const chosen = ask.repo === null ? [] : all.filter((row) => row['repo_slug'] === ask.repo);
  if (ask.repo === null) for (const repo of all) if (await testsRecipes(read, repo, ask.signal)) chosen.push(repo);
  if (chosen.length === 0)
    throw noRepo(
      ask.repo,
      all.map((row) => String(row['repo_slug'])),
    );
  return chosen;
};

const testsRecipes = async (read: Reader, repo: Row, signal: AbortSignal): Promise<boolean> => {
  for (let last = -1; ; ) {
    const rows = await retried(() => read.near(repo, last), signal);
    if (rows.some((row) => recipeIn(row['build_params']) !== undefined)) return true;
    if (rows.length === 0) return false;
    last = Number(rows.at(-1)?.['build_number']);
  }
};
