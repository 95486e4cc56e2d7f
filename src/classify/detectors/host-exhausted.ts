import { type Claim, defineDetector } from '../define-detector.ts';
import { citeDaemon, citeLine, citeTask } from '../facts/cite.ts';
import { linesAbout, troubledServices } from '../facts/trouble.ts';

const DISK = /no space left on device/i;
const MEMORY = /cannot allocate memory|out of memory: kill/i;

export const hostExhausted = defineDetector({
  id: 'host-exhausted',
  label: 'host-exhausted',
  cause: 'infra',
  title: 'The host ran out of disk, inodes or memory',
  because: 'A task error, the daemon or the failing command says so',
  refutedBy: 'The host has room now and the words come from inside a container with a limit of its own',
  remedy: 'Prune images and volumes, or give the host more room',
  reasons: { disk: 'no space left on a device', memory: 'the host had no memory left', inodes: 'space is free, inodes are not' },
  subject: 'both',
  requires: [],
  uses: ['swarm-tasks', 'daemon-journal', 'ci-build', 'host-load'],
  detect({ stack, build, read }) {
    const inodes = read('host-load')?.inodes.some((disk) => disk.available <= 0) === true;
    const reasonOf = (text: string): string => (MEMORY.test(text) ? 'memory' : inodes ? 'inodes' : 'disk');
    const live = (stack ? troubledServices(stack) : []).flatMap((one): Claim[] => {
      const task = one.tasks.findLast(({ error }) => DISK.test(error ?? '') || MEMORY.test(error ?? ''));
      const line = stack ? linesAbout(stack, [one.service.id, ...one.tasks.map(({ id }) => id)], DISK).at(-1) : undefined;
      const cite = task ? citeTask(task, one.service.name) : line ? citeDaemon(line) : undefined;
      return cite
        ? [
            {
              reason: reasonOf(cite.quote),
              confidence: 'certain',
              service: one.service.name,
              summary: `The host had no room for ${one.service.name}.`,
              cites: [cite],
            },
          ]
        : [];
    });
    if (live.length > 0 || !build || build.failedSteps.length === 0) return live;
    const said = build.log.findLast(({ text, step }) => build.failedSteps.includes(step) && (DISK.test(text) || MEMORY.test(text)));
    return said
      ? [
          {
            reason: reasonOf(said.text),
            confidence: 'likely',
            summary: 'The host had no room left while the recipe was being deployed.',
            cites: [citeLine('ci-build', `step ${said.step.number} log line ${said.line}`, said.at, said.text)],
          },
        ]
      : [];
  },
});
