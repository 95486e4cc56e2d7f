import type Database from 'better-sqlite3';
import type { LogBlob } from '../../../ports.ts';
import { maxLogBytes } from '../columns.ts';
import { guarded, retried, selected } from '../local.ts';
import { openDatabase } from '../open-database.ts';

/** Opens a Drone database on this machine to go through all of it, where every page is needed once: with 1 MB of pages instead of 16. */
export const openSwept = async (path: string, signal: AbortSignal): Promise<Database.Database> => {
  return retried(async () => {
    const db = guarded(await openDatabase(path, signal));
    db.pragma('cache_size=-1024');
    return db;
  }, signal);
};

/** Reads logs of such a database, one in each statement. Made for a thread: it stays open as long as the thread does. */
export const openLogs = async (path: string): Promise<(stepId: number) => Promise<LogBlob>> => {
  const { signal } = new AbortController();
  const db = await openSwept(path, signal);
  const read = await retried(() => logsOf(db), signal);
  return (stepId) => retried(() => read(stepId), signal);
};

export const logsOf = (db: Database.Database): ((stepId: number) => LogBlob) => {
  selected(db, 'logs', ['log_id', 'log_data']);
  const log = db.prepare<unknown[], { size: number | null; data: Buffer<ArrayBuffer> | null }>(
    `SELECT octet_length(log_data) AS size, CASE WHEN octet_length(log_data)<=${maxLogBytes} THEN CAST(log_data AS BLOB) ELSE substr(CAST(log_data AS BLOB),-${maxLogBytes}) END AS data FROM logs WHERE log_id=?`,
  );
  return (stepId) => {
    const row = log.get(stepId);
    return row ? { stepId, size: row.size ?? 0, data: row.data ?? new Uint8Array() } : { stepId, size: 0, data: null };
  };
};
