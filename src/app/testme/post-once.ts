import { heardTriggersOf, triggersOf, triggerVerdictOf } from '#analysis/triggers/trigger-verdict';
import type { Settings } from '#config/settings';
import { Usage } from '#model/errors';
import { artifactOf, reasonOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { Io } from '../io.ts';
import { preflightAnswer } from '../run-preflight.ts';
import { posterOf } from '../wire.ts';
import { type PostLedger, takeLedger } from './post-ledger.ts';

/** Whether a trigger was posted. `known` is false where something that had to be known could not be. */
export interface Post {
  readonly posted: boolean;
  readonly comment: number | null;
  readonly known: boolean;
  readonly because: string;
}

export interface PostAsk {
  readonly recipe: string;
  readonly pr: number;
  readonly attempts: number;
  readonly context: string;
  readonly look: () => Promise<Capture>;
  readonly settings: Settings;
  readonly flags: Readonly<Record<string, unknown>>;
}

const no = (because: string, known = true): Post => ({ posted: false, comment: null, known, because });

/** Posts one trigger, or says why not. Two calls at once, a call again and a lost answer never make a second comment. */
export const postOnce = async (ask: PostAsk, io: Io): Promise<Post> => {
  const poster = posterOf(ask.settings, io);
  if (!poster) throw new Usage('--post needs a token: set GITEA_TOKEN');
  const place = `${new URL(ask.settings.gitea ?? '').host}_${ask.settings.giteaOwner}_${ask.recipe}_${ask.pr}`;
  const ledger = takeLedger(io, place);
  if ('heldBy' in ledger) return no(ledger.heldBy, false);
  try {
    return await withLedger(ask, ledger, poster, io);
  } finally {
    ledger.release();
  }
};

type Poster = NonNullable<ReturnType<typeof posterOf>>;

const withLedger = async (ask: PostAsk, ledger: PostLedger, poster: Poster, io: Io): Promise<Post> => {
  const override = ask.flags['override'] === undefined ? null : String(ask.flags['override']);
  const seen = await ask.look();
  const gitea = artifactOf(seen.evidence.gitea);
  const outcome = seen.evidence.gitea;
  if (!gitea || gitea.comments === null)
    return no(outcome && outcome.status !== 'ok' ? reasonOf(outcome) : 'the comments could not be read', false);
  const pull = gitea.pulls.find(({ number }) => number === ask.pr);
  if (!pull) return no(`there is no PR #${ask.pr}`);
  if (pull.state !== 'open') return no(`PR #${ask.pr} is ${pull.merged ? 'merged' : 'closed'}`);
  const triggers = triggersOf(gitea, ask.pr);
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
  const verdict = triggerVerdictOf(seen, { pr: ask.pr, context: ask.context });
  if (!verdict) return no('the newest trigger could not be read', false);
  if (verdict.state === 'in-flight' || verdict.state === 'waiting') return no('a run is on its way');
  const history = seen.evidence['ci-history'];
  if (ask.settings.drone !== null && history?.status !== 'ok') return no(`Drone: ${history ? reasonOf(history) : 'not looked at'}`, false);
  const epoch =
    ask.settings.epochs
      .map(({ at }) => at)
      .filter((at) => at <= seen.capturedAt)
      .sort()
      .at(-1) ?? null;
  const fresh = heardTriggersOf(gitea, ask.pr).filter(({ createdAt }) => epoch === null || (createdAt !== null && createdAt >= epoch));
  if (fresh.length >= ask.attempts && override === null)
    return no(`${fresh.length} of ${ask.attempts} runs are spent${epoch ? ` since ${epoch}` : ''}: the operator may --override REASON`);
  const ready = await preflightAnswer(null, ask.settings, { ...ask.flags, quiet: true, from: undefined, save: undefined }, io);
  const wrong = ready.checks.filter(({ answer }) => answer !== 'met');
  if (ready.ready !== true) return no(`pvcheck: ${wrong.map(({ id, because }) => `${id}: ${because}`).join('; ')}`, ready.ready === false);
  io.signal.throwIfAborted();
  ledger.begin(io.wall(), newest, override);
  const answer = await poster(ask.recipe, ask.pr, ask.flags['quick'] === true);
  if (answer.kind === 'posted') {
    ledger.end('posted', answer.id);
    return { posted: true, comment: answer.id, known: true, because: 'posted' };
  }
  if (answer.kind === 'refused') {
    ledger.end('refused', null);
    return no(answer.because, false);
  }
  ledger.end('lost', null);
  const again = artifactOf((await ask.look()).evidence.gitea);
  const found = again && triggersOf(again, ask.pr).find(({ id }) => id > newest);
  if (!found) return no(`the answer was lost (${answer.because}) and no comment is there yet: it is not sent again`, false);
  ledger.end('posted', found.id);
  return { posted: true, comment: found.id, known: true, because: 'its answer was lost, the comment is there' };
};
