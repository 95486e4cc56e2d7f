import type { Command } from 'commander';
import { seen } from '#app/diagnose';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { lintStackFile } from '#app/lint-compose';
import { factsOf } from '#classify/facts/facts';
import { whatIf } from '#classify/what-if/what-if';
import { Usage } from '#model/errors';
import { reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { WhatIf } from '#model/what-if';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { whatIfMarkdown } from '#report/what-if/markdown';
import { whatIfStatus } from '#report/what-if/status';
import { whatIfText } from '#report/what-if/text';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { settingOf, toldOf } from '../flags/knobs.ts';
import { formatOf } from '../terminal/show.ts';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack <name>', 'the stack as it stands now, with or without a build')
    .option('--from <bundle>', 'replay a saved bundle; touches no host')
    .option('--set <[service.]knob=value>', 'another knob, of one service or of all; may be given again', collect)
    .option('--migration <[service=]duration>', 'how long a start takes, where the recording cannot tell', collect)
    .option('--stack-file <file>', 'instead of a recording: does the health grace of this compose file cover the start', collect)
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

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const format = formatOf<'markdown'>(flags);
  const settings = listOf(flags['set']).map(settingOf);
  const told = listOf(flags['migration']).map(toldOf);
  const look = {
    columns: io.outIsTty ? io.columns : Math.max(io.columns, 80),
    paint: paintOf(colorLevel(io, flags['color'] === false)),
    unicode: speaksUnicode(io.env),
  };
  if (flags['stackFile'] !== undefined)
    return lintStackFile({ build, flags, files: listOf(flags['stackFile']), settings, told, format, look }, io);
  const { capture } = await seen(build, flags, io);
  const facts = factsOf(capture);
  const services = facts.stack ? whatIf(facts.stack, settings, told) : [];
  const strange = settings.find(
    ({ service }) =>
      service !== null &&
      facts.stack &&
      !services.some((one) => one.service === service || one.service === `${facts.stack?.name}_${service}`),
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
  await io.out(format === 'json' ? jsonText(answer) : format === 'markdown' ? whatIfMarkdown(answer) : whatIfText(answer, look));
  return whatIfStatus(answer);
};

/** What the replay reads; without the first two there is none. */
const NEEDED: ReadonlySet<string> = new Set(['swarm-services', 'swarm-tasks', 'containers', 'service-logs', 'swarm-nodes']);

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export const command: CommandUnit = { formats: ['text', 'json', 'markdown'], define, run };
