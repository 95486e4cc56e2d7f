import type { Answer } from '#model/answer';
import { unknown } from '#model/answer';
import { type Outcome, reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { Run } from '#probes/ci-history/artifact';
import type { Comment, Gitea, Pull } from '#probes/gitea/artifact';
import type { ArtifactOf, Capture, ProbeId } from '#probes/index';

export type Value = string | number | boolean | readonly string[];
export type Values = Readonly<Record<string, Value>>;

/** Everything a check may know: the evidence, the parameters, and the parameters of the criterion over them. Pure. */
export interface GateFacts {
  readonly capture: Capture;
  readonly params: Values;
}

/** The artifact, or the answer "unknown" with the reason why it is not there. */
export const readOr = <I extends ProbeId>(
  { capture }: GateFacts,
  probe: I,
): { readonly value: ArtifactOf<I> } | { readonly missing: Answer } => {
  const outcome = capture.evidence[probe] as Outcome<ArtifactOf<I>> | undefined;
  if (outcome?.status === 'ok') return { value: outcome.artifact };
  return { missing: unknown(outcome ? `${probe}: ${reasonOf(outcome)}` : `${probe} was not looked at`) };
};

/** Does the work with every artifact, or answers why it cannot. */
export const withEvidence = <I extends ProbeId>(
  facts: GateFacts,
  probes: readonly I[],
  work: (read: <P extends I>(probe: P) => ArtifactOf<P>) => Answer,
): Answer => {
  const read = probes.map((probe) => [probe, readOr(facts, probe)] as const);
  const missing = read.flatMap(([, one]) => ('missing' in one ? [one.missing] : []));
  if (missing.length > 0) return unknown(missing.map(({ because }) => because).join('; '));
  const values = new Map<ProbeId, unknown>(read.flatMap(([probe, one]) => ('value' in one ? [[probe, one.value]] : [])));
  return work((probe) => values.get(probe) as ArtifactOf<typeof probe>);
};

export const textParam = ({ params }: GateFacts, name: string): string | null => {
  const value = params[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
};

export const numberParam = ({ params }: GateFacts, name: string): number | null => {
  const value = Number(params[name] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
};

export const listParam = ({ params }: GateFacts, name: string): readonly string[] => {
  const value = params[name];
  return Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? value.split(',').map((one) => one.trim()) : [];
};

/** The epoch as an instant: a time, or the name of one the evidence carries; null where none is in force. */
export const epochOf = (facts: GateFacts): { readonly name: string; readonly at: string } | null => {
  const said = textParam(facts, 'epoch');
  if (said === null || said === 'none') return null;
  const named = facts.capture.target.epochs?.find(({ name }) => name === said);
  if (named) return { name: named.name, at: named.at };
  const ms = Date.parse(said);
  return Number.isFinite(ms) ? { name: said, at: new Date(ms).toISOString() } : null;
};

export const prOf = (facts: GateFacts): number | null => numberParam(facts, 'pr') ?? facts.capture.target.recipe?.pr ?? null;

export const pullOf = (facts: GateFacts, gitea: Gitea): Pull | undefined => gitea.pulls.find(({ number }) => number === prOf(facts));

export const citePull = (pull: Pull, field: string, quote: string): Cite => ({
  probe: 'gitea',
  where: `PR #${pull.number} ${field}`,
  at: pull.updatedAt,
  quote,
});

export const citeComment = (comment: Comment): Cite => ({
  probe: 'gitea',
  where: `PR #${comment.pr} ${comment.kind} ${comment.id} by ${comment.user?.login ?? 'nobody'}`,
  at: comment.createdAt,
  quote: comment.body.trim().slice(0, 200),
});

export const citeRun = (run: Run): Cite => ({
  probe: 'ci-history',
  where: `build ${run.number}`,
  at: run.startedAt ?? run.createdAt,
  quote: `${run.status}, RECIPE=${run.recipe} PR=${run.pr} REF=${run.ref}`,
});
