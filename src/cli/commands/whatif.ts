import type { Command } from 'commander';
import { evidenceFor } from '#app/diagnose';
import { lintComposeFiles } from '#app/lint-compose';
import type { RunContext } from '#app/run-context';
import { factsOf } from '#classify/facts/facts';
import { whatIf } from '#classify/what-if/what-if';
import { Usage } from '#model/errors';
import { reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { WhatIf } from '#model/what-if';
import { jsonText } from '#report/json';
import { lintMarkdown, whatIfMarkdown } from '#report/what-if/markdown';
import { lintStatus, whatIfStatus } from '#report/what-if/status';
import { lintText, whatIfText } from '#report/what-if/text';
import { defineCommand } from '../define-command.ts';
import { addRecipeFiles, addRecording, addSources, addTrust } from '../flags/common.ts';
import { collected, type Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { settingOf, startTimeOf } from '../flags/knobs.ts';
import { evidenceRequestOf, withRecipeFlag } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addTrust(command);
  addSources(command);
  addRecording(command);
  addRecipeFiles(command);
  command
    .option('--stack <name>', 'the stack as it stands now, with or without a build')
    .option('--from <bundle>', 'replay a saved bundle; touches no host')
    .option('--set <[service.]knob=value>', 'another knob, of one service or of all; may be given again', collected)
    .option('--migration <[service=]duration>', 'how long a start takes, where the recording cannot tell', collected)
    .option('--stack-file <file>', 'instead of a recording: does the health grace of this compose file cover the start', collected)
    .option('--env, --env-file <file>', 'variables of the compose file (default: .env beside it)')
    .addHelpText(
      'after',
      `
Knobs: start_period, interval, timeout, start_interval, retries, monitor, order,
failure_action, max_failure_ratio, parallelism, delay, restart_condition,
restart_delay, restart_max_attempts. Without --set: the smallest change of one
knob that lets a failed update complete, or the proof that there is none.

Exit status: 0 every service would come up, 1 one would not, 3 not to be known.

Examples:
  ccci-probe whatif --stack ghos-bdd2f3 --set monitor=300s
  ccci-probe whatif --stack ghos-bdd2f3 --set db.start_period=60s --json
  ccci-probe whatif --stack-file compose.yml --migration db=45s`,
    );
};

const parse = ([build]: readonly string[], flags: Flags) => {
  const files = flags.texts('stackFile');
  const common = {
    format: formatOf<'markdown'>(flags),
    settings: flags.texts('set').map(settingOf),
    startTimes: flags.texts('migration').map(startTimeOf),
  };
  if (files.length === 0)
    return {
      ...common,
      compose: null,
      subject: subjectOf(build, flags.text('stack')),
      evidence: withRecipeFlag(evidenceRequestOf(flags), flags),
    };
  if (build !== undefined || flags.text('stack') !== null || flags.text('from') !== null)
    throw new Usage('--stack-file looks at a file alone: leave the build, --stack and --from out');
  if (common.settings.length > 0) throw new Usage('--set turns knobs of a recording; of --stack-file change the file');
  return { ...common, compose: { files, envFile: flags.text('envFile'), startTimes: common.startTimes } };
};

type Request = ReturnType<typeof parse>;

const run = (request: Request, context: RunContext): Promise<number> =>
  request.compose === null ? replay(request, context) : lint(request, context);

const lint = async ({ format, compose }: Extract<Request, { compose: object }>, context: RunContext): Promise<number> => {
  const answer = await lintComposeFiles(compose, context);
  if (format === 'json') await context.out(jsonText(answer));
  else await context.out(format === 'markdown' ? lintMarkdown(answer) : lintText(answer, terminalLook(context)));
  return lintStatus(answer);
};

const replay = async (
  { format, settings, startTimes, subject, evidence }: Extract<Request, { compose: null }>,
  context: RunContext,
): Promise<number> => {
  const { capture } = await evidenceFor(subject, evidence, context);
  const facts = factsOf(capture);
  const services = facts.stack ? whatIf(facts.stack, settings, startTimes, facts.recipe) : [];
  const strange = settings.find(
    ({ service }) =>
      service !== null &&
      facts.stack &&
      !services.some((replayed) => replayed.service === service || replayed.service === `${facts.stack?.name}_${service}`),
  );
  if (strange)
    throw new Usage(
      `--set: the stack has no service ${JSON.stringify(strange.service)}; it has ${services.map(({ service }) => service).join(', ') || 'none'}`,
    );
  const unread = Object.entries(capture.evidence).flatMap(([probe, outcome]) =>
    outcome.status === 'ok' || !NEEDED.has(probe) ? [] : [{ probe, status: outcome.status, because: reasonOf(outcome) }],
  );
  const answer: WhatIf = {
    schema: 'ccci-probe/whatif@1',
    tool: { version },
    stack: facts.stack?.name ?? capture.target.stack ?? facts.build?.stack ?? null,
    services,
    unread,
  };
  if (format === 'json') await context.out(jsonText(answer));
  else await context.out(format === 'markdown' ? whatIfMarkdown(answer) : whatIfText(answer, terminalLook(context)));
  return whatIfStatus(answer);
};

/** What the replay reads; without the first two there is none. */
const NEEDED: ReadonlySet<string> = new Set(['swarm-services', 'swarm-tasks', 'containers', 'service-logs', 'swarm-nodes']);

export const command = defineCommand({ formats: ['text', 'json', 'markdown'], define, parse, run });
