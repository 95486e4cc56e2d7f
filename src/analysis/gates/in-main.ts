import { type Answer, met, unknown, unmet } from '#model/answer';
import { type Cite, citeOf, rowAt } from '#model/cite';
import type { Commit, Gitea, Pull } from '#probes/gitea/artifact';
import { citePull } from '../cites.ts';

/**
 * Whether main holds nothing of a PR, however it could have got there: by a merge or a fast-forward (the same commit), a rebase or cherry-pick (same
 * subject and author's time), a squash (the tree of the head, or the number of the PR in the subject). Met where main did not move since the PR was
 * opened, or where every commit since was read and none is like one of the PR; unknown where a commit since could be a changed copy.
 */
export const absentFromMain = (pull: Pull, gitea: Gitea): Answer => {
  const main = gitea.branches?.find(({ name }) => name === pull.baseRef);
  const commits = gitea.commits ?? null;
  if (gitea.branches === null) return unknown('the branches could not be read');
  if (!main) return unknown(`there is no branch ${pull.baseRef}`);
  const tip = citeOf('gitea', rowAt(`branch of ${gitea.owner}/${gitea.repo}`, main.name), main.at, main.sha);
  if (pull.baseSha !== null && pull.baseSha !== main.sha && pull.state === 'open')
    return unknown(
      `${main.name} is ${main.sha.slice(0, 8)} in the list of branches and ${pull.baseSha.slice(0, 8)} in PR #${pull.number}`,
      [tip],
    );
  const own = commitsOf(pull, gitea);
  if (own.some(({ sha }) => sha === main.sha)) return unmet(`${main.name} is a commit of PR #${pull.number}`, [tip]);
  const copy = (commits?.main ?? []).flatMap((commit) => copiedAs(commit, own, pull) ?? [])[0];
  if (copy) return unmet(copy, [tip, citePull(pull, 'head.sha', pull.headSha)]);
  return sinceOpened(pull, main, commits, tip);
};

type KnownCommit = Pick<Commit, 'sha'> & Partial<Commit>;

/** All commits that the PR has or had, as far as they are known. */
const commitsOf = ({ number, headSha }: Pull, { pushes, commits }: Gitea): readonly KnownCommit[] => {
  const listed = commits?.pulls.find(({ pr }) => pr === number)?.commits ?? [];
  const pushed = (pushes ?? []).filter(({ pr }) => pr === number).flatMap((push) => push.commits);
  return [...listed, ...[headSha, ...pushed].filter((sha) => !listed.some((commit) => commit.sha === sha)).map((sha) => ({ sha }))];
};

/** How a commit of main shows that it is, or copies, one of the PR; null where it does not. */
const copiedAs = (commit: Commit, own: readonly KnownCommit[], { number, headSha, title }: Pull): string | null => {
  const name = `commit ${commit.sha.slice(0, 8)} of main`;
  if (own.some(({ sha }) => sha === commit.sha)) return `${name} is a commit of PR #${number}`;
  const copied = own.find(
    ({ subject, authoredAt }) => subject === commit.subject && subject !== '' && authoredAt != null && authoredAt === commit.authoredAt,
  );
  if (copied) return `${name} has the subject and the author's time of ${copied.sha.slice(0, 8)} of PR #${number}`;
  const tree = own.find(({ sha }) => sha === headSha)?.tree ?? null;
  if (tree !== null && tree === commit.tree) return `${name} has the tree of PR #${number}`;
  const isNamed = new RegExp(`\\(#${number}\\)|\\bpull(?: request)?\\b.{0,200}#${number}\\b`, 'i').test(commit.subject);
  return isNamed || (title !== '' && commit.subject === title)
    ? `${name} names PR #${number}: ${JSON.stringify(commit.subject.slice(0, 100))}`
    : null;
};

/** The answer where nothing of main is like a commit of the PR: it holds for what main got since the PR was opened. */
const sinceOpened = (pull: Pull, main: NonNullable<Gitea['branches']>[number], commits: Gitea['commits'] | null, tip: Cite): Answer => {
  const opened = Date.parse(pull.createdAt ?? '');
  const moved = Date.parse(main.at ?? '');
  const name = `PR #${pull.number}`;
  if (!Number.isFinite(opened) || !Number.isFinite(moved))
    return unknown(`when ${main.name} moved and ${name} was opened is not known`, [tip]);
  if (moved < opened) return met(`${main.name} is older than ${name}`, [tip]);
  const own = commits?.pulls.find(({ pr }) => pr === pull.number);
  const reachesBack = commits?.whole === true || commits?.main.some(({ committedAt }) => Date.parse(committedAt ?? '') < opened);
  if (!commits || !own?.whole || !reachesBack)
    return unknown(`${main.name} moved since ${name} was opened, and not all commits since were read`, [tip]);
  const since = commits.main.filter(({ committedAt }) => !(Date.parse(committedAt ?? '') < opened));
  // A squash is written when it is merged, and a copy keeps its author's time, by which it would have been recognised.
  const written = since.filter(({ authoredAt }) => !(Date.parse(authoredAt ?? '') < opened));
  const count = `${since.length} ${since.length === 1 ? 'commit' : 'commits'} since ${name} was opened`;
  return written.length === 0 && since.length > 0
    ? met(`${main.name} got ${count}, all written before it and none of it`, [tip])
    : unknown(`${main.name} got ${count}: a changed copy of it cannot be excluded`, [tip]);
};
