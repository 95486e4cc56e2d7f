// In: what was read of a repo so far. Out: who of its commenters are members, and the commits of main and of the PRs.
import { isTrigger } from '#model/trigger';
import type { Ports, Reply } from '#transport/ports';
import { atOnce } from '../at-once.ts';
import type { Commit, Gitea } from './artifact.ts';

const MAIN_COMMITS_AT_MOST = 200;
const PULL_COMMITS_AT_MOST = 100;
const AUTHORS_AT_MOST = 40;
const AT_ONCE = 6;

/** Membership of whoever wrote a comment, triggers first. */
export const membersAmong = async (
  comments: NonNullable<Gitea['comments']>,
  isMember: (login: string) => Promise<boolean | null>,
): Promise<Gitea['members']> => {
  const byTrigger = comments.toSorted((a, b) => Number(isTrigger(b.body)) - Number(isTrigger(a.body)));
  const logins = [...new Set(byTrigger.flatMap(({ user }) => (user && user.id > 0 ? user.login : [])))].slice(0, AUTHORS_AT_MOST);
  const members: Gitea['members'] = [];
  for (const login of logins) members.push({ login, member: await isMember(login) });
  return members;
};

interface Asking {
  readonly port: Ports['gitea'];
  readonly signal: AbortSignal;
  /** Counts the bytes of a reply and gives its value. */
  readonly counted: <T>(reply: Reply<T>) => T;
}

interface CommitList {
  readonly commits: Commit[];
  readonly whole: boolean;
}

/** The newest commits of main, and those of each PR. `at` is the path of the repo. */
export const commitsOf = async (
  { at, main, pulls }: { readonly at: string; readonly main: string; readonly pulls: readonly number[] },
  { port, signal, counted }: Asking,
): Promise<NonNullable<Gitea['commits']>> => {
  const { Commits } = await import('./reply.ts');
  const brief = { stat: 'false', verification: 'false', files: 'false' };
  const list = async (path: string, atMost: number, query: Record<string, string>): Promise<CommitList> => {
    const { items, whole } = counted(await port.getAll(path, { signal, query, atMost }));
    return { commits: Commits.parse(items), whole };
  };
  const [onMain, ofPulls] = await Promise.all([
    list(`${at}/commits`, MAIN_COMMITS_AT_MOST, { ...brief, sha: main }),
    atOnce(AT_ONCE, pulls, async (pr) => [{ pr, ...(await list(`${at}/pulls/${pr}/commits`, PULL_COMMITS_AT_MOST, brief)) }]),
  ]);
  return { main: onMain.commits, whole: onMain.whole, pulls: ofPulls.flat() };
};
