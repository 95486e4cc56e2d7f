import type { Command } from 'commander';
import { captureEvidence } from '#app/capture/evidence';
import { targetOf } from '#app/capture/target';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { detectors } from '#classify/detectors/index';
import { type Outcome, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import { doctorText, type SourceCheck } from '#report/doctor-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { settingsRequestOf } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';
import { terminalLook } from '../terminal/look.ts';

const define = (command: Command): void => {
  addSources(command);
  command.option('--stack <name>', 'look as classify --stack would');
};

const parse = (_: readonly string[], flags: Flags) => ({
  format: formatOf(flags),
  subject: subjectOf(undefined, flags.text('stack')),
  settings: settingsRequestOf(flags),
});

const run = async ({ format, subject, settings: request }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { settings, files } = await readSettings(request, context);
  const target = { ...targetOf(subject, settings), ...(subject.stack === null ? { build: 'newest' as const } : {}) };
  const { capture } = await captureEvidence({ settings, target }, context);
  const checks = Object.entries(capture.evidence).map(([probe, outcome]) => checkOf(probe, outcome));
  const configuration = files.map(({ file }) => file);
  await context.out(
    format === 'json'
      ? jsonText({
          schema: 'ccci-probe/doctor@1',
          tool: { version },
          node: process.versions.node,
          configuration,
          settings,
          hosts: capture.hosts,
          checks,
        })
      : doctorText(checks, configuration, terminalLook(context)),
  );
  return checks.every(({ status }) => status === 'ok') ? exitStatus.fine : exitStatus.unknown;
};

const checkOf = (probe: string, outcome: Outcome<unknown>): SourceCheck => ({
  probe,
  status: outcome.status,
  because: reasonOf(outcome) || null,
  ms: outcome.ms,
  costs: outcome.status === 'ok' ? [] : costsOf(probe),
});

/** Labels that nobody could give, or not surely, without this probe. */
const costsOf = (probe: string): string[] => {
  const reading = detectors.filter(({ requires, uses }) => ([...requires, ...uses] as readonly string[]).includes(probe));
  return [...new Set(reading.map(({ label }) => label))];
};

export const command = defineCommand({ define, parse, run });
