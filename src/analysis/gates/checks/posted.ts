import { type Answer, met, unknown, unmet } from '#model/answer';
import { isFailed, isOpen, isSuccess, neverRan } from '#model/ci-status';
import { type CommitOutcome, commitOutcome } from '#model/commit-status';
import { isTrigger } from '#model/trigger';
import type { CiBuild } from '#probes/ci-build/artifact';
import type { Comment, Gitea, Status } from '#probes/gitea/artifact';
import { evidenceReader } from '#probes/read-evidence';
import { authorOf, citeComment, citePulls, citeRun, citeStatus } from '../../cites.ts';
import { numberIn } from '../../triggers/trigger-verdict.ts';
import { isOwnStatus, standingOf, wasEdited } from '../accounts.ts';
import { defineGateCheck } from '../define-check.ts';
import { epochInForce, type GateFacts, noBuild, prOf, pullOf, withEvidence } from '../gate-facts.ts';
import { levelStated, outcomeStated } from '../statements.ts';

type Build = NonNullable<CiBuild['build']>;

/** What the commit status of a build has to say; null for a word nobody knows. A build that never ran is posted as an error (DRONE.md). */
const expectedOutcome = (status: string): CommitOutcome | null => {
  if (isSuccess(status)) return 'passed';
  if (isFailed(status) || neverRan(status)) return 'failed';
  return isOpen(status) ? 'open' : null;
};

/** Two servers' clocks, each in whole seconds. */
const CLOCKS_MS = 5_000;
/** The bridge asks the CI every 30 s (CC-CI.md section 5); what comes hours later was posted by somebody else or for another reason. */
const POSTED_MS = 60 * 60_000;

export const verdictPosted = defineGateCheck({
  id: 'verdict-posted',
  title: "The newest result on the PR head is the CI's own, for this run",
  needs: ['gitea', 'ci-build'],
  whole: [{ probe: 'gitea', part: /statuses/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const gitea = read('gitea');
      const { build, repo } = read('ci-build');
      const pull = pullOf(facts, gitea);
      if (!build) return noBuild;
      if (!pull) return unmet(`there is no PR #${prOf(facts)}`, [citePulls(gitea)]);
      if (gitea.statuses === null) return unknown('the commit statuses could not be read');
      const context = String(facts.params['context'] ?? 'cc-ci/testme');
      const onHead = gitea.statuses.filter((status) => status.context === context && status.sha === pull.headSha);
      const [newest, ...older] = onHead.toSorted((a, b) => b.id - a.id);
      if (!newest) return unmet(`the head of PR #${pull.number} has no status ${context}`, []);
      const cites = [citeStatus(newest)];
      if (older.some(({ id, createdAt }) => id === newest.id || Date.parse(createdAt ?? '') > Date.parse(newest.createdAt ?? '')))
        return unknown('it is not clear which status of the head is the newest', cites);
      if (numberIn(newest.targetUrl) !== build.number)
        return unmet(`the newest ${context} status is of build ${numberIn(newest.targetUrl)}, not of ${build.number}`, cites);
      return ownStatusAnswer({ facts, gitea, build, slug: repo?.slug ?? null, status: newest });
    }),
});

interface Posted {
  readonly facts: GateFacts;
  readonly gitea: Gitea;
  readonly build: Build;
  readonly slug: string | null;
  readonly status: Status;
}

const ownStatusAnswer = ({ facts, gitea, build, slug, status }: Posted): Answer => {
  const cites = [citeStatus(status)];
  const isOwn = isOwnStatus(facts, gitea, status);
  if (isOwn === null) return unknown('whether the account of the CI posted the status is not known', cites);
  if (!isOwn) return unmet(`${authorOf({ user: status.creator })} posted the status, not the account of the CI`, cites);
  const place = foreignPlace(gitea, status, slug);
  if (place !== null) return unmet(place, cites);
  const contrary = contraryResult(facts, gitea, build);
  if (contrary)
    return unknown(`the CI's own comment ${contrary.id} says otherwise of build ${build.number}`, [...cites, citeComment(contrary)]);
  const expected = expectedOutcome(build.status);
  if (expected === null) return unknown(`build ${build.number} is ${build.status}, a word without a known meaning`, cites);
  if (commitOutcome(status.status) !== expected)
    return unmet(`the status is ${status.status}, but build ${build.number} is ${build.status}`, cites);
  const [at, from] = [Date.parse(status.createdAt ?? ''), Date.parse((expected === 'open' ? build.createdAt : build.finishedAt) ?? '')];
  if (!Number.isFinite(at) || !Number.isFinite(from)) return unknown('when the status was posted or the build ended is not known', cites);
  if (at > from + POSTED_MS)
    return unknown(`the status was posted at ${status.createdAt}, long after build ${build.number} was ${build.status}`, cites);
  return at < from - CLOCKS_MS
    ? unmet(`the status was posted at ${status.createdAt}, before build ${build.number} was ${build.status}`, cites)
    : met(`${status.status} for build ${build.number}, which is ${build.status}`, cites);
};

/** The result comment of the bridge where it states another outcome of the build than its row. */
const contraryResult = (facts: GateFacts, gitea: Gitea, build: Build): Comment | undefined =>
  (gitea.comments ?? []).find((comment) => {
    const outcome =
      isResult(comment.body) && standingOf(facts, gitea, comment) === 'own' ? outcomeStated(comment.body, build.number) : null;
    return outcome !== null && outcome !== expectedOutcome(build.status) && !isOpen(build.status);
  });

/** What shows that the address of a status is not that of the build's repo, on the server that the other statuses name; null where nothing does. */
const foreignPlace = ({ statuses }: Gitea, status: Status, slug: string | null): string | null => {
  const [, host, path] = ADDRESS.exec(status.targetUrl ?? '') ?? [];
  if (host === undefined && !/^https?:\/\/[^/]+\/repos\/\d+\/pipeline\/\d+/.test(status.targetUrl ?? ''))
    return `the status points to ${status.targetUrl}, which is no address of a build`;
  if (slug !== null && path !== undefined && path.toLowerCase() !== slug.toLowerCase())
    return `the status points to a build of ${path}, not of ${slug}`;
  const others = (statuses ?? []).filter(
    (other) => other.context === status.context && numberIn(other.targetUrl) !== numberIn(status.targetUrl),
  );
  const hosts = others.flatMap(({ targetUrl }) => ADDRESS.exec(targetUrl ?? '')?.[1] ?? []);
  return host !== undefined && hosts.length > 0 && !hosts.includes(host)
    ? `the status points to ${host}, the others to ${hosts.at(-1)}`
    : null;
};

/** Drone's address of a build: `https://drone.example.net/owner/repo/612`. */
const ADDRESS = /^https?:\/\/([^/]+)\/([\w.-]+\/[\w.-]+)\/\d+(?:\/\d+){0,2}$/;

export const operatorComment = defineGateCheck({
  id: 'operator-comment',
  title: 'A comment on the PR states the verdict to the operator',
  needs: ['gitea', 'ci-build'],
  whole: [{ probe: 'gitea', part: /comments/ }],
  decide: (facts) =>
    withEvidence(facts, ['gitea', 'ci-build'], (read) => {
      const gitea = read('gitea');
      const { comments, lookedAt } = gitea;
      const { build } = read('ci-build');
      const pr = prOf(facts);
      if (!build) return noBuild;
      if (comments === null || pr === null || !lookedAt.includes(pr)) return unknown(`the comments of PR #${pr} could not be read`);
      const ended = Date.parse(build.finishedAt ?? '');
      if (!Number.isFinite(ended)) return unknown(`build ${build.number} has no end: what was written after it is not known`);
      const later = comments.filter(
        (comment) =>
          comment.pr === pr &&
          Date.parse(comment.updatedAt ?? comment.createdAt ?? '') >= ended &&
          !isTrigger(comment.body) &&
          !isResult(comment.body),
      );
      return explainedAnswer(facts, gitea, build, later.toSorted(newestFirst));
    }),
});

const newestFirst = (a: Comment, b: Comment): number => Date.parse(b.createdAt ?? '') - Date.parse(a.createdAt ?? '') || b.id - a.id;

/** The answer of the newest comment that states the outcome and whose word counts. */
const explainedAnswer = (facts: GateFacts, gitea: Gitea, build: Build, later: readonly Comment[]): Answer => {
  const stating = later.flatMap((comment) => {
    const outcome = outcomeStated(comment.body, build.number);
    const standing = standingOf(facts, gitea, comment);
    return outcome === null || standing === 'stranger' ? [] : [{ comment, outcome, standing }];
  });
  const sure = stating.find(({ standing, comment }) => standing === 'own' && !wasEdited(comment));
  if (!sure) {
    const [open] = stating;
    if (open)
      return unknown(
        wasEdited(open.comment)
          ? `comment ${open.comment.id} was edited at ${open.comment.updatedAt}: by whom is not known`
          : `whether ${authorOf(open.comment)} may speak for the run is not known`,
        [citeComment(open.comment)],
      );
    return unmet(`none of ${later.length} comments after build ${build.number} states its outcome`, later.slice(0, 3).map(citeComment));
  }
  const { comment, outcome } = sure;
  const cites = [citeComment(comment)];
  const expected = expectedOutcome(build.status);
  const level = evidenceReader(facts.capture.evidence)('run-results')?.results?.level ?? null;
  const stated = levelStated(comment.body, build.number);
  if (stated !== null && level !== null && stated !== level)
    return unmet(`comment ${comment.id} gives level ${stated}, results.json ${level}`, cites);
  if (outcome === 'unclear' || expected === null)
    return unknown(`comment ${comment.id} says one thing and its opposite of build ${build.number}`, cites);
  return outcome === expected
    ? met(`comment ${comment.id} of ${comment.createdAt} explains build ${build.number}, by ${authorOf(comment)}`, cites)
    : unmet(`comment ${comment.id} contradicts build ${build.number}, which is ${build.status}`, cites);
};

/** The result comment of the bridge carries a marker of its own and is edited in place. */
const isResult = (body: string): boolean => /<!--\s*cc-ci/i.test(body);

export const oldFailuresNotCounted = defineGateCheck({
  id: 'old-failures-not-counted',
  title: 'Failures from before the epoch are told apart from current evidence',
  needs: ['ci-history'],
  decide: (facts) =>
    withEvidence(facts, ['ci-history'], (read) => {
      const epoch = epochInForce(facts);
      if (!epoch) return unknown('no epoch is in force');
      const { builds, whole } = read('ci-history');
      const failures = builds.filter((run) => run.pr === String(prOf(facts)) && !isSuccess(run.status));
      const before = failures.filter((run) => Date.parse(run.startedAt ?? run.createdAt ?? '') < Date.parse(epoch.at));
      const judged = facts.capture.target.build;
      const undated = failures.find((run) => (run.startedAt ?? run.createdAt) === null);
      if (undated) return unknown(`build ${undated.number} failed and has no time`, [citeRun(undated)]);
      const counted = before.find(({ number }) => number === judged);
      if (counted) return unmet(`the gate would rest on build ${judged}, which failed before the epoch`, [citeRun(counted)]);
      if (judged !== null && !builds.some(({ number }) => number === judged))
        return unknown(`build ${judged}, which the gate rests on, is not in the list of builds`);
      const text = before.length === 1 ? '1 failure before the epoch is' : `${before.length} failures before the epoch are`;
      return whole
        ? met(
            `${text} not counted`,
            before.slice(-5).map((run) => citeRun(run)),
          )
        : unknown('older builds were not read');
    }),
});
