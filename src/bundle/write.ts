import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Usage } from '#model/errors';
import type { Target } from '#probes/define-probe';
import { isTar } from './manifest.ts';
import { encode, type Sealed } from './seal.ts';

/**
 * Writes a bundle to `path`: a `.tar.gz`/`.tgz` file or a directory. Everything goes to a new sibling first and is renamed at the end, so
 * a full disk or a kill leaves an older bundle as it was. Refuses to replace anything but an older bundle about the same build or stack.
 */
export const writeBundle = async (sealed: Sealed, path: string): Promise<void> => {
  const target = await targetAt(path);
  if (target) refuseOther(target, sealed.manifest.target, path);
  await replaceBy(entriesOf(sealed), path);
};

/** The same with the bytes of every file given, such as a signed bundle's. */
export const writeFiles = async (entries: Entries, path: string): Promise<void> => {
  await targetAt(path);
  await replaceBy(entries, path);
};

const replaceBy = async (entries: Entries, path: string): Promise<void> => {
  const target = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
  await mkdir(dirname(path), { recursive: true });
  try {
    if (isTar(path)) await writeFileDurably(target, await packed(entries));
    else await writeFolder(target, entries);
    await replace(target, path);
  } finally {
    await rm(target, { recursive: true, force: true });
  }
};

type Entries = readonly (readonly [string, Uint8Array])[];

const entriesOf = (sealed: Sealed): Entries => [...[...sealed.files].sort(), ['manifest.json', encode(sealed.manifest)]];

const writeFolder = async (folder: string, entries: Entries): Promise<void> => {
  await mkdir(folder, { mode: 0o700 });
  for (const [name, bytes] of entries) await writeFileDurably(join(folder, name), bytes);
};

/** Writes a text whole or not at all. */
export const writeText = async (path: string, text: string): Promise<void> => {
  const target = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
  try {
    await writeFileDurably(target, new TextEncoder().encode(text));
    await rename(target, path);
  } finally {
    await rm(target, { force: true });
  }
};

const writeFileDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
};

/** A reproducible archive: sorted names, no times, no owners. */
const packed = async (entries: Entries): Promise<Uint8Array> => {
  const [{ default: tar }, { gzipSync }] = await Promise.all([import('tar-stream'), import('node:zlib')]);
  const archive = tar.pack();
  for (const [name, bytes] of entries) archive.entry({ name, mode: 0o600, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(bytes));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks), { level: 9 });
};

const replace = async (from: string, to: string): Promise<void> => {
  if (!isTar(to)) await rm(to, { recursive: true, force: true });
  await rename(from, to);
};

/** Evidence about another build or stack is not to be had again. */
const refuseOther = (target: Target, { build, stack, recipe }: Target, path: string): void => {
  if (target.build === build && target.stack === stack && target.recipe?.name === recipe?.name) return;
  throw new Usage(
    `${path} holds the evidence of ${target.build === null ? (target.stack ?? target.recipe?.name ?? 'another look') : `build ${target.build}`}: name another`,
  );
};

/** What the bundle at `path` is about; undefined where there is none, or one that is damaged. Refuses anything else that is there. */
const targetAt = async (path: string): Promise<Target | undefined> => {
  const status = await lstat(path).catch(() => undefined);
  if (!status) return undefined;
  const { checkedBundle } = await import('./read.ts');
  const target = async () => (await checkedBundle(path)).manifest.target;
  if (status.isSymbolicLink()) throw new Usage(`${path} is a symbolic link: name a new directory or .tar.gz for the bundle`);
  if (isTar(path)) {
    if (!status.isFile()) throw new Usage(`${path} is not a file: name a new .tar.gz for the bundle`);
    return target().catch(() => {
      throw new Usage(`${path} exists and is no bundle: name a new .tar.gz`);
    });
  }
  if (!status.isDirectory()) throw new Usage(`${path} is a file: name a new directory, or one ending in .tar.gz`);
  const names = await readdir(path);
  if (names.length > 0 && !names.includes('manifest.json')) throw new Usage(`${path} exists and is no bundle: name a new directory`);
  return target().catch(() => undefined);
};
