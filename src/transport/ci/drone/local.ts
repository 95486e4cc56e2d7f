import { access, constants } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { sleep } from '#model/abortable';
import { openStatuses } from '#model/ci-status';
import { messageOf } from '#model/errors';
import { codeOf, fileTrouble, plainFile, troubleOf } from '../../file-errors.ts';
import type { CiHistory, CiPort, CiRows, RecentBuilds, Reply, Row } from '../../ports.ts';
import { blobColumns, droneColumns, maxLogBytes, neighbourColumns, neighbourSpan, recentBuilds } from './columns.ts';
import { openDatabase } from './open-database.ts';

type Table = keyof typeof droneColumns;
type Columns = Readonly<Record<Table, string>>;

/** A Drone database on this machine. Opened for each ask, read in short statements, closed: a reader that lingers locks Drone out. */
export const droneLocal = (path: string): CiPort => {
  const read = async <T>(signal: AbortSignal, work: (db: Database.Database) => T): Promise<Reply<T>> => {
    await plainFile(path);
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw fileTrouble(error, path);
    });
    const value = await retried(async () => withDatabase(await openDatabase(path, signal), work), signal);
    return { value, bytes: Buffer.byteLength(JSON.stringify(value)) };
  };
  return {
    build: ({ number, repo, signal }) => read(signal, (db) => readBuild(db, number, repo)),
    history: ({ recipe, repo, atMost, signal }) => read(signal, (db) => readHistory(db, recipe, repo, atMost)),
    recent: ({ signal }) => read(signal, readRecent),
  };
};

/** A hot journal makes a read-only open fail until Drone itself has rolled it back (DRONE.md section 2). */
export const retried = async <T>(work: () => T | Promise<T>, signal: AbortSignal, left = 4): Promise<T> => {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_READONLY') || left === 0) throw sqliteTrouble(error);
    await sleep(300, signal);
    return retried(work, signal, left - 1);
  }
};

const sqliteTrouble = (error: unknown): Error => {
  const [code, said] = [codeOf(error), messageOf(error)];
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return troubleOf('locked', said);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return troubleOf('corrupt', said);
  if (code.startsWith('SQLITE_CANTOPEN')) return troubleOf('denied', `cannot open the database: ${said}`);
  if (code.startsWith('SQLITE_READONLY')) return new Error(`a crashed writer left a journal that only Drone itself may roll back: ${said}`);
  return error instanceof Error ? error : new Error(said);
};

/** What every reader of a foreign database sets first. */
export const guarded = (db: Database.Database): Database.Database => {
  for (const pragma of ['query_only=1', 'trusted_schema=0', 'cell_size_check=1', 'mmap_size=0']) db.pragma(pragma);
  return db;
};

const withDatabase = <T>(db: Database.Database, work: (db: Database.Database) => T): T => {
  try {
    return work(guarded(db));
  } finally {
    db.close();
  }
};

const readBuild = (db: Database.Database, number: number | null, repo: string | null): CiRows => {
  const columns = checkedColumns(db);
  const all = rowsOf(db, `SELECT ${columns.repos} FROM repos ORDER BY repo_id`).filter((row) => repo === null || row['repo_slug'] === repo);
  const builds = readBuilds(db, columns, all, number, repo);
  const repos = number === null ? all : all.filter((row) => builds.some((build) => build['build_repo_id'] === row['repo_id']));
  const stages = builds.flatMap((build) =>
    rowsOf(db, `SELECT ${columns.stages} FROM stages WHERE stage_build_id=? ORDER BY stage_number`, build['build_id']),
  );
  const steps = stages.flatMap((stage) =>
    rowsOf(db, `SELECT ${columns.steps} FROM steps WHERE step_stage_id=? ORDER BY step_number`, stage['stage_id']),
  );
  const logs = steps.map((step) => readLog(db, Number(step['step_id'])));
  return {
    migrations: countMigrations(db),
    repos,
    builds,
    stages,
    steps,
    logs,
    neighbours: builds.flatMap((build) => readNeighbours(db, build)),
  };
};

const readBuilds = (db: Database.Database, columns: Columns, repos: readonly Row[], number: number | null, repo: string | null): Row[] => {
  const select = `SELECT ${columns.builds} FROM builds WHERE`;
  if (number !== null) return repos.flatMap((row) => rowsOf(db, `${select} build_repo_id=? AND build_number=?`, row['repo_id'], number));
  if (repo !== null) return repos.flatMap((row) => rowsOf(db, `${select} build_repo_id=? ORDER BY build_id DESC LIMIT 1`, row['repo_id']));
  return rowsOf(db, `${select} build_id=(SELECT max(build_id) FROM builds)`);
};

const readNeighbours = (db: Database.Database, build: Row): Row[] => {
  const near = Number(build['build_number']);
  const sql = `SELECT ${selected(db, 'builds', neighbourColumns)} FROM builds WHERE build_repo_id=? AND build_number BETWEEN ? AND ? ORDER BY build_number`;
  return rowsOf(db, sql, build['build_repo_id'], near - neighbourSpan, near + neighbourSpan);
};

const readHistory = (db: Database.Database, recipe: string | null, repo: string | null, atMost: number): CiHistory => {
  const repos = rowsOf(db, `SELECT ${selected(db, 'repos', droneColumns.repos)} FROM repos ORDER BY repo_id`).filter(
    (row) => repo === null || row['repo_slug'] === repo,
  );
  const ids = new Set(repos.map((row) => row['repo_id']));
  const page = `SELECT ${selected(db, 'builds', neighbourColumns)} FROM builds WHERE build_id<? ORDER BY build_id DESC LIMIT 2000`;
  const found: Row[] = [];
  for (let last = Number.MAX_SAFE_INTEGER; found.length < atMost; ) {
    const some = rowsOf(db, page, last);
    if (some.length === 0) break;
    last = Number(some.at(-1)?.['build_id']);
    found.push(...some.filter((row) => ids.has(row['build_repo_id']) && testsRecipe(row['build_params'], recipe)));
  }
  return { repos, builds: found.slice(0, atMost).reverse() };
};

const testsRecipe = (params: Row[string] | undefined, recipe: string | null): boolean => {
  try {
    const parsed: unknown = JSON.parse(String(params ?? 'null'));
    const tested = typeof parsed === 'object' && parsed !== null ? (parsed as { RECIPE?: unknown }).RECIPE : undefined;
    return recipe === null ? tested !== undefined : tested === recipe;
  } catch {
    return false;
  }
};

const readRecent = (db: Database.Database): RecentBuilds => {
  const slugs = selected(db, 'repos', ['repo_id', 'repo_slug']);
  const near = selected(db, 'builds', neighbourColumns);
  const open = openStatuses.map((status) => `'${status}'`).join(',');
  const repos = new Map(rowsOf(db, `SELECT ${slugs} FROM repos`).map((row) => [row['repo_id'], row['repo_slug'] ?? null]));
  const sql = `SELECT ${near} FROM builds WHERE build_status IN (${open}) OR build_id > (SELECT max(build_id) FROM builds) - ${recentBuilds} ORDER BY build_id DESC LIMIT ${2 * recentBuilds}`;
  return { builds: rowsOf(db, sql).map((row) => ({ ...row, repo_slug: repos.get(row['build_repo_id'] ?? null) ?? null })) };
};

const readLog = (db: Database.Database, stepId: number): CiRows['logs'][number] => {
  const sql = `SELECT length(CAST(log_data AS BLOB)) AS size, substr(CAST(log_data AS BLOB),-${maxLogBytes}) AS data FROM logs WHERE log_id=?`;
  const row = db.prepare<[number], { size: number | null; data: Buffer | null }>(sql).get(stepId);
  return row
    ? { stepId, size: row.size ?? 0, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(row.data ?? new Uint8Array()) }
    : { stepId, size: 0, text: null };
};

export const countMigrations = (db: Database.Database): number | null =>
  isTable(db, 'migrations') ? (db.prepare<[], { c: number }>('SELECT count(*) AS c FROM migrations').get()?.c ?? null) : null;

const checkedColumns = (db: Database.Database): Columns => ({
  repos: selected(db, 'repos', droneColumns.repos),
  builds: selected(db, 'builds', droneColumns.builds),
  stages: selected(db, 'stages', droneColumns.stages),
  steps: selected(db, 'steps', droneColumns.steps),
  logs: selected(db, 'logs', droneColumns.logs),
});

/** A view with an endless query, or a computed column of 500 MB, would hang or kill us (SECURITY 1.7): only real tables are read. */
export const selected = (db: Database.Database, table: string, wanted: readonly string[]): string => {
  if (!isTable(db, table)) throw notDrone(db, `there is no table ${table}`);
  const columns = db.prepare<[], { name: string; hidden: number }>(`PRAGMA table_xinfo(${table})`).all();
  if (columns.some(({ hidden }) => hidden === 2 || hidden === 3))
    throw new Error(`the table ${table} has computed columns, which Drone never makes`);
  const have = new Set(columns.map(({ name }) => name));
  if (!wanted.some((name) => have.has(name))) throw notDrone(db, `the table ${table} has none of Drone's columns`);
  return wanted
    .filter((name) => have.has(name))
    .map((name) => (blobColumns.includes(name) ? `CAST(${name} AS TEXT) AS ${name}` : name))
    .join(',');
};

/** Tables by which the databases of other programs are told. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  Woodpecker: ['pipelines', 'workflows', 'forges'],
  'Drone 0.8 or an early Woodpecker': ['procs'],
  'Gitea or Forgejo': ['action_run', 'action_task'],
};

const notDrone = (db: Database.Database, because: string): Error => {
  const [program] = Object.entries(FOREIGN).find(([, tables]) => tables.some((name) => isTable(db, name))) ?? [];
  return new Error(`not a Drone database${program === undefined ? '' : ` but one of ${program}`}: ${because}`);
};

const isTable = (db: Database.Database, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?").get(name) !== undefined;

const rowsOf = (db: Database.Database, sql: string, ...args: (string | number | null | undefined)[]): Row[] =>
  db
    .prepare<unknown[], Record<string, unknown>>(sql)
    .all(...args)
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));

export const plain = (value: unknown): string | number | null =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'string' || typeof value === 'number' ? value : null;
