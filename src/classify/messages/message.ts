import type { Cause } from '../../model/report.ts';
import { type MessageKind, messageKinds } from './kinds.ts';

/**
 * Where a text stood before it was given to us:
 * `task.err` and `task.message` of a task's status, `update.status` of a service, `node.status` of a node, `daemon` for the engine's journal,
 * `engine.warning` for what `docker info` adds, `ci` for the output of a deploy or any CI log, `ci.step-error` for the error field of a CI step or stage,
 * `service` for a program's own log, `health` for the output of a health check.
 */
export type Surface =
  | 'task.err'
  | 'task.message'
  | 'update.status'
  | 'node.status'
  | 'daemon'
  | 'engine.warning'
  | 'ci'
  | 'ci.step-error'
  | 'service'
  | 'health';

/** One sentence a foreign program can put before us, and what may be concluded from it. */
export interface Message {
  readonly id: string;
  readonly surfaces: readonly Surface[];
  /** First and last version that says it. A bare number is the engine's or the docker CLI's, else the project is named; null: no bound is known. */
  readonly from: string | null;
  readonly to: string | null;
  readonly source: string;
  readonly pattern: RegExp;
  /** Texts of which a match holds one (see literal.ts), where the build worked them out; null where nothing fixed is known. */
  readonly texts?: readonly string[] | null;
  /** These words stand before the cause or around it: any other sentence in the same text is nearer to the root. */
  readonly outer: boolean;
  readonly kind: MessageKind;
  /** What the words prove by themselves; null where they decide nothing. */
  readonly proves: string | null;
  readonly suggests: readonly string[];
  readonly label: string | null;
  readonly reason: string | null;
  /** All `label/reason` that stand, where the words leave a choice; empty otherwise. */
  readonly labels: readonly string[];
  readonly fault: readonly Cause[];
  /** Named groups of `pattern`. */
  readonly captures: readonly string[];
  readonly examples: readonly string[];
  readonly confusers: readonly string[];
}

type Optional = 'surfaces' | 'from' | 'to' | 'outer' | 'proves' | 'suggests' | 'labels' | 'fault' | 'confusers';

/** A message as its file writes it: what is left out comes from the file's surfaces and from the kind. `label` is `label/reason`. */
type MessageEntry = Omit<Message, Optional | 'label' | 'reason' | 'captures'> &
  Partial<Pick<Message, Optional>> & { readonly label?: string | null };

const namedGroup = /\(\?<([a-z]\w*)>/gi;

const labelOf = (entry: MessageEntry): Pick<Message, 'label' | 'reason'> => {
  if (entry.labels !== undefined && entry.labels.length > 0) return { label: null, reason: null };
  if (entry.label === undefined) return messageKinds[entry.kind];
  const [label = null, reason = null] = entry.label === null ? [] : entry.label.split('/');
  return { label, reason };
};

/** Complete messages out of a speaker's entries, all heard on `surfaces` unless an entry names its own. */
export function defineMessages(surfaces: readonly Surface[], entries: readonly MessageEntry[]): readonly Message[] {
  return entries.map((entry) => {
    const { label, reason } = labelOf(entry);
    return {
      from: null,
      to: null,
      outer: false,
      proves: null,
      suggests: [],
      labels: [],
      confusers: [],
      surfaces,
      fault: messageKinds[entry.kind].fault,
      ...entry,
      label,
      reason,
      captures: [...entry.pattern.source.matchAll(namedGroup)].map(([, name]) => name!),
    };
  });
}
