import type { Command } from 'commander';
import { type TriggerVerdict, triggerVerdictOf } from '#analysis/triggers/trigger-verdict';
import { captureRecipe } from '#app/capture/recipe';
import { readSettings } from '#app/read-settings';
import { quietly, type RunContext } from '#app/run-context';
import { type Post, postOnce } from '#app/testme/post-once';
import { sleep } from '#model/abortable';
import { Usage } from '#model/errors';
import { artifactOf, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import { defineCommand } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { composeRequestOf } from '../flags/compose.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { prNumbered, recipeNamed } from '../flags/recipe.ts';
import { settingsRequestOf } from '../flags/source.ts';

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

const parse = ([word, number]: readonly string[], flags: Flags) => {
  const attempts = Number(flags.text('attempts'));
  if (!Number.isInteger(attempts) || attempts < 0)
    throw new Usage(`--attempts ${JSON.stringify(flags.text('attempts'))}: expected a number`);
  const [post, quick, override] = [flags.isOn('post'), flags.isOn('quick'), flags.text('override')];
  if (!post && (override !== null || quick)) throw new Usage('--override and --quick go with --post');
  return {
    format: formatOf(flags),
    recipe: recipeNamed(word),
    pr: prNumbered(number),
    post: post ? { attempts, quick, override, compose: composeRequestOf(flags, null) } : null,
    statusContext: flags.text('context') ?? '',
    wait: flags.isOn('wait'),
    settings: settingsRequestOf(flags),
  };
};

const run = async (request: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { format, recipe, pr, statusContext, wait } = request;
  const { settings } = await readSettings(request.settings, context);
  if (settings.gitea === null) throw new Usage('where is the PR? Give --gitea URL, or gitea: in ccci-probe.yaml');
  const captureNow = async () => (await captureRecipe({ recipe, pr, build: null, probes: [] }, settings, quietly(context))).capture;
  const post = request.post
    ? await postOnce(
        { ...request.post, recipe, pr, statusContext, capture: captureNow, settings, settingsRequest: request.settings },
        context,
      )
    : null;
  const began = context.monotonic();
  let capture = await captureNow();
  let verdict = triggerVerdictOf(capture, { pr, context: statusContext });
  while (wait && post?.posted !== false && verdict && ['in-flight', 'waiting'].includes(verdict.state)) {
    if (!context.quiet) context.err(`${Math.round((context.monotonic() - began) / 1000)} s: ${visibleLine(verdict.because, 200)}\n`);
    await sleep(POLL_MS, context.signal);
    capture = await captureNow();
    verdict = triggerVerdictOf(capture, { pr, context: statusContext }) ?? verdict;
  }
  return answer({ verdict: verdict && sincePost(verdict, post), capture, recipe, pr, post, format }, context);
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

interface Answer {
  readonly verdict: TriggerVerdict | undefined;
  readonly capture: Capture;
  readonly recipe: string;
  readonly pr: number;
  readonly post: Post | null;
  readonly format: 'text' | 'json';
}

const answer = async ({ verdict, capture, recipe, pr, post, format }: Answer, context: RunContext): Promise<number> => {
  const because = verdict?.because ?? nothingPosted(post) ?? whyNot(capture, pr);
  if (format === 'json') {
    await context.out(
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
    await context.out(`VERDICT=${verdict?.verdict ?? 'PENDING'}\nBUILD=${visibleLine(verdict?.build?.url ?? '', 500)}\n`);
    if (post?.posted && !context.quiet) context.err(`posted comment ${post.comment ?? '(its number is not known)'}\n`);
  }
  const failed = !verdict || post?.posted === false;
  if (failed || (format === 'text' && !context.quiet))
    context.err(`${visibleLine(`${verdict?.state ?? 'not to be known'}: ${because}`, 800)}\n`);
  if (verdict?.verdict === 'GREEN') return exitStatus.fine;
  return verdict?.verdict === 'RED' ? exitStatus.found : exitStatus.unknown;
};

const whyNot = ({ evidence }: Capture, pr: number): string => {
  const outcome = evidence.gitea;
  if (outcome && outcome.status !== 'ok') return `Gitea: ${reasonOf(outcome)}`;
  const gitea = artifactOf(outcome);
  return gitea?.comments === null ? 'the comments could not be read' : `there is no PR #${pr}`;
};

export const command = defineCommand({ define, parse, run });
