import * as z from 'zod';
import type { RecipeFileText, RecipeFolder, RecipePort } from '../ports.ts';
import { payloadOf, readReply } from '../remote/reply.ts';
import type { Session } from '../ssh/session.ts';
import { pathsFor, type RecipePaths } from './paths.ts';
import { recipeCommand } from './script.ts';

/** Recipes as they lie on the SSH host. */
export const recipeOverSsh = (session: () => Promise<Session>, configured: RecipePaths): RecipePort => ({
  async read({ words, signal }) {
    const paths = pathsFor(configured, words);
    const answer = await (await session()).exec(recipeCommand(paths), { signal });
    const payload = payloadOf(answer);
    // The only JSON is what the host complains of.
    if (payload.startsWith('{')) readReply(z.never(), answer);
    return { value: readListing(payload, paths.folder), bytes: answer.stdout.length };
  },
});

const WHY: Readonly<Record<string, string>> = {
  absent: 'there is no such file',
  special: 'it is no plain file; links in a recipe are not followed',
  denied: 'no permission to read it',
  large: 'it is larger than 1 MiB',
};

/** Reads the lines of `read-recipe.sh`. @throws where they end too early */
const readListing = (payload: string, folder: string | null): RecipeFolder => {
  const lines = payload.split('\n');
  if (!lines.includes('end')) throw new Error("the listing of the recipe's files was cut short");
  const files: RecipeFileText[] = [];
  let coded: string[] = [];
  const close = (): void => {
    const last = files.at(-1);
    if (last?.because === null) files[files.length - 1] = { ...last, text: Buffer.from(coded.join(''), 'base64').toString('utf8') };
    coded = [];
  };
  for (const line of lines) {
    const [, state = '', place, path = ''] = /^(text|absent|special|denied|large) (folder|env|overlay) (.*)$/.exec(line) ?? [];
    if (place !== undefined) {
      close();
      files.push({ place: place as RecipeFileText['place'], path, text: state === 'text' ? '' : null, because: WHY[state] ?? null });
    } else if (line === 'end') close();
    else if (/^[A-Za-z0-9+/=]+$/.test(line)) coded.push(line);
  }
  const commit = /^commit ([0-9a-f]{40,64})$/m.exec(payload)?.[1] ?? null;
  return { folder: folder === null ? null : { path: folder, exists: lines.includes('folder-is-there'), commit }, files };
};
