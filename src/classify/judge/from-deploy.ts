// In: the sentence that ended the deploy. Out: a claim, where that sentence means one of these things. Words of a log are a claim of whoever wrote
// it: they make likely. Only a command the log shows with its exit status, and its own output, make certain.
import type { Cause } from '#model/report';
import type { DeployMatch } from '../facts/deploy.ts';
import type { Facts } from '../facts/facts.ts';
import type { MessageKind } from '../messages/kinds.ts';
import type { Claim, Doubt, Proof, Refutation } from './claim.ts';
import { isPlain, soleFault } from './from-ends.ts';

type Captures = Readonly<Record<string, string>>;

/** What a kind of sentence means for the deploy. */
export interface DeployMeaning {
  readonly reason: string | null;
  readonly cause?: Cause | ((captures: Captures, facts: Facts) => Cause);
  readonly says: string | ((captures: Captures) => string);
  readonly service?: (captures: Captures, facts: Facts) => string | null;
  readonly network?: (captures: Captures) => string | null;
  readonly refutations?: (captures: Captures, facts: Facts) => readonly Refutation[];
  readonly proofs?: (captures: Captures, facts: Facts) => readonly Proof[];
  readonly doubts?: (captures: Captures, facts: Facts) => readonly Doubt[];
}

export type DeployMeanings = Partial<Readonly<Record<MessageKind, DeployMeaning>>>;

/** The claim that the deploy's decisive sentence makes, or none. */
export const fromDeploy = (facts: Facts, meanings: DeployMeanings): readonly Claim[] => {
  const found = facts.deploy?.decisive;
  const meaning = found && meanings[found.match.message.kind];
  return found && meaning ? [claimOf(found, meaning, facts)] : [];
};

const claimOf = ({ line, match }: DeployMatch, meaning: DeployMeaning, facts: Facts): Claim => {
  const { message } = match;
  // `failed to create service X: …` and `service X: …` stand around the cause: X is what could not be made.
  const around = facts.deploy?.matches.find((other) => other.line === line && other.match.message.outer)?.match.captures['service'];
  const subject = around ?? /^service (\S{1,128}): /.exec(line.text)?.[1];
  const captures = subject === undefined ? match.captures : { ...match.captures, subject };
  const says = typeof meaning.says === 'string' ? meaning.says : meaning.says(captures);
  const cause = typeof meaning.cause === 'function' ? meaning.cause(captures, facts) : (meaning.cause ?? soleFault(message.fault));
  const refused = facts.capture.target.build === null && line.command !== null && (line.command.exit ?? 0) !== 0;
  const kind = isPlain(match) ? (refused ? 'verdict' : 'words') : 'symptom';
  return {
    reason: meaning.reason,
    ...(cause ? { cause } : {}),
    service: meaning.service?.(captures, facts) ?? null,
    network: meaning.network?.(captures) ?? null,
    summary: `${says}.`,
    proofs: [{ kind, cite: line.cite() }, ...(meaning.proofs?.(captures, facts) ?? [])],
    refutations: meaning.refutations?.(captures, facts) ?? [],
    doubts: meaning.doubts?.(captures, facts) ?? [],
  };
};

/** The full name of a service that a deploy names, with the stack before it. */
export const fullName = (service: string | undefined, { capture, stack }: Facts): string | null => {
  if (!service) return null;
  const name = stack?.name ?? capture.target.stack;
  return name && !service.startsWith(`${name}_`) ? `${name}_${service}` : service;
};
