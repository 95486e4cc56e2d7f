import type { Facts } from '#classify/facts/facts';
import { isFailed, isSuccess } from '#model/ci-status';
import type { TimelineRow } from '#model/timeline';
import { row } from './row.ts';

/** The build, its steps and its tiers as Drone's rows and log tell them. */
export const buildRows = ({ build, read }: Facts): readonly TimelineRow[] => {
  const drone = read('ci-build');
  if (!drone?.build) return [];
  const { number, status, startedAt, finishedAt } = drone.build;
  const probe = 'ci-build';
  const whole =
    startedAt === null
      ? []
      : [
          row(
            startedAt,
            'build',
            `build ${number} started`,
            { probe, where: 'builds.build_started' },
            { until: finishedAt, of: `build ${number}`, mood: moodOf(status) },
          ),
        ];
  const end =
    finishedAt === null
      ? []
      : [
          row(
            finishedAt,
            'build',
            `build ${number} ended: ${status}`,
            { probe, where: 'builds.build_finished', quote: status },
            { mood: moodOf(status) },
          ),
        ];
  const steps = drone.stages
    .flatMap((stage) => stage.steps)
    .flatMap((step) => {
      if (step.startedAt === null) return [];
      const ended = `${step.status}${step.exitCode ? `, exit ${step.exitCode}` : ''}${step.error ? `, ${step.error}` : ''}`;
      return [
        row(
          step.startedAt,
          'build',
          `step ${step.name}: ${ended}`,
          { probe, where: `step ${step.number} (${step.name})` },
          { until: step.stoppedAt, of: step.name, mood: moodOf(step.status) },
        ),
      ];
    });
  const heads = (build?.log ?? []).flatMap((place) => {
    if (!/^=+ .*=+$|^!! |^tier \w+: |\babra app (?:new|deploy|upgrade|undeploy|remove)\b/.test(place.text) || place.at === null) return [];
    const mood = /^!!|FAIL/.test(place.text) ? 'bad' : 'plain';
    return [
      row(
        place.at,
        'build',
        place.text,
        { probe, where: `step ${place.step.number} (${place.step.name}), line ${place.line}`, quote: place.text },
        { of: place.step.name, mood },
      ),
    ];
  });
  return [...whole, ...steps, ...heads, ...end];
};

const moodOf = (status: string): TimelineRow['mood'] => (isSuccess(status) ? 'good' : isFailed(status) ? 'bad' : 'unsure');
