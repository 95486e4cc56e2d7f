import type { BuildFacts } from '#classify/facts/build';
import type { Facts } from '#classify/facts/facts';
import { isFailed, isSuccess } from '#model/ci-status';
import { logLine, type Place, rowAt } from '#model/cite';
import type { TimelineRow } from '#model/timeline';
import { type RowSource, rowsAt } from './rows.ts';

const from = (place: Place, quote = ''): RowSource => ({ probe: 'ci-build', place, quote });

/** The build, its steps and its tiers, from Drone's rows and the log. */
export const buildRows = ({ build, read }: Facts): readonly TimelineRow[] => {
  const drone = read('ci-build');
  if (!drone?.build) return [];
  const { number, status, startedAt, finishedAt } = drone.build;
  const name = `build ${number}`;
  return [
    ...rowsAt(startedAt, 'build', `${name} started`, from(rowAt('build', number, 'build_started')), {
      until: finishedAt,
      of: name,
      mood: moodOf(status),
    }),
    ...drone.stages.flatMap(({ steps }) => steps).flatMap(stepRows),
    ...(build?.log ?? []).flatMap(headingRows),
    ...rowsAt(finishedAt, 'build', `${name} ended: ${status}`, from(rowAt('build', number, 'build_finished'), status), {
      mood: moodOf(status),
    }),
  ];
};

type Step = BuildFacts['log'][number]['step'];

const stepRows = ({ number, name, status, exitCode, error, startedAt, stoppedAt }: Step): readonly TimelineRow[] => {
  const end = `${status}${exitCode ? `, exit ${exitCode}` : ''}${error ? `, ${error}` : ''}`;
  return rowsAt(startedAt, 'build', `step ${name}: ${end}`, from(rowAt('step', number)), {
    until: stoppedAt,
    of: name,
    mood: moodOf(status),
  });
};

/** Lines by which the harness says what it is at: headings of tiers, failures, abra's commands. */
const HEADING = /^=+ .*=$|^!! |^tier \w+: |\babra app (?:new|deploy|upgrade|undeploy|remove)\b/;

const headingRows = ({ text, at, step, line }: BuildFacts['log'][number]): readonly TimelineRow[] =>
  HEADING.test(text)
    ? rowsAt(at, 'build', text, from(logLine('step', step.number, line), text), {
        of: step.name,
        mood: /^!!|FAIL/.test(text) ? 'bad' : 'plain',
      })
    : [];

const moodOf = (status: string): TimelineRow['mood'] => {
  if (isSuccess(status)) return 'good';
  return isFailed(status) ? 'bad' : 'unsure';
};
