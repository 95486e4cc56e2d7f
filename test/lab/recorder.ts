import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import Sqlite from 'better-sqlite3';
import { until } from './engine.ts';
import { bin } from './program.ts';

/** Starts `ccci-probe record` into a file, with the sources given. */
export const startRecorder = (file: string, flags: readonly string[]): ChildProcess => {
  const child = spawn(process.execPath, [bin, 'record', '-o', file, ...flags], {
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.resume();
  return child;
};

/** Ends it and gives its exit status; null where the signal killed it. */
export const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
};

/** What a query finds in a recording, which may be written to meanwhile. */
export const rows = (file: string, sql: string): readonly Record<string, unknown>[] => {
  const db = new Sqlite(file, { readonly: true });
  try {
    return db.prepare<[], Record<string, unknown>>(sql).all();
  } finally {
    db.close();
  }
};

/** Waits until the query finds something. */
export const recorded = (file: string, sql: string, ms = 20_000): Promise<void> =>
  until(
    () => {
      try {
        return rows(file, sql).length > 0;
      } catch {
        return false;
      }
    },
    ms,
    () => `nothing came of ${sql}`,
  );

/** Waits until Docker was read. */
export const dockerRead = (file: string): Promise<void> => recorded(file, "SELECT 1 FROM source WHERE name='docker'");
