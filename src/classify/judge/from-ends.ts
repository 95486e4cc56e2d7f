// In: the services that fail and what the words of their last end mean. Out: a claim for each service whose end means one of these things.
// Detectors that are told apart by the engine's words alone are made of this; what needs more than words stands in the detector.
import type { Advice, Cause, Cite } from '#model/report';
import { isEnded } from '#swarm/task-state';
import { citeDaemon, citeTask, citeUpdate } from '../facts/cite.ts';
import type { Failure, ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { failingServices, hasComeUp } from '../facts/trouble.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { MessageMatch } from '../messages/search.ts';
import { type Claim, type Doubt, type Proof, withProofs } from './claim.ts';

/** What a kind of sentence means for the service whose task ended with it. */
export interface Meaning {
  /** Left out where each sentence of the kind has a reason of its own. */
  readonly reason?: string | null;
  readonly cause?: Cause;
  /** What happened, said of the service: `cannot start: a device it asks for is not there`. */
  readonly says: string | ((captures: Readonly<Record<string, string>>) => string);
  readonly advice?: readonly Advice[];
  /** What the words leave open although they are plain: whose fault it is, say. */
  readonly open?: string;
}

export type Meanings = Partial<Readonly<Record<MessageKind, Meaning>>>;

/** The sentence that tells why an attempt failed, and where it stands: the task's own words, else the daemon's about that task. */
export interface Words {
  readonly match: MessageMatch;
  readonly cite: Cite;
}

/** What is known of why an attempt failed: its own words first, then the daemon's about the task; nearest to the cause first. */
export const wordsOf = (failure: Failure, facts: ServiceFacts, stack: StackFacts): readonly Words[] => {
  const { task, matches } = failure;
  const own = task ? matches.map((match) => ({ match, cite: citeTask(task, facts.service.name) })) : [];
  const said = (stack.journal?.about([failure.id]) ?? []).toReversed().flatMap((line): Words[] => {
    const first = stack.journal?.matches(line)[0];
    return first ? [{ match: first, cite: citeDaemon(line) }] : [];
  });
  const all = [...own, ...said];
  return all.toSorted((a, b) => distanceOf(a) - distanceOf(b));
};

/** How far words are from the cause: `No such image` tells nothing beside the daemon's word why the pull failed, and what stands around a cause less. */
const distanceOf = ({ match: { message } }: Words): number => {
  if (message.kind === 'image-absent') return 2;
  return message.outer ? 1 : 0;
};

/** True where the words alone leave one cause. */
export const isPlain = ({ message }: MessageMatch): boolean => message.proves !== null && !message.outer && message.labels.length === 0;

export const claimsFromEnds = (stack: StackFacts | undefined, meanings: Meanings): readonly Claim[] =>
  failingServices(stack).flatMap((facts) => (stack ? claimOf(facts, stack, meanings) : []));

const claimOf = (facts: ServiceFacts, stack: StackFacts, meanings: Meanings): readonly Claim[] => {
  const last = facts.failures.at(-1);
  if (!last || SELF_ENDED.has(last.ending)) return [];
  const words = wordsOf(last, facts, stack)[0];
  const meaning = words && meanings[words.match.message.kind];
  if (!words || !meaning) return [];
  const { service } = facts;
  const cause = meaning.cause ?? soleFault(words.match.message.fault);
  const says = typeof meaning.says === 'string' ? meaning.says : meaning.says(words.match.captures);
  const times = facts.failures.filter(({ match }) => match?.message.kind === words.match.message.kind).length;
  return [
    {
      reason: meaning.reason === undefined ? words.match.message.reason : meaning.reason,
      ...(cause ? { cause } : {}),
      service: service.name,
      task: last.id,
      summary: `${service.name} ${says}${times > 1 ? `, ${times} times in a row` : ''}.`,
      proofs: withProofs([{ kind: isPlain(words.match) ? 'verdict' : 'symptom', cite: words.cite }], ...trail(last, facts, words.cite)),
      doubts: [...doubtsAbout(last, facts, stack), ...(meaning.open ? [{ because: meaning.open, weight: 'some' as const }] : [])],
      advice: meaning.advice ?? [],
    },
  ];
};

/** Whose fault it is, where the sentence leaves no choice. */
export const soleFault = (fault: readonly Cause[]): Cause | undefined => (fault.length === 1 ? fault[0] : undefined);

/** These ends are the program's own: the engine's words about them are about the program. */
const SELF_ENDED: ReadonlySet<Failure['ending']> = new Set(['exit', 'oom', 'unhealthy', 'complete']);

const trail = (last: Failure, { service }: ServiceFacts, first: Cite): readonly Proof[] => [
  ...(last.task && first.probe !== 'swarm-tasks' ? [{ kind: 'symptom' as const, cite: citeTask(last.task, service.name) }] : []),
  ...(service.updateStatus ? [{ kind: 'symptom' as const, cite: citeUpdate(service) }] : []),
];

/** What leaves the last end open as the cause: an earlier attempt got further, or a task of the same spec runs elsewhere. */
export const doubtsAbout = (last: Failure, facts: ServiceFacts, stack: StackFacts): readonly Doubt[] => {
  const further = facts.failures.find(({ stage }) => stage > last.stage);
  const running = facts.wanted.find((task) => task.state === 'running' && task.spec === facts.service.spec);
  const up = facts.running > 0 && hasComeUp(facts, stack) ? running : undefined;
  return [
    ...(further?.task
      ? [
          {
            because: 'an earlier attempt of the same update got further',
            cite: citeTask(further.task, facts.service.name),
            weight: 'some' as const,
          },
        ]
      : []),
    ...(up
      ? [{ because: 'a task of the same spec runs', cite: citeTask(up, facts.service.name, 'running'), weight: 'some' as const }]
      : []),
  ];
};

/** True where Swarm is still trying: a task is on its way that has not failed. */
export const goesOn = ({ wanted }: ServiceFacts): boolean => wanted.some(({ state }) => !isEnded(state) && state !== 'running');
