import type { Comment, Gitea, Status } from '#probes/gitea/artifact';
import { type GateFacts, listParam } from './gate-facts.ts';

/** Whose word somebody's is: the CI's own or a member's, a stranger's, or not to be told. */
export type Standing = 'own' | 'stranger' | 'unknown';

type User = Comment['user'];

/**
 * Logins that the CI posts with: the parameter `accounts`, else whoever made the statuses of the CI's context, where that is one account only. A bot
 * has no mark of its own in Gitea (GITEA.md section 3).
 */
export const ownAccounts = (facts: GateFacts, { statuses }: Pick<Gitea, 'statuses'>): readonly string[] => {
  const named = listParam(facts, 'accounts');
  if (named.length > 0) return named;
  const context = String(facts.params['context'] ?? 'cc-ci/testme');
  const creators = new Set((statuses ?? []).filter((status) => status.context === context).map(({ creator }) => loginOf(creator)));
  const [only] = creators;
  return creators.size === 1 && only != null ? [only] : [];
};

/** The login of an account that is there; null for a deleted one and for the server's own (GITEA.md section 3). */
export const loginOf = (user: User): string | null => (user && user.id > 0 ? user.login : null);

/** Whether a comment is by one whose word counts. */
export const standingOf = (facts: GateFacts, gitea: Gitea, { user }: Pick<Comment, 'user'>): Standing => {
  const login = loginOf(user);
  if (login === null || hasTwoIds(gitea, user)) return 'unknown';
  if (ownAccounts(facts, gitea).includes(login)) return 'own';
  const member = gitea.members.find((other) => other.login === login)?.member ?? null;
  if (member === null) return 'unknown';
  return member ? 'own' : 'stranger';
};

/** Whether a commit status is the CI's own: nobody else's may stand for it. */
export const isOwnStatus = (facts: GateFacts, gitea: Gitea, { creator }: Pick<Status, 'creator'>): boolean | null => {
  const accounts = ownAccounts(facts, gitea);
  const login = loginOf(creator);
  if (login === null || accounts.length === 0 || hasTwoIds(gitea, creator)) return null;
  return accounts.includes(login);
};

/** One login under two ids is not one account. */
export const hasTwoIds = ({ comments, statuses, pulls }: Gitea, user: User): boolean =>
  [
    ...(comments ?? []).map((comment) => comment.user),
    ...(statuses ?? []).map(({ creator }) => creator),
    ...pulls.map((pull) => pull.user),
  ].some((other) => other !== null && user !== null && other.login === user.login && other.id !== user.id);

/**
 * Whether what a comment says may not be what its author wrote then: it was changed since, by the author or by an admin of the repo, or its times are
 * not known.
 */
export const wasEdited = ({ edited, createdAt, updatedAt }: Comment): boolean =>
  edited || createdAt === null || (updatedAt !== null && updatedAt !== createdAt);
