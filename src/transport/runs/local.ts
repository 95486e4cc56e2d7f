import { open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Absent } from '#model/errors';
import { fileTrouble } from '../file-errors.ts';
import type { RunFolder, RunsPort } from '../ports.ts';
import { safeName } from '../remote/safe-values.ts';
import { runBounds } from './bounds.ts';

interface Found {
  readonly path: string;
  readonly real: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A tree of run folders on this machine. Links are followed only as long as they stay inside. */
export const runsLocal = (root: string): RunsPort => ({
  async read({ run, signal }) {
    signal.throwIfAborted();
    const value = await readRun(root, safeName(run));
    return { value, bytes: value.texts.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0) };
  },
});

const readRun = async (root: string, run: string): Promise<RunFolder> => {
  const top = await readdir(root).then(
    () => realpath(root),
    (error: unknown) => Promise.reject(fileTrouble(error, root)),
  );
  const here = await realpath(join(top, run)).catch(() => null);
  if (here === null || dirname(here) !== top || !(await stat(here)).isDirectory()) return { exists: false, files: [], texts: [] };
  const found = await look(here, here, '', 1).catch((error: unknown) => Promise.reject(fileTrouble(error, here)));
  const read = found.filter(({ path }) => capOf(path) > 0).slice(0, runBounds.texts);
  const texts = await Promise.all(read.map(async ({ path, real }) => ({ path, text: await textOf(real, capOf(path)) })));
  return { exists: true, files: found.map(({ path, size, mtimeMs }) => ({ path, size, mtimeMs })), texts };
};

const capOf = (path: string): number =>
  path === 'results.json' ? runBounds.resultsBytes : /^junit\/.*\.xml$/.test(path) ? runBounds.junitBytes : 0;

const look = async (here: string, folder: string, prefix: string, depth: number): Promise<Found[]> => {
  const found: Found[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(depth < 2 ? await look(here, path, `${prefix}${entry.name}/`, depth + 1) : []));
    else found.push(...(await fileAt(here, path, prefix + entry.name)));
  }
  return found.slice(0, runBounds.files);
};

/** A file that went away meanwhile, or that a link leads to outside of the run, is not listed. */
const fileAt = async (here: string, path: string, relative: string): Promise<Found[]> => {
  const real = await realpath(path).catch(() => null);
  if (!real?.startsWith(here + sep)) return [];
  const seen = await stat(real).catch(() => null);
  return seen?.isFile() ? [{ path: relative, real, size: seen.size, mtimeMs: Math.floor(seen.mtimeMs) }] : [];
};

/** Reads until size and time are the same before and after, at most four times. */
const textOf = async (path: string, cap: number, left = 3): Promise<string | null> => {
  const file = await open(path).catch((error: unknown) => fileTrouble(error, path));
  if (file instanceof Absent) return null;
  if (file instanceof Error) throw file;
  try {
    const before = await file.stat({ bigint: true });
    if (before.size > cap) return null;
    const bytes = await file.readFile();
    const after = await file.stat({ bigint: true });
    const steady = before.mtimeNs === after.mtimeNs && after.size === BigInt(bytes.length);
    if (steady || left === 0) return bytes.length > cap ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  } finally {
    await file.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return textOf(path, cap, left - 1);
};
