import type { Cite } from '#model/report';
import { citeLine } from './cite.ts';
import type { Facts } from './facts.ts';
import { plain } from './log-text.ts';

export interface DeployError {
  readonly match: RegExpExecArray;
  readonly cite: Cite;
}

/** The last line of the deploy's own output that matches: of the CI log beside a stack, or of the failed steps of a build. A claim, to be held against the swarm. */
export const deployError = ({ read, build }: Facts, pattern: RegExp): DeployError | undefined => {
  const lines = read('ci-log')?.lines ?? [];
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const text = plain(lines[index] ?? '');
    const match = pattern.exec(text);
    if (match)
      return { match, cite: citeLine('ci-log', `ci log line ${index + 1}`, /^\d{4}-\d\d-\d\dT\S+Z/.exec(text)?.[0] ?? null, text.trim()) };
  }
  const place = build?.log.findLast(({ text, step }) => build.failedSteps.includes(step) && pattern.test(text));
  const match = place ? pattern.exec(place.text) : null;
  return place && match
    ? { match, cite: citeLine('ci-build', `step ${place.step.number} log line ${place.line}`, place.at, place.text) }
    : undefined;
};

/** True where the log shows the stack removed before this place and deployed again. */
export const removedBefore = ({ read, capture }: Facts, cite: Cite): boolean => {
  const name = capture.target.stack ?? '';
  const until = Number(/line (\d+)/.exec(cite.where)?.[1] ?? 0);
  return (read('ci-log')?.lines ?? [])
    .slice(0, until)
    .some((line) => /docker stack (?:rm|remove|down)\b/.test(line) && line.includes(name));
};
