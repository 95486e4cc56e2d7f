import type { Command } from 'commander';
import { type TriggerVerdict, triggerVerdictOf } from '#analysis/triggers/trigger-verdict';
import { lookAtRecipe } from '#app/capture/recipe';
import type { Io } from '#app/io';
import { readSettings } from '#app/read-settings';
import { type Post, postOnce } from '#app/testme/post-once';
import { sleep } from '#model/abortable';
import { Usage } from '#model/errors';
import { artifactOf, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { prNumbered, recipeNamed } from '../flags/recipe.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--post', 'write exactly one !testme, after pvcheck and the budget agree')
    .option('--quick', 'with --post: !testme --quick')
    .option('--override <reason>', 'with --post: the operator authorizes it though the budget is spent or an earlier answer was lost')
    .option('--attempts <number>', 'runs a PR may have since the epoch in force', '3')
    .option('--context <name>', "context of the bridge's commit status", 'cc-ci/testme')
    .option('--stack-file <file...>', 'with --post: compose file of the next stack, for pvcheck')
    .option('--env, --env-file <file>', 'with --post: variables of the compose file')
    .option('--wait', 'follow the run until there is a verdict')
    .addHelpText(
      'after',
      '\nPrints two lines, VERDICT=GREEN|RED|PENDING and BUILD=url. Without --post nothing is ever written.\nExit status: 0 GREEN, 1 RED, 2 wrong usage, 3 PENDING, nothing posted\nor not to be known; why, stderr says then even with --quiet.\nExample:\n  ccci-probe testme ghost 4',
    );
};

const POLL_MS = 10_000;

const run = async ([word, number]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  const [recipe, pr] = [recipeNamed(word), prNumbered(number)];
  const attempts = Number(flags['attempts']);
  if (!Number.isInteger(attempts) || attempts < 0) throw new Usage(`--attempts ${JSON.stringify(flags['attempts'])}: expected a number`);
  if (flags['post'] !== true && (flags['override'] !== undefined || flags['quick'] === true))
    throw new Usage('--override and --quick go with --post');
  const { settings } = await readSettings(flags, io);
  if (settings.gitea === null) throw new Usage('where is the PR? Give --gitea URL, or gitea: in ccci-probe.yaml');
  const look = () => lookAtRecipe({ recipe, pr, build: null, only: [] }, settings, io, true).then(({ capture }) => capture);
  const context = String(flags['context']);
  const post = flags['post'] === true ? await postOnce({ recipe, pr, attempts, context, look, settings, flags }, io) : null;
  const began = io.monotonic();
  let seen = await look();
  let verdict = triggerVerdictOf(seen, { pr, context });
  while (flags['wait'] === true && post?.posted !== false && verdict && ['in-flight', 'waiting'].includes(verdict.state)) {
    if (flags['quiet'] !== true) io.err(`${Math.round((io.monotonic() - began) / 1000)} s: ${visibleLine(verdict.because, 200)}\n`);
    await sleep(POLL_MS, io.signal);
    seen = await look();
    verdict = triggerVerdictOf(seen, { pr, context }) ?? verdict;
  }
  return tell({ verdict: verdict && sincePost(verdict, post), seen, recipe, pr, post, format, quiet: flags['quiet'] === true }, io);
};

/** After --post only the trigger that was posted counts: a verdict from before it is none. */
const sincePost = (verdict: TriggerVerdict, post: Post | null): TriggerVerdict => {
  const unheard = post?.comment != null && (verdict.trigger?.id ?? 0) < post.comment;
  if (!post || (post.posted && !unheard)) return verdict;
  const because = `${nothingPosted(post) ?? `comment ${post.comment} was posted and is not heard`}; so far ${verdict.verdict}: ${verdict.because}`;
  if (verdict.verdict === 'PENDING') return { ...verdict, because };
  return { ...verdict, verdict: 'PENDING', state: post.posted ? 'never-started' : 'not-posted', because, build: null };
};

const nothingPosted = (post: Post | null): string | undefined =>
  post?.posted === false ? `nothing was posted: ${post.because}` : undefined;

interface Telling {
  readonly verdict: TriggerVerdict | undefined;
  readonly seen: Capture;
  readonly recipe: string;
  readonly pr: number;
  readonly post: Post | null;
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

const tell = async ({ verdict, seen, recipe, pr, post, format, quiet }: Telling, io: Io): Promise<number> => {
  const because = verdict?.because ?? nothingPosted(post) ?? whyNot(seen, pr);
  if (format === 'json') {
    await io.out(
      jsonText({
        schema: 'ccci-probe/testme@1',
        tool: { version },
        recipe,
        pr,
        verdict: verdict?.verdict ?? 'PENDING',
        state: verdict?.state ?? 'unknown',
        because,
        head: verdict?.head ?? null,
        trigger: verdict?.trigger ?? null,
        build: verdict?.build ?? null,
        cites: verdict?.cites ?? [],
        post,
      }),
    );
  } else {
    await io.out(`VERDICT=${verdict?.verdict ?? 'PENDING'}\nBUILD=${visibleLine(verdict?.build?.url ?? '', 500)}\n`);
    if (post?.posted && !quiet) io.err(`posted comment ${post.comment ?? '(its number is not known)'}\n`);
  }
  const failed = !verdict || post?.posted === false;
  if (failed || (format === 'text' && !quiet)) io.err(`${visibleLine(`${verdict?.state ?? 'not to be known'}: ${because}`, 800)}\n`);
  if (verdict?.verdict === 'GREEN') return exitStatus.fine;
  return verdict?.verdict === 'RED' ? exitStatus.found : exitStatus.unknown;
};

const whyNot = (seen: Capture, pr: number): string => {
  const outcome = seen.evidence.gitea;
  if (outcome && outcome.status !== 'ok') return `Gitea: ${reasonOf(outcome)}`;
  const gitea = artifactOf(outcome);
  return gitea?.comments === null ? 'the comments could not be read' : `there is no PR #${pr}`;
};

export const command: CommandUnit = { define, run };
