import { existsSync, lstatSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { messageOf, Usage } from '#model/errors';
import type { Rows, Source, Store, Stored } from '#model/recording';
import { codeOf } from '../file-errors.ts';
import { applicationId, createSql, schemaVersion } from './schema.ts';

export interface RecorderFile extends Store, Disposable {}

/** Opens or makes a recording to write into. Another recorder on the same file is refused: `FILE-lock` is held until the process ends. */
export const openRecorderFile = async (path: string, meta: Readonly<Record<string, string>>): Promise<RecorderFile> => {
  refuseStranger(path);
  const { default: Sqlite } = await import('better-sqlite3');
  const lock = held(Sqlite, `${path}-lock`);
  try {
    return writerOf(opened(Sqlite, path, meta), lock);
  } catch (error) {
    lock.close();
    throw error;
  }
};

const refuseStranger = (path: string): void => {
  if (!existsSync(path)) return;
  const seen = lstatSync(path);
  if (seen.isSymbolicLink() || !seen.isFile())
    throw new Usage(`-o ${path}: not a plain file; name a new one, or the recording to go on with`);
};

/** SQLite gives the lock back when the process ends, however it ends. */
const held = (Sqlite: typeof Database, path: string): Database.Database => {
  const lock = troubled(path, () => new Sqlite(path, { timeout: 0 }));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw new Usage(`another recorder writes there (${path} is held): name another -o FILE`);
    throw error;
  }
};

const troubled = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw new Usage(`-o ${path}: cannot write there: ${messageOf(error)}`);
  }
};

const opened = (Sqlite: typeof Database, path: string, meta: Readonly<Record<string, string>>): Database.Database => {
  const db = troubled(path, () => new Sqlite(path, { timeout: 2_000 }));
  try {
    const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_master').get()?.n ?? 0;
    const [id, version] = ['application_id', 'user_version'].map((name) => db.pragma(name, { simple: true }));
    if (tables > 0 && id !== applicationId) throw new Usage(`-o ${path} is a database of something else: name a new file`);
    if (tables > 0 && version !== schemaVersion) throw new Usage(`-o ${path} is a recording of form ${String(version)}: name a new file`);
    db.pragma('auto_vacuum=INCREMENTAL');
    db.pragma('journal_mode=WAL');
    // A kill loses nothing that was committed; a power cut may lose the last second, never the file (sqlite.org/wal.html).
    db.pragma('synchronous=NORMAL');
    db.pragma(`journal_size_limit=${8 * 2 ** 20}`);
    db.pragma('trusted_schema=0');
    db.transaction(() => {
      db.exec(createSql);
      db.pragma(`application_id=${applicationId}`);
      db.pragma(`user_version=${schemaVersion}`);
      for (const [name, value] of Object.entries(meta)) db.prepare('INSERT OR REPLACE INTO meta VALUES(?,?)').run(name, value);
      db.prepare("INSERT OR IGNORE INTO meta VALUES('began',?)").run(String(Date.now()));
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    if (codeOf(error) === 'SQLITE_NOTADB') throw new Usage(`-o ${path} is no recording: name a new file`);
    throw error;
  }
};

const writerOf = (db: Database.Database, lock: Database.Database): RecorderFile => {
  const insert = (table: string, columns: readonly string[]) =>
    db.prepare(`INSERT INTO ${table}(${columns.join(',')}) VALUES(${columns.map((name) => `@${name}`).join(',')})`);
  const object = insert('object', ['kind', 'key', 'stack', 'at', 'state']);
  const event = insert('event', ['at', 'seen', 'type', 'action', 'actor', 'name', 'stack']);
  const journal = insert('journal', ['at', 'seen', 'line']);
  const log = insert('log', ['at', 'service', 'line']);
  const load = insert('load', ['at', 'state']);
  const gauge = insert('gauge', ['at', 'network', 'state']);
  const opens = db.prepare(
    'INSERT INTO gap(source,since,until,because) SELECT @source,@since,@until,@because WHERE @until IS NOT NULL OR NOT EXISTS (SELECT 1 FROM gap WHERE source=@source AND until IS NULL)',
  );
  const closes = db.prepare('UPDATE gap SET until=@until WHERE source=@source AND until IS NULL');
  const source = db.prepare('INSERT OR REPLACE INTO source VALUES(@name,@at,@cursor)');
  const write = db.transaction((batch: Rows) => {
    for (const row of batch.objects) object.run(row);
    for (const row of batch.events) event.run(row);
    for (const row of batch.journal) journal.run(row);
    for (const row of batch.logs) log.run(row);
    for (const row of batch.loads) load.run(row);
    for (const row of batch.gauges) gauge.run(row);
    for (const row of batch.gaps)
      if (row.until === null || closes.run({ source: row.source, until: row.until }).changes === 0) opens.run(row);
    for (const row of batch.sources) source.run(row);
  });
  return {
    resume: () => ({
      objects: db
        .prepare<[], Stored>(
          'SELECT kind,key,stack,at,state FROM object WHERE id IN (SELECT max(id) FROM object GROUP BY kind,key) AND state IS NOT NULL',
        )
        .all(),
      sources: db.prepare<[], Source>('SELECT name,at,cursor FROM source').all(),
    }),
    write: (batch) => void write.immediate(batch),
    prune: (before, keepBytes) => prune(db, before, keepBytes),
    [Symbol.dispose]() {
      db.close();
      lock.close();
    },
  };
};

/** A row of a thing goes when a later one of before the horizon says what it was by then, or when it says that the thing is gone. */
const pruneSql = [
  `DELETE FROM object WHERE at<@before AND (state IS NULL OR EXISTS (SELECT 1 FROM object later WHERE later.kind=object.kind AND later.key=object.key AND later.id>object.id AND later.at<@before))`,
  'DELETE FROM event WHERE seen<@before',
  'DELETE FROM journal WHERE seen<@before',
  'DELETE FROM log WHERE at<@before',
  'DELETE FROM load WHERE at<@before',
  'DELETE FROM gauge WHERE at<@before',
  'DELETE FROM gap WHERE until<@before',
  `INSERT OR REPLACE INTO meta SELECT 'since',cast(max(cast(@before AS INTEGER),coalesce((SELECT cast(value AS INTEGER) FROM meta WHERE name='since'),0)) AS TEXT)`,
];

const prune = (db: Database.Database, before: number, keepBytes: number): number => {
  const used = () =>
    Number(db.pragma('page_size', { simple: true })) *
    (Number(db.pragma('page_count', { simple: true })) - Number(db.pragma('freelist_count', { simple: true })));
  const drop = (horizon: number) =>
    db
      .transaction(() => {
        for (const sql of pruneSql) db.prepare(sql).run({ before: horizon });
      })
      .immediate();
  const oldest = () =>
    db
      .prepare<[], { at: number | null }>(
        'SELECT min(at) AS at FROM (SELECT min(at) AS at FROM load UNION ALL SELECT min(seen) FROM journal UNION ALL SELECT min(seen) FROM event UNION ALL SELECT min(at) FROM log UNION ALL SELECT min(at) FROM gauge UNION ALL SELECT min(at) FROM object o WHERE EXISTS (SELECT 1 FROM object later WHERE later.kind=o.kind AND later.key=o.key AND later.id>o.id))',
      )
      .get()?.at ?? null;
  const first = oldest();
  if (first !== null && first < before) drop(before);
  for (let round = 0; round < 12 && used() > keepBytes; round++) {
    const from = oldest();
    if (from === null) break;
    drop(from + Math.max(1_000, (Date.now() - from) / 8));
  }
  db.pragma('incremental_vacuum');
  db.pragma('wal_checkpoint(PASSIVE)');
  return used();
};
