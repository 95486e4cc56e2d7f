/**
 * `leaks`: which objects of the swarm nobody owns any more. In: a redacted capture and the pattern the operator gave. Out: `LeakReport`.
 * Pure. The kinds of leak stand in kinds/, one file each; imported by app and cli (report takes the types).
 */
import type { Capture, ProbeId } from '#probes/index';
import { whyIncomplete } from '#probes/read-evidence';
import type { LeakSearch } from './define-leak.ts';
import { type LeakFacts, leakFactsOf } from './facts.ts';
import { kinds } from './kinds/index.ts';
import type { Leak } from './leak.ts';

/** What `leaks` found. */
export interface LeakReport {
  readonly schema: 'ccci-probe/leaks@1';
  readonly pattern: string | null;
  readonly capturedAt: string;
  readonly leaks: readonly Leak[];
  /** What should be there and could not be read: with it and no leak the answer is unknown. */
  readonly unread: readonly { readonly what: string; readonly because: string }[];
  /** What these sources can never tell. */
  readonly unknowable: readonly { readonly what: string; readonly because: string }[];
}

type Gap = LeakReport['unread'][number];

/** Every leak whose name, stack or recipe matches the pattern, the surest first. `droneNamed`: the operator gave the Drone database. */
export const findLeaks = (capture: Capture, pattern: string | null, droneNamed: boolean): LeakReport => {
  const facts = leakFactsOf(capture);
  const matches = matcherOf(pattern);
  const missing = (kind: LeakSearch): readonly ProbeId[] => kind.requires.filter((id) => whyIncomplete(capture.evidence, id) !== '');
  const found = kinds.flatMap((kind) => (missing(kind).length > 0 ? [] : kind.find(facts)));
  return {
    schema: 'ccci-probe/leaks@1',
    pattern,
    capturedAt: capture.capturedAt,
    leaks: found.filter(({ name, stack, recipe }) => [name, stack, recipe].some((text) => text !== null && matches(text))).sort(bySureness),
    unread: [
      ...kinds.flatMap((kind) => missing(kind).map((id) => unreadOf(kind.id, id, capture))),
      ...partsUnread(facts, capture, droneNamed),
    ],
    unknowable: unknowableOf(facts, droneNamed),
  };
};

const SURENESS = { certain: 0, likely: 1, possible: 2 } as const;

const bySureness = (a: Leak, b: Leak): number =>
  SURENESS[a.confidence] - SURENESS[b.confidence] || compareText(a.kind, b.kind) || compareText(a.name, b.name);

const compareText = (a: string, b: string): number => Number(a > b) - Number(a < b);

const unreadOf = (what: string, id: ProbeId, { evidence }: Capture): Gap => ({ what, because: `${id}: ${whyIncomplete(evidence, id)}` });

const partsUnread = (facts: LeakFacts, capture: Capture, droneNamed: boolean): readonly Gap[] => {
  const objects = facts.read('swarm-objects');
  const nodes = facts.read('swarm-nodes')?.nodes?.length ?? facts.read('swarm-nodes')?.engine?.nodes ?? 1;
  const gaps: Gap[] = (['volumes', 'secrets', 'configs'] as const)
    .filter((kind) => objects?.[kind] === null)
    .map((what) => ({ what, because: 'the engine did not list them' }));
  if (nodes > 1)
    gaps.push({
      what: 'other nodes',
      because: `volumes and containers of ${nodes - 1} of ${nodes} nodes: ask their engines as well (--docker)`,
    });
  if (droneNamed && !facts.queue) gaps.push(unreadOf('builds', 'ci-queue', capture));
  if (facts.read('swarm-tasks')?.attachmentsUnread)
    gaps.push({ what: 'attachments', because: 'containers attached by hand could not be listed' });
  return gaps;
};

const unknowableOf = (facts: LeakFacts, droneNamed: boolean): readonly Gap[] => {
  const gaps: Gap[] = [];
  const uncounted = (facts.ledger ?? []).filter(({ countedBy, capacity }) => countedBy === null && capacity !== null);
  if (uncounted.length > 0)
    gaps.push({ what: 'leaked addresses', because: `of ${uncounted.map(({ name }) => name).join(', ')}: ${whyUncounted(facts)}` });
  if (!droneNamed) gaps.push({ what: 'builds', because: 'whether the run of a stack is over: give the Drone database (--drone)' });
  if (!facts.read('disk-usage')) gaps.push({ what: 'sizes', because: 'the engine did not give them' });
  return gaps;
};

const whyUncounted = (facts: LeakFacts): string => {
  const version = facts.read('swarm-nodes')?.engine?.version;
  const hints = facts.allocator?.leaks.length ?? 0;
  const removals = `${hints} ${hints === 1 ? 'removal' : 'removals'} that leaked`;
  return `the engine${version ? ` ${version}` : ''} does not give its allocator's count (29 and later do, or its debug log: --dockerd-log)${hints > 0 ? `; its log has ${removals}` : ''}`;
};

/** Says whether a text matches the pattern: a glob where it has `*` or `?`, else a part of the name; case counts. */
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
