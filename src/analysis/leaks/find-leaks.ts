import { artifactOf, type Outcome, reasonOf } from '#model/outcome';
import type { Capture, ProbeId } from '#probes/index';
import type { UnreadableObject } from '#probes/listing';
import type { Kind } from './define-leak.ts';
import { factsOf, type LeakFacts } from './facts.ts';
import { kinds } from './kinds/index.ts';
import type { Leak } from './leak.ts';

/** What `leaks` found. */
export interface LeakReport {
  readonly schema: 'ccci-probe/leaks@1';
  readonly pattern: string | null;
  readonly capturedAt: string;
  readonly leaks: readonly Leak[];
  /** What could not be looked at, though it ought to be there: with it and no leak the answer is unknown. */
  readonly unread: readonly { readonly what: string; readonly because: string }[];
  /** What these sources can never tell. */
  readonly unknowable: readonly { readonly what: string; readonly because: string }[];
}

const order = { certain: 0, likely: 1, possible: 2 } as const;

/** Everything that nobody owns any more, the surest first. `droneNamed`: the operator gave the database. */
export const findLeaks = (capture: Capture, pattern: string | null, droneNamed: boolean): LeakReport => {
  const facts = factsOf(capture);
  const matches = matcherOf(pattern);
  const missing = (kind: Kind): readonly ProbeId[] => kind.requires.filter((id) => !isComplete(capture, id));
  const found = kinds.flatMap((kind): readonly Leak[] => (missing(kind).length > 0 ? [] : kind.find(facts)));
  const leaks = found.filter(({ name, stack, recipe }) => [name, stack, recipe].some((text) => text !== null && matches(text)));
  return {
    schema: 'ccci-probe/leaks@1',
    pattern,
    capturedAt: capture.capturedAt,
    leaks: [...leaks].sort(
      (a, b) => order[a.confidence] - order[b.confidence] || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.name < b.name ? -1 : 1),
    ),
    unread: [
      ...kinds.flatMap((kind) => missing(kind).map((id) => unreadOf(kind.id, id, capture))),
      ...partsUnread(facts, capture, droneNamed),
    ],
    unknowable: unknowableOf(facts, droneNamed),
  };
};

/** Whether all of it was read: what belongs to an object that could not be read looks as if nobody owned it. */
const isComplete = (capture: Capture, id: ProbeId): boolean =>
  capture.evidence[id]?.status === 'ok' && unreadableIn(capture.evidence[id]).length === 0;

const unreadableIn = (outcome: Outcome<unknown> | undefined): readonly UnreadableObject[] =>
  (artifactOf(outcome) as { readonly unreadable?: readonly UnreadableObject[] } | undefined)?.unreadable ?? [];

const unreadOf = (what: string, id: ProbeId, capture: Capture): LeakReport['unread'][number] => {
  const outcome = capture.evidence[id] as Outcome<unknown> | undefined;
  const [object] = unreadableIn(outcome);
  if (object) return { what, because: `${id}: ${object.id ?? 'an object without an id'} could not be read: ${object.because}` };
  return { what, because: `${id}: ${outcome ? reasonOf(outcome) : 'it is not in the evidence'}` };
};

const partsUnread = (facts: LeakFacts, capture: Capture, droneNamed: boolean): LeakReport['unread'] => {
  const objects = facts.read('swarm-objects');
  const nodes = facts.read('swarm-nodes')?.nodes?.length ?? facts.read('swarm-nodes')?.engine?.nodes ?? null;
  const kindsUnread = objects ? (['volumes', 'secrets', 'configs'] as const).filter((kind) => objects[kind] === null) : [];
  return [
    ...kindsUnread.map((what) => ({ what, because: 'the engine did not list them' })),
    ...(nodes !== null && nodes > 1
      ? [{ what: 'other nodes', because: `volumes and containers of ${nodes - 1} of ${nodes} nodes: ask their engines as well (--docker)` }]
      : []),
    ...(droneNamed && !facts.queue ? [unreadOf('builds', 'ci-queue', capture)] : []),
    ...(facts.read('swarm-tasks')?.attachmentsUnread
      ? [{ what: 'attachments', because: 'containers attached by hand could not be listed' }]
      : []),
  ];
};

const unknowableOf = (facts: LeakFacts, droneNamed: boolean): LeakReport['unknowable'] => {
  const uncounted = (facts.ledger ?? []).filter(({ countedBy, capacity }) => countedBy === null && capacity !== null);
  const hints = facts.said?.leaks.length ?? 0;
  const version = facts.read('swarm-nodes')?.engine?.version;
  return [
    ...(uncounted.length > 0
      ? [
          {
            what: 'leaked addresses',
            because: `of ${uncounted.map(({ name }) => name).join(', ')}: the engine${version ? ` ${version}` : ''} does not tell its allocator's count (29 and later do, or its debug log: --dockerd-log)${hints > 0 ? `; its log tells of ${hints} removals that leaked` : ''}`,
          },
        ]
      : []),
    ...(droneNamed ? [] : [{ what: 'builds', because: 'whether the run of a stack is over: give the Drone database (--drone)' }]),
    ...(facts.read('disk-usage') ? [] : [{ what: 'sizes', because: 'the engine did not tell them' }]),
  ];
};

/** A glob where it has `*` or `?`, else a part of the name; case counts. */
export const matcherOf = (pattern: string | null): ((text: string) => boolean) => {
  if (pattern === null) return () => true;
  if (!/[*?]/.test(pattern)) return (text) => text.includes(pattern);
  return (text) => globs(pattern, text);
};

/** Linear in the text for each star: no pattern makes it hang. */
const globs = (pattern: string, text: string): boolean => {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      mark = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
};
