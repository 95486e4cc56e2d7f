import { heardTriggersOf, triggersOf, verdictOf } from '#analysis/triggers/trigger-verdict';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { artifactOf, reasonOf } from '#model/outcome';
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
  const { override } = request;
  const capture = await request.capture();
  const gitea = artifactOf(capture.evidence.gitea);
  const outcome = capture.evidence.gitea;
  if (!gitea || gitea.comments === null)
    return no(outcome && outcome.status !== 'ok' ? reasonOf(outcome) : 'the comments could not be read', false);
  const pull = gitea.pulls.find(({ number }) => number === request.pr);
  if (!pull) return no(`there is no PR #${request.pr}`);
  if (pull.state !== 'open') return no(`PR #${request.pr} is ${pull.merged ? 'merged' : 'closed'}`);
  const triggers = triggersOf(gitea, request.pr);
  const newest = Math.max(0, ...gitea.comments.map(({ id }) => id));
  if (ledger.open) {
    const arrived = triggers.find(({ id }) => id > (ledger.open?.after ?? 0));
    if (arrived) ledger.end('posted', arrived.id);
    else if (override === null)
      return no(
        `the answer to the post of ${ledger.open.at} was lost and no comment has come since: look at the PR, then --override REASON`,
        false,
      );
  }
  const verdict = verdictOf(capture, { pr: request.pr, context: request.statusContext });
  if (!verdict) return no('the newest trigger could not be read', false);
  if (verdict.state === 'in-flight' || verdict.state === 'waiting') return no('a run is on its way');
  const history = capture.evidence['ci-history'];
  if (request.settings.drone !== null && history?.status !== 'ok')
    return no(`Drone: ${history ? reasonOf(history) : 'not looked at'}`, false);
  const epoch =
    request.settings.epochs
      .map(({ at }) => at)
      .filter((at) => at <= capture.capturedAt)
      .sort()
      .at(-1) ?? null;
  const fresh = heardTriggersOf(gitea, request.pr).filter(({ createdAt }) => epoch === null || (createdAt !== null && createdAt >= epoch));
  if (fresh.length >= request.attempts && override === null)
    return no(`${fresh.length} of ${request.attempts} runs are spent${epoch ? ` since ${epoch}` : ''}: the operator may --override REASON`);
  const ready = await runPreflight(
    request.compose,
    request.settings,
    { source: { from: 'live' }, save: null, settings: request.settingsRequest },
    quietly(context),
  );
  const wrong = ready.checks.filter(({ answer }) => answer !== 'met');
  if (ready.ready !== true) return no(`pvcheck: ${wrong.map(({ id, because }) => `${id}: ${because}`).join('; ')}`, ready.ready === false);
  context.signal.throwIfAborted();
  ledger.begin(context.wall(), newest, override);
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
  const found = again && triggersOf(again, request.pr).find(({ id }) => id > newest);
  if (!found) return no(`the answer was lost (${answer.because}) and no comment is there yet: it is not sent again`, false);
  ledger.end('posted', found.id);
  return { posted: true, comment: found.id, known: true, because: 'its answer was lost, the comment is there' };
};
