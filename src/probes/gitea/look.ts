import { messageOf } from '#model/errors';
import type { Reply } from '#transport/ports';
import { atOnce } from '../at-once.ts';
import type { ProbeContext } from '../define-probe.ts';
import type { Gitea } from './artifact.ts';
import { commitsOf, membersAmong } from './parts.ts';

const PULLS_AT_MOST = 500;
const COMMENTS_AT_MOST = 1_000;
/** Closed PRs whose comments are read beside all open ones. */
const CLOSED_AT_MOST = 12;
const HEADS_AT_MOST = 24;
const AT_ONCE = 6;

/** Reads one repo: all PRs and branches, and what was said and done on those in question. */
export const lookAtRepo = async (
  { gitea: port, signal, count, note }: ProbeContext<'gitea'>,
  { owner, name, pr }: { readonly owner: string; readonly name: string; readonly pr: number | null },
  withCommits: boolean,
): Promise<Gitea> => {
  const { Branches, Comments, Pulls, Pushes, RepoReply, Reviews, Statuses, pushesOf } = await import('./reply.ts');
  const at = `/repos/${owner}/${name}`;
  const counted = <T>({ value, bytes }: Reply<T>): T => {
    count(bytes);
    return value;
  };
  const all = async (path: string, atMost: number, query: Record<string, string> = {}) => {
    const found = counted(await port.getAll(path, { signal, query, atMost }));
    if (!found.whole) note({ code: 'cut', text: `${path}: only the first ${found.items.length} were read` });
    return found;
  };
  /** A part that fails is told and left out; the others go on. */
  const part = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      note({ code: 'part', text: `${what}: ${messageOf(error).slice(0, 200)}` });
      return null;
    }
  };
  const [listed, branches, repo] = await Promise.all([
    all(`${at}/pulls`, PULLS_AT_MOST, { state: 'all', sort: 'recentupdate' }),
    part('branches', async () => Branches.parse((await all(`${at}/branches`, 500)).items)),
    part('repo', async () => RepoReply.parse(counted(await port.getJson(at, { signal })))),
  ]);
  const pulls = Pulls.parse(listed.items).sort((a, b) => a.number - b.number);
  const closed = pulls.filter((pull) => pull.state !== 'open' && pull.number !== pr).slice(-CLOSED_AT_MOST);
  const looked = pulls.filter((pull) => pull.state === 'open' || pull.number === pr || closed.includes(pull));
  const each = async <T>(what: string, look: (number: number) => Promise<readonly T[]>): Promise<T[] | null> =>
    part(what, async () => (await atOnce(AT_ONCE, looked, ({ number }) => look(number))).flat());
  const [comments, reviews, pushes] = await Promise.all([
    each('comments', async (number) => Comments(number).parse((await all(`${at}/issues/${number}/comments`, COMMENTS_AT_MOST)).items)),
    each('reviews', async (number) => Reviews(number).parse((await all(`${at}/pulls/${number}/reviews`, 200)).items)),
    each('pushes', async (number) => pushesOf(number, Pushes.parse((await all(`${at}/issues/${number}/timeline`, 1_000)).items))),
  ]);
  const heads = [...new Set([...looked.map((pull) => pull.headSha), ...(pushes ?? []).flatMap((push) => push.commits.slice(-1))])];
  const statuses = await part('statuses', async () => {
    const known = heads.filter((head) => /^[0-9a-f]{40,64}$/.test(head)).slice(0, HEADS_AT_MOST);
    return (await atOnce(AT_ONCE, known, async (sha) => Statuses(sha).parse((await all(`${at}/statuses/${sha}`, 200)).items))).flat();
  });
  const said = comments === null ? null : [...comments, ...(reviews ?? [])];
  const members = await membersAmong(said ?? [], (login) => part(`membership of ${login}`, () => port.isMember(owner, login, { signal })));
  const main = branches?.some((branch) => branch.name === 'main') === false ? 'master' : 'main';
  const commits = withCommits
    ? await part('commits', () => commitsOf({ at, main, pulls: looked.map((pull) => pull.number) }, { port, signal, counted }))
    : undefined;
  return {
    ...{ origin: port.origin, owner, repo: name, whole: listed.whole },
    ...{ pulls, branches, lookedAt: looked.map((pull) => pull.number), comments: said, pushes, statuses, members },
    ...(commits === undefined ? {} : { commits }),
    mirror: repo,
  };
};
