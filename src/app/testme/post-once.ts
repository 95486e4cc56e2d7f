/**
 * The one comment this program writes. In: a PR, the evidence about it, and who may override what. Out: whether a trigger was posted, and why not.
 * Two calls at once, a call again and a lost answer never make a second comment (post-ledger.ts). The testme command imports it.
 */
import { heardTriggersOf, triggersOf, triggerVerdictOf } from '#analysis/triggers/trigger-verdict';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { artifactOf, reasonOf } from '#model/outcome';
import type { Gitea } from '#probes/gitea/artifact';
import type { Capture } from '#probes/index';
import type { ComposeRequest } from '../compose-files.ts';
import { posterOf } from '../open-sources.ts';
import { quietly, type RunContext } from '../run-context.ts';
import { runPreflight } from '../run-preflight.ts';
import type { SettingsRequest } from '../source.ts';
import { type PostLedger, takeLedger } from './post-ledger.ts';

/** Whether a trigger was posted. `known` is false where something that had to be known could not be. */
export interface Post {
  readonly posted: boolean;
  readonly comment: number | null;
  readonly known: boolean;
  readonly because: string;
}

/** A trigger to post, and what has to be so before it is. */
export interface PostRequest {
  readonly recipe: string;
  readonly pr: number;
  readonly attempts: number;
  readonly statusContext: string;
  /** `!testme --quick`. */
  readonly quick: boolean;
  /** Why the operator authorizes it though the budget is spent or an earlier answer was lost; null where there is no such word. */
  readonly override: string | null;
  /** The compose files of the next stack, for the preflight. */
  readonly compose: ComposeRequest;
  readonly capture: () => Promise<Capture>;
  readonly settings: Settings;
  readonly settingsRequest: SettingsRequest;
}

const no = (because: string, known = true): Post => ({ posted: false, comment: null, known, because });

/** Posts one trigger, or says why not. Two calls at once, a call again and a lost answer never make a second comment. */
export const postOnce = async (request: PostRequest, context: RunContext): Promise<Post> => {
  const poster = posterOf(request.settings, context);
  if (!poster) throw new Usage('--post needs a token: set GITEA_TOKEN');
  const place = `${new URL(request.settings.gitea ?? '').host}_${request.settings.giteaOwner}_${request.recipe}_${request.pr}`;
  const ledger = takeLedger(context, place);
  if ('heldBy' in ledger) return no(ledger.heldBy, false);
  try {
    return await withLedger(request, ledger, poster, context);
  } finally {
    ledger.release();
  }
};

type Poster = NonNullable<ReturnType<typeof posterOf>>;

const withLedger = async (request: PostRequest, ledger: PostLedger, poster: Poster, context: RunContext): Promise<Post> => {
  const capture = await request.capture();
  const { gitea: outcome } = capture.evidence;
  const gitea = artifactOf(outcome);
  if (!gitea || gitea.comments === null)
    return no(outcome && outcome.status !== 'ok' ? reasonOf(outcome) : 'the comments could not be read', false);
  const refusal =
    pullRefusal(gitea, request) ??
    lostAnswerRefusal(gitea, request, ledger) ??
    runRefusal(capture, request) ??
    budgetRefusal(gitea, capture, request) ??
    (await preflightRefusal(request, context));
  if (refusal) return refusal;
  context.signal.throwIfAborted();
  const newest = Math.max(0, ...gitea.comments.map(({ id }) => id));
  return send(request, ledger, poster, newest, context);
};

/** The PR has to be there and open. */
const pullRefusal = (gitea: Gitea, { pr }: PostRequest): Post | null => {
  const pull = gitea.pulls.find(({ number }) => number === pr);
  if (!pull) return no(`there is no PR #${pr}`);
  return pull.state === 'open' ? null : no(`PR #${pr} is ${pull.merged ? 'merged' : 'closed'}`);
};

/** A post whose answer was lost has to have arrived, or the operator has to say that it did not. */
const lostAnswerRefusal = (gitea: Gitea, { pr, override }: PostRequest, ledger: PostLedger): Post | null => {
  const { open } = ledger;
  if (!open) return null;
  const arrived = triggersOf(gitea, pr).find(({ id }) => id > open.after);
  if (arrived) ledger.end('posted', arrived.id);
  if (arrived || override !== null) return null;
  return no(`the answer to the post of ${open.at} was lost and no comment has come since: look at the PR, then --override REASON`, false);
};

/** No run may be on its way, and that has to be known. */
const runRefusal = (capture: Capture, { pr, statusContext, settings }: PostRequest): Post | null => {
  const verdict = triggerVerdictOf(capture, { pr, context: statusContext });
  if (!verdict) return no('the newest trigger could not be read', false);
  if (verdict.state === 'in-flight' || verdict.state === 'waiting') return no('a run is on its way');
  const history = capture.evidence['ci-history'];
  if (settings.drone === null || history?.status === 'ok') return null;
  return no(`Drone: ${history ? reasonOf(history) : 'not looked at'}`, false);
};

/** The runs since the epoch in force may not be spent, unless the operator overrides it. */
const budgetRefusal = (gitea: Gitea, { capturedAt }: Capture, { pr, attempts, override, settings }: PostRequest): Post | null => {
  const past = settings.epochs.map(({ at }) => at).filter((at) => at <= capturedAt);
  const epoch = past.sort().at(-1) ?? null;
  const fresh = heardTriggersOf(gitea, pr).filter(({ createdAt }) => epoch === null || (createdAt !== null && createdAt >= epoch));
  if (fresh.length < attempts || override !== null) return null;
  return no(`${fresh.length} of ${attempts} runs are spent${epoch ? ` since ${epoch}` : ''}: the operator may --override REASON`);
};

/** One more run has to fit. */
const preflightRefusal = async ({ compose, settings, settingsRequest }: PostRequest, context: RunContext): Promise<Post | null> => {
  const evidence = { source: { from: 'live' }, save: null, settings: settingsRequest } as const;
  const { ready, checks } = await runPreflight(compose, settings, evidence, quietly(context));
  if (ready === true) return null;
  const wrong = checks.filter(({ answer }) => answer !== 'met');
  return no(`pvcheck: ${wrong.map(({ id, because }) => `${id}: ${because}`).join('; ')}`, ready === false);
};

/** Sends the trigger once and writes down how that ended; a lost answer is looked for among the comments after `newest`. */
const send = async (request: PostRequest, ledger: PostLedger, poster: Poster, newest: number, context: RunContext): Promise<Post> => {
  ledger.begin(context.wall(), newest, request.override);
  const answer = await poster(request.recipe, request.pr, request.quick);
  if (answer.kind === 'posted') {
    ledger.end('posted', answer.id);
    return { posted: true, comment: answer.id, known: true, because: 'posted' };
  }
  if (answer.kind === 'refused') {
    ledger.end('refused', null);
    return no(answer.because, false);
  }
  ledger.end('lost', null);
  const again = artifactOf((await request.capture()).evidence.gitea);
  const arrived = again && triggersOf(again, request.pr).find(({ id }) => id > newest);
  if (!arrived) return no(`the answer was lost (${answer.because}) and no comment is there yet: it is not sent again`, false);
  ledger.end('posted', arrived.id);
  return { posted: true, comment: arrived.id, known: true, because: 'its answer was lost, the comment is there' };
};
