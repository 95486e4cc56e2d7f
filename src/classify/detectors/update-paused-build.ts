import { defineDetector } from '../define-detector.ts';
import { citeStepLine } from '../facts/cite.ts';

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
    // A status that a later success has got beyond is history.
    const said = build?.log.findLast(
      (place) => build.failedSteps.includes(place.step) && STOPPED.test(place.text) && !build.standingOf(place).superseded,
    );
    if (!build || !said) return [];
    const service = serviceIn(said.text);
    const task = build.log.findLast(({ text }) => /early termination of task ([a-z0-9]+)/.test(text));
    const started = build.log.findLast(({ text }) => tellsUpgrade(text, / started/i));
    const finished = started && build.log.some(({ text, line }) => line > started.line && tellsUpgrade(text, / completed/i));
    const refused = build.log.findLast(({ text }) => /ECONNREFUSED/.test(text));
    const hints = [
      ...(started && !finished ? ['its database had begun an upgrade and did not say that it finished'] : []),
      ...(refused ? ['a service could not reach another'] : []),
    ];
    return [
      {
        reason: 'undetermined',
        service,
        task: task ? (/early termination of task ([a-z0-9]+)/.exec(task.text)?.[1] ?? null) : null,
        summary: `Swarm stopped the update of ${service ?? 'a service'}; why its task failed is not on record${hints.length > 0 ? ` (by the log ${hints.join(' and ')})` : ''}. Its tasks, container health and logs would decide.`,
        proofs: [
          { kind: 'pattern', cite: citeStepLine(said) },
          ...[task, started && !finished ? started : undefined, refused].flatMap((place) =>
            place ? [{ kind: 'symptom' as const, cite: citeStepLine(place) }] : [],
          ),
        ],
      },
    ];
  },
});

/** The service whose update the line speaks of, with the name of its stack before it. */
const serviceIn = (text: string): string | null => {
  for (const [word] of text.matchAll(/(?<![\w-])[\w-]+(?= did not converge|: UpdateStatus)/g)) {
    const name = /\b[a-z0-9].*/.exec(word)?.[0] ?? '';
    if (name.slice(1, -1).includes('_')) return name;
  }
  return null;
};

/** `upgrade from 15 to 16 started`, as images of databases print it. */
const tellsUpgrade = (text: string, state: RegExp): boolean => {
  const begin = text.search(/\bupgrade from /i);
  return begin >= 0 && state.test(text.slice(begin + 'upgrade from'.length));
};

/** The harness prints Swarm's own UpdateStatus. */
const STOPPED =
  /UpdateStatus=?'?\{?.{0,12}'?(?:paused|rollback_completed|rollback_paused)'?|^service (?:update|rollback) paused: |^service rolled back: /;
