import { defineDetector } from '../define-detector.ts';
import { citeLine } from '../facts/cite.ts';

export const updatePausedBuild = defineDetector({
  id: 'update-paused-build',
  label: 'update-paused',
  cause: 'unknown',
  title: 'Swarm paused or rolled back the update',
  because: 'The harness printed the UpdateStatus; which task tripped it and why is gone with the stack',
  refutedBy: 'The task history or the service logs show that the task can never run',
  remedy: 'Record tasks, container health and service logs before the teardown (ccci-probe record), then run again',
  reasons: { undetermined: 'only the pause itself is known' },
  subject: 'build',
  requires: ['ci-build'],
  uses: ['swarm-services', 'swarm-tasks', 'containers', 'service-logs', 'daemon-journal'],
  detect({ build }) {
    const said = build?.log.findLast(
      ({ text, step }) =>
        build.failedSteps.includes(step) && /UpdateStatus=?'?\{?.{0,12}'?(?:paused|rollback_completed|rollback_paused)'?/.test(text),
    );
    if (!build || !said) return [];
    const service = /\b([a-z0-9][\w-]*_[\w-]+)(?= did not converge|: UpdateStatus)/.exec(said.text)?.[1] ?? null;
    const task = build.log.findLast(({ text }) => /early termination of task ([a-z0-9]+)/.test(text));
    const started = build.log.findLast(({ text }) => /\bupgrade from .* started/i.test(text));
    const finished = started && build.log.some(({ text, line }) => line > started.line && /\bupgrade from .* completed/i.test(text));
    const refused = build.log.findLast(({ text }) => /ECONNREFUSED/.test(text));
    const hints = [
      ...(started && !finished ? ['its database had begun an upgrade and did not say that it finished'] : []),
      ...(refused ? ['a service could not reach another'] : []),
    ];
    const cite = (place: typeof said) => citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text);
    return [
      {
        reason: 'undetermined',
        confidence: 'likely',
        service,
        task: task ? (/early termination of task ([a-z0-9]+)/.exec(task.text)?.[1] ?? null) : null,
        summary: `Swarm stopped the update of ${service ?? 'a service'}; why its task failed is not on record${hints.length > 0 ? ` (by the log ${hints.join(' and ')})` : ''}. Its tasks, container health and logs would decide.`,
        cites: [
          cite(said),
          ...[task, started && !finished ? started : undefined, refused].flatMap((place) => (place ? [cite(place)] : [])),
        ],
      },
    ];
  },
});
