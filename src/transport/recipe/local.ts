import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '#model/errors';
import { isRecipeFile } from '#model/recipe-file';
import { fileTrouble } from '../file-errors.ts';
import type { RecipeFileText, RecipeFolder, RecipePort } from '../ports.ts';
import { pathsFor, type RecipePaths, recipeBounds } from './paths.ts';

/** Recipes as they lie on this machine. A link inside a recipe's folder is not followed: whoever writes a recipe could point it anywhere. */
export const recipeLocal = (configured: RecipePaths): RecipePort => ({
  async read({ words, signal }) {
    signal.throwIfAborted();
    const { folder, env, overlays } = pathsFor(configured, words);
    const here = folder === null ? null : await folderAt(folder);
    const beside = [
      ...(env === null ? [] : [{ place: 'env', path: env } as const]),
      ...overlays.map((path) => ({ place: 'overlay', path }) as const),
    ];
    const files = [
      ...(folder !== null && here?.exists ? await filesIn(folder) : []),
      ...(await Promise.all(beside.map(async ({ place, path }) => ({ place, path, ...(await textAt(path)) })))),
    ];
    return { value: { folder: here, files }, bytes: files.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0) };
  },
});

const folderAt = async (path: string): Promise<RecipeFolder['folder']> => {
  const seen = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw fileTrouble(error, path);
  });
  return seen?.isDirectory() ? { path, exists: true, commit: await commitAt(path) } : { path, exists: false, commit: null };
};

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');

const filesIn = async (folder: string): Promise<readonly RecipeFileText[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => Promise.reject(fileTrouble(error, folder)));
  const wanted = entries.filter(({ name }) => isRecipeFile(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    wanted.slice(0, recipeBounds.files).map(async (entry): Promise<RecipeFileText> => {
      const file = { place: 'folder', path: entry.name } as const;
      if (!entry.isFile()) return { ...file, text: null, because: 'it is no plain file; links are not followed' };
      return { ...file, ...(await textAt(join(folder, entry.name))) };
    }),
  );
};

const textAt = async (path: string): Promise<Pick<RecipeFileText, 'text' | 'because'>> => {
  try {
    const seen = await stat(path);
    if (!seen.isFile()) return { text: null, because: 'it is no plain file' };
    if (seen.size > recipeBounds.fileBytes) return { text: null, because: 'it is larger than 1 MiB' };
    const file = await open(path);
    try {
      return { text: await file.readFile('utf8'), because: null };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { text: null, because: isMissing(error) ? 'there is no such file' : messageOf(fileTrouble(error, path)).slice(0, 200) };
  }
};

/** The commit a checkout stands at (gitrepository-layout: HEAD, refs, packed-refs); null where that is not to be had. */
const commitAt = async (folder: string): Promise<string | null> => {
  const git = (name: string): Promise<string> => readFile(join(folder, '.git', name), 'utf8').catch(() => '');
  const head = (await git('HEAD')).trim();
  const [, name] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? [];
  if (name === undefined) return commitIn(head);
  if (name.split('/').includes('..')) return null;
  const packed = (await git('packed-refs')).split('\n').find((line) => line.endsWith(` ${name}`));
  return commitIn((await git(name)).trim()) ?? commitIn(packed?.split(' ')[0] ?? '');
};

const commitIn = (text: string): string | null => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null);
