import { defineDetector } from '../define-detector.ts';
import { citeDaemon, citeLine, citeTask } from '../facts/cite.ts';
import { pullFailures, pullTroubleOf } from '../facts/pull-failure.ts';

const MEANING = {
  'rate-limited': 'the registry refused: too many requests',
  unreachable: 'the registry could not be reached',
  unauthorized: 'the registry wants another login',
} as const;

export const registryUnavailable = defineDetector({
  id: 'registry-unavailable',
  label: 'registry-unavailable',
  cause: 'infra',
  title: 'The registry did not hand out the image',
  because: "A task is rejected for want of its image and the daemon's log gives the registry's refusal",
  refutedBy: 'The registry says that the manifest is unknown: then the tag is wrong',
  remedy: 'Log in, wait for the rate limit, or pull through a mirror; then run again unchanged',
  reasons: MEANING,
  subject: 'both',
  requires: [],
  uses: ['daemon-journal', 'swarm-tasks', 'ci-build'],
  detect({ stack, build }) {
    const live = (stack ? pullFailures(stack) : []).flatMap(({ one, task, line, trouble }) => {
      if (trouble === null || trouble === 'missing' || trouble === 'disk' || !line) return [];
      return [
        {
          reason: trouble,
          confidence: 'certain' as const,
          service: one.service.name,
          task: task.id,
          summary: `The image of ${one.service.name} could not be pulled: ${MEANING[trouble]}.`,
          cites: [citeDaemon(line), citeTask(task, one.service.name)] as const,
        },
      ];
    });
    if (live.length > 0 || !build || build.failedSteps.length === 0) return live;
    const failed = build.log.findLast(({ text }) => /docker pull \S+ failed|pull.*failed|failed to pull/i.test(text));
    const said =
      failed &&
      build.log.findLast(
        (place) =>
          place.line <= failed.line && place.step === failed.step && place.line > failed.line - 40 && pullTroubleOf(place.text) !== null,
      );
    const trouble = said ? pullTroubleOf(said.text) : null;
    if (!said || !failed || trouble === null || trouble === 'missing' || trouble === 'disk') return [];
    return [
      {
        reason: trouble,
        confidence: 'likely' as const,
        summary: `An image could not be pulled before the deploy: ${MEANING[trouble]}.`,
        cites: [said, failed].map((place) =>
          citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text),
        ) as unknown as readonly [ReturnType<typeof citeLine>],
      },
    ];
  },
});
