import type { Report } from '../../src/model/report.ts';
import type { Ground } from './ground.ts';
import { ccciProbe, reportOf } from './program.ts';
import type { Scenario, Truth } from './scenario.ts';
import { openStage, type Stage } from './stage.ts';

export interface Played {
  readonly stage: Stage;
  readonly report: Report & { readonly exit: number };
  /** What the verdict says other than the truth; null where they agree. */
  readonly wrong: string | null;
}

/** Brings a scenario about, asks the program, and holds its verdict against the truth. */
export const play = async (ground: Ground, scenario: Scenario, shared: boolean): Promise<Played> => {
  const stage = openStage(ground, { id: scenario.id, shared });
  await scenario.play(stage);
  const ask = async () => reportOf(await ccciProbe(['classify', ...sourcesOf(stage), '--json', '--quiet']));
  const first = await ask();
  // A busy machine may not answer in time: that is no verdict about the stage.
  const isLate = first.verdict.outcome === 'unknown' && first.unread.some(({ status }) => status === 'timed-out');
  const report = isLate ? await ask() : first;
  return { stage, report, wrong: wrongOf(report, scenario, stage) };
};

/** The flags that point the program at a staged stack. */
export const sourcesOf = (stage: Stage): string[] => {
  const engine = stage.ground.engines[stage.at] ?? stage.ground.engines[0];
  return [
    ...['--stack', stage.stack, '--docker', `unix://${engine.socket}`, '--dockerd-log', engine.log],
    ...['--ci-log', stage.ciLog, '--proxy-network', stage.named('proxy')],
  ];
};

export const wordsOf = ({ verdict }: Report): string =>
  [
    `${verdict.outcome} ${verdict.label}${verdict.reason ? `/${verdict.reason}` : ''} (${verdict.cause}, ${verdict.confidence})`,
    ...(verdict.service ? [verdict.service] : []),
    ...(verdict.network ? [`on ${verdict.network}`] : []),
  ].join(' ');

export const truthOf = ({ truth, also = [] }: Scenario): string =>
  [
    truth
      .map(({ outcome, label, reason, cause, service, network }) =>
        [
          ...(outcome ? [outcome] : []),
          `${label}${reason ? `/${reason.join('|')}` : ''}`,
          ...(cause ? [`(${cause})`] : []),
          ...(service ? [`…_${service}`] : []),
          ...(network ? [`on ${network}`] : []),
        ].join(' '),
      )
      .join(', or '),
    ...also.map((label) => `with ${label} among the findings`),
  ].join('; ');

const EXIT = { green: 0, red: 1, pending: 3, unknown: 3 } as const;

const wrongOf = (report: Report & { readonly exit: number }, { truth, also = [] }: Scenario, stage: Stage): string | null => {
  const { verdict, findings, exit } = report;
  if (exit !== EXIT[verdict.outcome]) return `status ${exit} for ${verdict.outcome}`;
  if (!truth.some((one) => agrees(verdict, one, stage))) return `${wordsOf(report)}: ${verdict.summary}`;
  const missing = also.filter((label) => !findings.some((finding) => finding.label === label));
  return missing.length > 0 ? `no finding ${missing.join(', ')}` : null;
};

const agrees = (verdict: Report['verdict'], one: Truth, stage: Stage): boolean =>
  (one.outcome === undefined || one.outcome === verdict.outcome) &&
  one.label === verdict.label &&
  (one.cause === undefined || one.cause === verdict.cause) &&
  (one.reason === undefined || (verdict.reason !== null && one.reason.includes(verdict.reason))) &&
  (one.service === undefined || verdict.service === `${stage.stack}_${one.service}`) &&
  (one.network === undefined || verdict.network === stage.named(one.network));
