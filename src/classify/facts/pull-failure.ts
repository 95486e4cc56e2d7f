import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import type { ServiceFacts, StackFacts } from './stack.ts';
import { linesAbout, troubledServices } from './trouble.ts';

export type PullTrouble = 'rate-limited' | 'unauthorized' | 'unreachable' | 'disk' | 'missing';

/** What a registry's or engine's words mean. The API says `No such image` for all of them (SWARM-FACTS section 5). */
export const pullTroubleOf = (words: string): PullTrouble | null => {
  if (/toomanyrequests|rate ?limit|\b429\b/i.test(words)) return 'rate-limited';
  if (/no space left/i.test(words)) return 'disk';
  if (
    /manifest unknown|manifest for .* not found|repository does not exist|name unknown|not found: manifest|no matching manifest|invalid reference format/i.test(
      words,
    )
  )
    return 'missing';
  if (/unauthorized|authentication required|denied: requested access|incorrect username/i.test(words)) return 'unauthorized';
  if (
    /i\/o timeout|\bEOF\b|connection (?:refused|reset)|no route to host|unreachable|server misbehaving|no such host|TLS handshake|deadline exceeded|\b50[0234]\b|Client\.Timeout|temporary failure/i.test(
      words,
    )
  )
    return 'unreachable';
  return null;
};

export interface PullFailure {
  readonly one: ServiceFacts;
  readonly task: Task;
  readonly line: DaemonLine | undefined;
  readonly trouble: PullTrouble | null;
}

/** Tasks rejected for want of an image, with the daemon's own words where its log holds them. */
export const pullFailures = (stack: StackFacts): readonly PullFailure[] =>
  troubledServices(stack).flatMap((one) => {
    const task = one.tasks.findLast((each) => /no such image|pull access denied|manifest unknown|failed to pull/i.test(each.error ?? ''));
    if (!task) return [];
    const line = linesAbout(stack, [task.id, one.service.id], /pulling image failed|Not continuing with pull|failed to pull/i).at(-1);
    return [
      {
        one,
        task,
        line,
        trouble: pullTroubleOf(`${line?.message ?? ''} ${line?.error ?? ''} ${task.error?.replace(/^No such image.*/i, '') ?? ''}`),
      },
    ];
  });
