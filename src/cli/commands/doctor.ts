import type { Command } from 'commander';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { readSettings } from '#app/read-settings';
import { wire } from '#app/wire';
import { detectors } from '#classify/detectors/index';
import { artifactOf, type Outcome, type OutcomeStatus, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import { capture } from '#probes/capture';
import { ciBuild } from '#probes/ci-build/index';
import type { Target } from '#probes/define-probe';
import { runProbe } from '#probes/run-probe';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { paintOf } from '#report/paint';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { progressOn } from '../terminal/progress.ts';
import { formatOf } from '../terminal/show.ts';

interface Check {
  readonly probe: string;
  readonly status: OutcomeStatus;
  /** Null where there is nothing to say against it. */
  readonly because: string | null;
  readonly ms: number;
  readonly costs: readonly string[];
}

const define = (command: Command): void => {
  addSources(command);
  command.option('--stack <name>', 'look as classify --stack would');
};

const run = async (_: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const json = formatOf(flags) === 'json';
  const { settings, files } = await readSettings(flags, io);
  const quiet = flags['quiet'] === true;
  const opened = await wire(settings, io);
  const progress = progressOn(io, quiet);
  try {
    io.signal.throwIfAborted();
    const aim: Target = {
      build: null,
      stack: (flags['stack'] as string | undefined) ?? null,
      repo: settings.repo,
      proxyNetwork: settings.proxyNetwork,
    };
    const newest =
      aim.stack === null ? artifactOf(await runProbe(ciBuild, opened.ports, aim, io.signal, io.monotonic))?.build?.number : undefined;
    io.signal.throwIfAborted();
    const evidence = await capture(
      opened.ports,
      { ...aim, build: newest ?? null },
      { signal: io.signal, now: io.monotonic, hear: progress.hear, longestMs: settings.timeoutMs },
    );
    progress.end();
    const checks = (Object.entries(evidence) as [string, Outcome<unknown>][]).map(([probe, outcome]) => checkOf(probe, outcome));
    const hosts = opened.hosts();
    const configuration = files.map(({ file }) => file);
    await io.out(
      json
        ? jsonText({
            schema: 'ccci-probe/doctor@1',
            tool: { version },
            node: process.versions.node,
            configuration,
            settings,
            hosts,
            checks,
          })
        : page(checks, configuration, flags, io),
    );
    return checks.every(({ status }) => status === 'ok') ? exitStatus.fine : exitStatus.unknown;
  } finally {
    progress.end();
    await opened.close();
  }
};

const checkOf = (probe: string, outcome: Outcome<unknown>): Check => ({
  probe,
  status: outcome.status,
  because: reasonOf(outcome) || null,
  ms: outcome.ms,
  costs: outcome.status === 'ok' ? [] : costsOf(probe),
});

/** Labels that nobody could give, or not surely, without this probe. */
const costsOf = (probe: string): string[] => [
  ...new Set(detectors.filter((one) => ([...one.requires, ...one.uses] as readonly string[]).includes(probe)).map((one) => one.label)),
];

const page = (checks: readonly Check[], configuration: readonly string[], flags: Readonly<Record<string, unknown>>, io: Io): string => {
  const paint = paintOf(colorLevel(io, flags['color'] === false));
  const signs = speaksUnicode(io.env) ? { yes: '✔', no: '✘' } : { yes: '+', no: 'x' };
  const columns = Math.min(Math.max(io.columns, 40), 120);
  const lines = checks.flatMap(({ probe, status, because, ms, costs }) =>
    status === 'ok'
      ? [`${paint.good(`${signs.yes} ${probe}`)} ${ms} ms`]
      : [
          `${paint.bad(`${signs.no} ${probe}`)} ${status}`,
          ...wrap(visibleLine(because ?? '', 500), columns - 4).map((line) => `    ${line}`),
          ...(costs.length > 0
            ? wrap(`without it no sure word on ${costs.join(', ')}`, columns - 4).map((line) => paint.quiet(`    ${line}`))
            : []),
        ],
  );
  return `${[`configuration: ${configuration.length > 0 ? configuration.join(', ') : 'none, flags and environment only'}`, ...lines].join('\n')}\n`;
};

export const command: CommandUnit = { define, run };
