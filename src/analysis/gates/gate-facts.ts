import { type Answer, unknown, unmet } from '#model/answer';
import type { Gitea, Pull } from '#probes/gitea/artifact';
import type { ArtifactOf, Capture, ProbeId } from '#probes/index';
import { evidenceReader, whyUnread } from '#probes/read-evidence';

/** The value of a gate's parameter, as a YAML file or `--set` gives it. */
export type Value = string | number | boolean | readonly string[];
/** Parameters by name. */
export type Values = Readonly<Record<string, Value>>;

/** All that a check may know: the evidence, and the gate's parameters with those of the criterion laid over them. */
export interface GateFacts {
  readonly capture: Capture;
  readonly params: Values;
}

/** The answer of `work`, which gets every artifact; unknown with the reasons where one is missing. */
export const withEvidence = <I extends ProbeId>(
  { capture: { evidence } }: GateFacts,
  probes: readonly I[],
  work: (read: <P extends I>(probe: P) => ArtifactOf<P>) => Answer,
): Answer => {
  const read = evidenceReader(evidence);
  const missing = probes.filter((probe) => read(probe) === undefined);
  if (missing.length > 0) return unknown(missing.map((probe) => `${probe}: ${whyUnread(evidence, probe)}`).join('; '));
  return work((probe) => read(probe) as ArtifactOf<typeof probe>);
};

/** The parameter as text; null where it is not given or is a list. */
export const textParam = ({ params }: GateFacts, name: string): string | null => {
  const value = params[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};

/** The parameter as a number; null where it is none. */
export const numberParam = ({ params }: GateFacts, name: string): number | null => {
  const value = Number(params[name] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
};

/** The parameter as a list; a text is split at its commas. */
export const listParam = ({ params }: GateFacts, name: string): readonly string[] => {
  const value = params[name];
  if (Array.isArray(value)) return value;
  return typeof value === 'string' && value !== '' ? value.split(',').map((item) => item.trim()) : [];
};

/** The epoch that the parameter `epoch` names: a time, or the name of one that the evidence has; null where none is in force. */
export const epochInForce = (facts: GateFacts): { readonly name: string; readonly at: string } | null => {
  const text = textParam(facts, 'epoch');
  if (text === null || text === 'none') return null;
  const declared = facts.capture.target.epochs?.find(({ name }) => name === text);
  if (declared) return { name: declared.name, at: declared.at };
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? { name: text, at: new Date(ms).toISOString() } : null;
};

/** Whether a time is at or after the epoch in force; true where none is. A time that is not known is not after it. */
export const isSinceEpoch = (facts: GateFacts, at: string | null): boolean => {
  const epoch = epochInForce(facts);
  return epoch === null || Date.parse(at ?? '') >= Date.parse(epoch.at);
};

/** Number of the PR in question: the parameter `pr`, else the one that the capture is about. */
export const prOf = (facts: GateFacts): number | null => numberParam(facts, 'pr') ?? facts.capture.target.recipe?.pr ?? null;

/** The PR in question; undefined where Gitea has none of that number. */
export const pullOf = (facts: GateFacts, gitea: Gitea): Pull | undefined => gitea.pulls.find(({ number }) => number === prOf(facts));

/** The answer where no build was asked for or Drone does not have it. */
export const noBuild: Answer = unmet('there is no build to judge', []);
