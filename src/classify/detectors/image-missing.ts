import { defineDetector } from '../define-detector.ts';
import { citeDaemon, citeLine, citeService, citeTask } from '../facts/cite.ts';
import { pullFailures, pullTroubleOf } from '../facts/pull-failure.ts';

export const imageMissing = defineDetector({
  id: 'image-missing',
  label: 'recipe-regression',
  cause: 'recipe',
  title: 'The image does not exist',
  because: "Tasks are rejected with `No such image` and the daemon's log says that the registry does not know the manifest",
  refutedBy: 'The registry was unreachable or refused: the same task error, another line in the log',
  remedy: 'Correct the image tag in the compose file',
  reasons: { 'image-missing': 'the registry does not know this tag' },
  subject: 'both',
  requires: [],
  uses: ['swarm-tasks', 'daemon-journal', 'ci-build'],
  detect({ stack, build }) {
    const live = (stack ? pullFailures(stack) : []).flatMap(({ one, task, line, trouble }) => {
      if (trouble !== null && trouble !== 'missing') return [];
      const image = task.image ?? one.service.image ?? 'its image';
      const summary = trouble
        ? `The image ${image} of ${one.service.name} does not exist.`
        : `The image ${image} of ${one.service.name} could not be had; the daemon's log, which would tell a wrong tag from a refusing registry, says nothing of it.`;
      const cites = line
        ? ([citeDaemon(line), citeTask(task, one.service.name)] as const)
        : ([citeTask(task, one.service.name), citeService(one.service, 'Image', image)] as const);
      return [
        {
          reason: 'image-missing',
          confidence: trouble ? ('certain' as const) : ('possible' as const),
          service: one.service.name,
          task: task.id,
          summary,
          cites,
        },
      ];
    });
    if (live.length > 0 || !build || build.failedSteps.length === 0) return live;
    const failed = build.log.findLast(({ text }) => /docker pull \S+ failed/i.test(text));
    const said =
      failed &&
      build.log.findLast(
        (place) =>
          place.step === failed.step &&
          place.line <= failed.line &&
          place.line > failed.line - 40 &&
          pullTroubleOf(place.text) === 'missing',
      );
    return said
      ? [
          {
            reason: 'image-missing',
            confidence: 'likely',
            summary: 'An image the recipe names does not exist.',
            cites: [citeLine('ci-build', `step ${said.step.number} log line ${said.line}`, said.at, said.text)],
          },
        ]
      : [];
  },
});
