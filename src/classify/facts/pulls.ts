// In: tasks whose image could not be had. Out: what is known of why: the registry's own words before the engine's summary of them.
// `No such image` and "pull access denied for X, repository does not exist or may require 'docker login'" prove neither (ENGINE-MESSAGES section 4).
import type { Cite } from '#model/report';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import { isPlain, type Words, wordsOf } from '../judge/from-ends.ts';
import type { MessageKind } from '../messages/kinds.ts';
import { citeDaemon, citeTask } from './cite.ts';
import type { Failure, ServiceFacts } from './service.ts';
import type { StackFacts } from './stack.ts';
import { failingServices } from './trouble.ts';

export interface PullFailure {
  readonly facts: ServiceFacts;
  readonly failure: Failure;
  /** The sentence that leaves one cause, where there is one. */
  readonly plain: Words | undefined;
  /** A sentence that leaves two causes standing. */
  readonly ambiguous: Words | undefined;
  /** What the task itself says. */
  readonly own: Cite;
}

/** Kinds of sentences that mean the image could not be had. */
const IMAGE: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'pull-failed',
  'image-absent',
  'image-not-found',
  'image-ambiguous',
  'image-invalid',
  'image-corrupt',
  'platform-mismatch',
  'registry-rate-limited',
  'registry-unreachable',
  'registry-certificate',
  'registry-unauthorized',
  'registry-answer',
]);

/** Kinds of sentences that mean the image was handed out and could not be stored. */
const STORE: ReadonlySet<MessageKind> = new Set<MessageKind>(['image-unpack', 'image-store', 'disk', 'no-space', 'inodes']);

/** Services whose last attempt was refused for want of its image. */
export const pullFailures = (stack: StackFacts | undefined): readonly PullFailure[] =>
  failingServices(stack).flatMap((facts): PullFailure[] => {
    const failure = facts.failures.at(-1);
    if (!stack || !failure?.task || !failure.matches.some(({ message }) => IMAGE.has(message.kind))) return [];
    const all = wordsOf(failure, facts, stack);
    // The image came, and the node could not store it.
    if (all.some(({ match }) => STORE.has(match.message.kind))) return [];
    const words = [...all, ...registryWords(failure, stack)].filter(({ match }) => IMAGE.has(match.message.kind));
    return [
      {
        facts,
        failure,
        plain: words.find(({ match }) => isPlain(match) && match.message.label !== null),
        ambiguous: words.find(({ match }) => match.message.labels.length > 1),
        own: citeTask(failure.task, facts.service.name),
      },
    ];
  });

/** The engine's pull logs the registry's words without naming the task, just before the executor logs that the pull failed. */
const registryWords = ({ id }: Failure, { journal }: StackFacts): readonly Words[] => {
  if (!journal) return [];
  const named = journal.about([id]).filter(({ message }) => /pulling image failed/.test(message));
  return named
    .flatMap((line) => precedingPull(line, journal.lines))
    .flatMap((line): Words[] => {
      const match = journal.matches(line).find(({ message }) => IMAGE.has(message.kind) && !message.outer);
      return match ? [{ match, cite: citeDaemon(line) }] : [];
    });
};

/** Lines of the same pull: within two seconds before, and not about another task. */
const precedingPull = (line: DaemonLine, lines: readonly DaemonLine[]): readonly DaemonLine[] => {
  const index = lines.indexOf(line);
  return lines
    .slice(Math.max(0, index - 6), index)
    .filter(
      (before) =>
        /^(?:Not continuing with pull after error|Attempting next endpoint|Error getting v2 registry|Handler for POST .*images\/create)/.test(
          before.message,
        ) && Math.abs(Date.parse(line.at ?? '') - Date.parse(before.at ?? '')) <= 2_000,
    )
    .toReversed();
};
