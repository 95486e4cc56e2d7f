import { Absent, messageOf } from '#model/errors';
import { isRecipeFile, recipeFilesAtMost } from '#model/recipe-file';
import { atOnce } from '../at-once.ts';
import type { Checkout, ProbeContext } from '../define-probe.ts';
import type { RecipeFile, RecipeFiles, RecipeSource } from './artifact.ts';
import { linesOf } from './lines.ts';
import { Commit, Contents, Listing, PullCommits } from './reply.ts';

type Found = Pick<RecipeFiles, 'sources' | 'unread'>;
type Get = (path: string, query?: Readonly<Record<string, string>>) => Promise<unknown>;
interface Commits {
  readonly head: string | null;
  readonly base: string | null;
  readonly whyNoBase: string;
}

const AT_ONCE = 6;

/** The compose and env files of the commit that was tested and of the one its PR was branched from; what cannot be read is told. */
export const readFromGitea = async ({ gitea, signal, count }: ProbeContext<'gitea'>, checkout: Checkout): Promise<Found> => {
  const { owner, name, pr } = checkout;
  if (name === null) return { sources: [], unread: [{ from: 'gitea', because: 'it is not known of which recipe' }] };
  const repo = `/repos/${owner}/${name}`;
  const get: Get = async (path, query = {}) => {
    const { value, bytes } = await gitea.getJson(`${repo}${path}`, { signal, query });
    count(bytes);
    return value;
  };
  const sources: RecipeSource[] = [];
  const unread: { from: string; because: string }[] = [];
  const read = async (from: 'head' | 'base', commit: string): Promise<void> => {
    try {
      sources.push({ from, place: `${gitea.origin}/${owner}/${name}`, commit, files: await filesAt(get, commit) });
    } catch (error) {
      signal.throwIfAborted();
      unread.push({ from, because: messageOf(error).slice(0, 300) });
    }
  };
  try {
    const { head, base, whyNoBase } = await commitsOf(get, checkout);
    if (head === null) unread.push({ from: 'head', because: 'the commit that was tested is not known' });
    if (base === null) unread.push({ from: 'base', because: whyNoBase });
    await Promise.all([...(head === null ? [] : [read('head', head)]), ...(base === null ? [] : [read('base', base)])]);
  } catch (error) {
    signal.throwIfAborted();
    unread.push({ from: 'gitea', because: `${pr === null ? 'the commit' : `PR ${pr}`}: ${messageOf(error).slice(0, 300)}` });
  }
  return { sources: sources.sort((a, b) => (a.from < b.from ? 1 : -1)), unread };
};

/** The whole hashes of the commits: a build may name its own by its first characters only, and `…/contents` takes no such name (GITEA.md section 4). */
const commitsOf = async (get: Get, { ref, pr }: Checkout): Promise<Commits> => {
  let whyNoBase = pr === null ? 'the build tests no PR' : `PR ${pr} names no base`;
  const pull =
    pr === null
      ? null
      : await get(`/pulls/${pr}`).then(PullCommits.parse, (error: unknown) => {
          // Without the PR there is still the commit that the build names.
          if (ref === null) throw error;
          whyNoBase = messageOf(error).slice(0, 300);
          return null;
        });
  const tip = pull?.head?.sha || null;
  return {
    head: ref === null ? tip : await wholeOf(get, ref, tip),
    base: pull?.merge_base || pull?.base?.sha || null,
    whyNoBase,
  };
};

const wholeOf = async (get: Get, ref: string, tip: string | null): Promise<string> => {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return ref;
  if (tip?.startsWith(ref)) return tip;
  return /^[0-9a-f]{4,64}$/.test(ref) ? Commit.parse(await get(`/git/commits/${ref}`)).sha : ref;
};

const filesAt = async (get: Get, ref: string): Promise<RecipeFile[]> => {
  const top = await topAt(get, ref);
  const named = namedIn(top).filter((path) => top.every((file) => file.path !== path));
  return [...top, ...(await atOnce(AT_ONCE, named.slice(0, recipeFilesAtMost), (path) => fileAt(get, path, 'file', ref)))];
};

/** The files at the top of the repo; where a server lists none, those that every recipe has. */
const topAt = async (get: Get, ref: string): Promise<RecipeFile[]> => {
  try {
    const listed = Listing.parse(await get('/contents', { ref }));
    const wanted = listed.filter(({ name, type }) => type !== 'dir' && isRecipeFile(name)).slice(0, recipeFilesAtMost);
    return await atOnce(AT_ONCE, wanted, ({ path, type }) => fileAt(get, path, type, ref));
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    const files = await atOnce(AT_ONCE, ['compose.yml', '.env.sample'], (path) => fileAt(get, path, 'file', ref));
    if (files.every(({ lines }) => lines === null)) throw error;
    return files;
  }
};

/** Compose files that the lines of an env file name, those in folders among them. */
const namedIn = (files: readonly RecipeFile[]): readonly string[] =>
  files
    .filter(({ path }) => path.startsWith('.env'))
    .flatMap(({ lines }) => lines ?? [])
    .filter((line) => /^\s*(?:export\s+)?COMPOSE_FILE\s*=/.test(line))
    .flatMap((line) => [...line.matchAll(/(?<![\w.-])[\w.-]+(?:\/[\w.-]+){0,3}\.ya?ml/g)].map(([path]) => path))
    .filter((path) => !path.split('/').some((part) => part === '..' || part === '.'));

const fileAt = async (get: Get, path: string, type: string, ref: string): Promise<RecipeFile> => {
  if (type !== 'file') return { path, lines: null, because: `it is a ${type}, which is not followed` };
  try {
    const { content, encoding, type: kind } = Contents.parse(await get(`/contents/${path}`, { ref }));
    if (kind !== 'file') return { path, lines: null, because: `it is a ${kind}, which is not followed` };
    if (typeof content !== 'string' || encoding !== 'base64') return { path, lines: null, because: 'the server gives no content of it' };
    return { path, ...linesOf(textOf(content), null) };
  } catch (error) {
    return { path, lines: null, because: error instanceof Absent ? 'there is no such file' : messageOf(error).slice(0, 200) };
  }
};

const textOf = (base64: string): string => new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
