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
  async read({ run, signal, pictures = false }) {
    signal.throwIfAborted();
    const value = await readRun(root, safeName(run), pictures);
    const texts = value.texts.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0);
    return { value, bytes: texts + (value.pictures ?? []).reduce((sum, { base64 }) => sum + (base64 ?? '').length, 0) };
  },
});

const readRun = async (root: string, run: string, withPictures: boolean): Promise<RunFolder> => {
  const top = await readdir(root).then(
    () => realpath(root),
    (error: unknown) => Promise.reject(fileTrouble(error, root)),
  );
  const here = await realpath(join(top, run)).catch(() => null);
  if (here === null || dirname(here) !== top || !(await stat(here)).isDirectory()) return { exists: false, files: [], texts: [] };
  const found = await look(here, here, '', 1).catch((error: unknown) => Promise.reject(fileTrouble(error, here)));
  const read = found.filter(({ path }) => capOf(path) > 0).slice(0, runBounds.texts);
  const texts = await Promise.all(read.map(async ({ path, real }) => ({ path, text: textIn(await bytesOf(real, capOf(path))) })));
  const files = found.map(({ path, size, mtimeMs }) => ({ path, size, mtimeMs }));
  if (!withPictures) return { exists: true, files, texts };
  const seen = found.filter(({ path }) => path === PICTURE);
  const pictures = await Promise.all(
    seen.map(async ({ path, real }) => ({ path, base64: (await bytesOf(real, runBounds.pictureBytes))?.toString('base64') ?? null })),
  );
  return { exists: true, files, texts, pictures };
};

const PICTURE = 'screenshot.png';

const capOf = (path: string): number => {
  if (path === 'results.json') return runBounds.resultsBytes;
  if (path === 'badge.svg' || path === 'lint.txt') return runBounds.noteBytes;
  return /^junit\/.*\.xml$/.test(path) ? runBounds.junitBytes : 0;
};

const textIn = (bytes: Buffer | null): string | null =>
  bytes === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

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
const bytesOf = async (path: string, cap: number, left = 3): Promise<Buffer | null> => {
  const file = await open(path).catch((error: unknown) => fileTrouble(error, path));
  if (file instanceof Absent) return null;
  if (file instanceof Error) throw file;
  try {
    const before = await file.stat({ bigint: true });
    if (before.size > cap) return null;
    const bytes = await file.readFile();
    const after = await file.stat({ bigint: true });
    const steady = before.mtimeNs === after.mtimeNs && after.size === BigInt(bytes.length);
    if (steady || left === 0) return bytes.length > cap ? null : bytes;
  } finally {
    await file.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return bytesOf(path, cap, left - 1);
};
