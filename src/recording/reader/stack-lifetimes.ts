import { Service } from '#probes/swarm-services/artifact';
import { type Recording, type State, statesOf } from './rows.ts';

/** One stretch of a stack's existence, from its first service seen to the moment before its removal began (or the end of the recording). */
export interface StackLifetime {
  readonly stack: string;
  /** Services that were there, by id. */
  readonly services: readonly string[];
  readonly from: number;
  /** The last moment at which the stack stood whole: states up to here count. */
  readonly to: number;
  /** When its removal was first seen; null where it stood to the end of the recording. */
  readonly goneAt: number | null;
}

/** `docker stack rm` removes one service after the other; those that went within this time of each other went together. */
const TOGETHER_MS = 15_000;

/**
 * All lives of a stack, oldest first. A service that shares its time with none before it begins a new one. Tasks are asked for before services
 * in every look, so a task that stops because its service was removed has a time not before that of the row that says so.
 */
export const stackLifetimes = (file: Recording, stack: string, end: number): readonly StackLifetime[] => {
  const { states } = statesOf(file.rows('object', { stack, kind: 'service' }), Service);
  const spans = [...spansOf(states)].sort((a, b) => a.from - b.from);
  const lives: Span[][] = [];
  for (const span of spans) {
    const last = lives.at(-1);
    if (last?.some(({ until }) => until === null || until >= span.from)) last.push(span);
    else lives.push([span]);
  }
  return lives.map((spans): StackLifetime => {
    const goneAt = removalOf(spans);
    return {
      stack,
      services: spans.map(({ key }) => key),
      from: Math.min(...spans.map(({ from }) => from)),
      to: goneAt === null ? end : goneAt - 1,
      goneAt,
    };
  });
};

interface Span {
  readonly key: string;
  readonly from: number;
  readonly until: number | null;
}

const spansOf = (states: readonly State<unknown>[]): Iterable<Span> => {
  const spans = new Map<string, Span>();
  for (const { key, at, value } of states) {
    const before = spans.get(key);
    spans.set(key, { key, from: before?.from ?? at, until: value === null ? at : null });
  }
  return spans.values();
};

/** The first of the removals that ended it; null where a service still stands. */
const removalOf = (spans: readonly Span[]): number | null => {
  const ends = spans.map(({ until }) => until);
  if (ends.some((until) => until === null)) return null;
  const sorted = (ends as number[]).sort((a, b) => b - a);
  let first = sorted[0] ?? 0;
  for (const end of sorted) {
    if (first - end > TOGETHER_MS) break;
    first = end;
  }
  return first;
};
