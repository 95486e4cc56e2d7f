import { lstatSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { messageOf, Usage } from '#model/errors';
import { codeOf } from '../file-errors.ts';
import { applicationId, schemaVersion, type Table, tables } from './schema.ts';

const maxFileBytes = 64 * 2 ** 30;
const maxRows = 200_000;
const maxBytes = 256 * 2 ** 20;
const maxCell = 4 * 2 ** 20;

/** A cell as SQLite gives it. */
export type Cell = string | number | null;
export type RecordedRow = Readonly<Record<string, Cell>>;

/** A recording to read. Rows are untrusted: whoever asks checks what stands in them. */
export interface RecordingFile extends Disposable {
  /** Rows of one table that meet the conditions, oldest first. Throws where they are more than a report can use. */
  rows(
    table: Table,
    where: Readonly<Record<string, Cell>>,
    span?: { readonly column: string; readonly from: number; readonly to: number },
  ): readonly RecordedRow[];
  /** The newest row of each thing of a kind, of those up to `at`. */
  latest(kind: string, at: number): readonly RecordedRow[];
  /** The newest `atMost` rows of a table up to `at`, oldest first. */
  last(table: Table, column: string, at: number, atMost: number): readonly RecordedRow[];
}

/** Thrown where a file is no recording or a damaged one: its evidence may not be used. Exit status 3. */
class BadRecording extends Error {
  override name = 'BadBundle';
}

/** Opens a recording that may still be written to; it never changes it. */
export const openRecordingFile = async (path: string): Promise<RecordingFile> => {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen) throw new Usage(`no recording at ${path}: give the file that ccci-probe record wrote`);
  if (!seen.isFile()) throw new Usage(`${path} is not a plain file: give the file that ccci-probe record wrote`);
  if (seen.size > maxFileBytes) throw new BadRecording(`${path} is too large for a recording`);
  const { default: Sqlite } = await import('better-sqlite3');
  return guarded(path, () => readerOf(checked(new Sqlite(path, { readonly: true, timeout: 5_000 }), path), path));
};

const guarded = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Usage || error instanceof BadRecording) throw error;
    const code = codeOf(error);
    if (code === 'SQLITE_NOTADB') throw new BadRecording(`${path} is no recording`);
    if (code.startsWith('SQLITE_')) throw new BadRecording(`the recording ${path} cannot be read: ${messageOf(error)}`);
    throw error;
  }
};

/** A view with an endless query or a computed column would hang or kill us: only plain tables of this form are read. */
const checked = (db: Database.Database, path: string): Database.Database => {
  try {
    for (const pragma of ['query_only=1', 'trusted_schema=0', 'cell_size_check=1', 'mmap_size=0']) db.pragma(pragma);
    const version = db.pragma('user_version', { simple: true });
    if (db.pragma('application_id', { simple: true }) !== applicationId) throw new BadRecording(`${path} is no recording of ccci-probe`);
    if (version !== schemaVersion)
      throw new BadRecording(`${path} is a recording of form ${String(version)}, this program reads form ${schemaVersion}`);
    for (const [table, columns] of Object.entries(tables)) {
      const kind = db.prepare('SELECT type FROM sqlite_master WHERE name=?').get(table) as { type?: string } | undefined;
      const have = db.prepare<[], { name: string; hidden: number }>(`PRAGMA table_xinfo(${table})`).all();
      const plain = kind?.type === 'table' && have.every(({ hidden }) => hidden === 0);
      if (!plain || columns.some((name) => have.every((one) => one.name !== name)))
        throw new BadRecording(`${path} has no table ${table} of the form that record writes`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const readerOf = (db: Database.Database, path: string): RecordingFile => {
  const read = (sql: string, args: readonly Cell[]): readonly RecordedRow[] =>
    guarded(path, () => {
      const found: RecordedRow[] = [];
      let bytes = 0;
      for (const row of db.prepare<unknown[], Record<string, unknown>>(sql).iterate(...args)) {
        const plain = Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellOf(cell, path)]));
        bytes += Object.values(plain).reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
        if (found.length >= maxRows || bytes > maxBytes)
          throw new BadRecording(`${path} holds too much about this moment: name another with --at`);
        found.push(plain);
      }
      return found;
    });
  const columnsOf = (table: Table) => tables[table].join(',');
  return {
    rows(table, where, span) {
      const names = Object.keys(where).map((name) => named(table, name));
      const column = span === undefined ? null : named(table, span.column);
      const conditions = [...names.map((name) => `${name} IS ?`), ...(column === null ? [] : [`${column} BETWEEN ? AND ?`])];
      const sql = `SELECT ${columnsOf(table)} FROM ${table}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${tables[table].includes('id' as never) ? 'id' : 'name'}`;
      return read(sql, [...Object.values(where), ...(span === undefined ? [] : [span.from, span.to])]);
    },
    latest: (kind, at) =>
      read(
        `SELECT ${columnsOf('object')} FROM object WHERE id IN (SELECT max(id) FROM object WHERE kind=? AND at<=? GROUP BY key) ORDER BY id`,
        [kind, at],
      ),
    last(table, column, at, atMost) {
      const sql = `SELECT ${columnsOf(table)} FROM ${table} WHERE ${named(table, column)}<=? ORDER BY id DESC LIMIT ?`;
      return [...read(sql, [at, atMost])].reverse();
    },
    [Symbol.dispose]: () => void db.close(),
  };
};

const named = (table: Table, name: string): string => {
  if (!(tables[table] as readonly string[]).includes(name)) throw new Error(`${table} has no column ${name}`);
  return name;
};

const cellOf = (cell: unknown, path: string): Cell => {
  if (typeof cell === 'string' && cell.length > maxCell) throw new BadRecording(`${path} holds a cell of ${cell.length} characters`);
  return typeof cell === 'string' || typeof cell === 'number' ? cell : null;
};
