/**
 * `gate`: may the work proceed? In: a gate as data (`GateSpec`), its parameters and a redacted capture. Out: `GateReport`.
 * Pure. Gates are data in specs/ and in files of the user; the checks they are made of stand in checks/. Imported by app and cli
 * (report takes the types).
 */
import type { Disagreement } from '#classify/agreement/disagreement';
import { disagreementsOf } from '#classify/agreement/index';
import { type Answer, allOf, unknown, worstOf } from '#model/answer';
import { type Cite, citeOf, rowAt } from '#model/cite';
import { messageOf } from '#model/errors';
import type { HostSeen, Signer } from '#model/report';
import type { Capture } from '#probes/index';
import { whyIncomplete } from '#probes/read-evidence';
import { gateChecks } from './checks/index.ts';
import type { GateCheck } from './define-check.ts';
import { whyCut, whyUnfit } from './evidence-fit.ts';
import type { GateFacts, Value, Values } from './gate-facts.ts';
import type { CriterionSpec, GateSpec } from './gate-spec.ts';

/** `gate --json`, `schema: "ccci-probe/gate@1"`. */
export interface GateReport {
  readonly schema: 'ccci-probe/gate@1';
  readonly tool: { readonly version: string };
  readonly gate: string;
  readonly title: string;
  readonly params: Readonly<Record<string, Value>>;
  readonly result: 'pass' | 'fail' | 'inconclusive';
  readonly criteria: readonly (Answer & { readonly id: string; readonly title: string })[];
  readonly evidence: {
    readonly capturedAt: string;
    readonly digest: string;
    readonly build: number | null;
    readonly hosts: readonly HostSeen[];
    /** Who signed the bundle; null where nobody did. Nobody signs a live capture: live and from its bundle a report is the same. */
    readonly signer: Signer | null;
  };
}

/** The answer of the gate: every criterion is asked of the evidence, and what cannot be answered never passes. */
export const runGate = (spec: GateSpec, params: Values, capture: Capture, digest: string, version: string): GateReport => {
  const disagreements = disagreementsOf(capture);
  const criteria = spec.criteria.map((criterion) => ({
    id: criterion.id,
    title: filled(criterion.title, params),
    ...answerOf(criterion, params, capture, disagreements),
  }));
  return {
    schema: 'ccci-probe/gate@1',
    tool: { version },
    gate: spec.gate,
    title: filled(spec.title, params),
    params,
    result: RESULTS[worstOf(criteria)],
    criteria,
    evidence: {
      capturedAt: capture.capturedAt,
      digest,
      build: capture.target.build,
      hosts: capture.hosts,
      signer: capture.signer ?? null,
    },
  };
};

const RESULTS = { met: 'pass', unmet: 'fail', unknown: 'inconclusive' } as const;

/** A check that breaks knows nothing: the only catch of the gates. */
const answerOf = (criterion: CriterionSpec, params: Values, capture: Capture, disagreements: readonly Disagreement[]): Answer => {
  const check: GateCheck | undefined = gateChecks.find(({ id }) => id === criterion.check);
  if (!check) return unknown(`there is no check ${criterion.check}`);
  try {
    const facts = { capture, params: { ...params, ...criterion.with } };
    const answer = check.decide(facts);
    return answer.answer === 'met' ? confirmed(answer, check, facts, disagreements) : answer;
  } catch (error) {
    return unknown(`the check ${check.id} failed with an error: ${messageOf(error).slice(0, 300)}`);
  }
};

/** An answer stays met where its evidence fits the gate, is whole and agrees with itself. */
const confirmed = (answer: Answer, check: GateCheck, facts: GateFacts, disagreements: readonly Disagreement[]): Answer => {
  const { capture } = facts;
  for (const probe of check.needs) {
    const because = whyIncomplete(capture.evidence, probe) || whyUnfit(facts, probe);
    if (because !== '') return unknown(`${probe}: ${because}`, answer.cites);
  }
  for (const { probe, part } of check.whole ?? []) {
    const because = whyCut(facts, probe, part);
    if (because !== '') return unknown(`${probe}: ${because}`, answer.cites);
  }
  const against = disagreements.filter(({ concerns }) => concerns.some((concern) => check.minds?.includes(concern)));
  if (against.length > 0) return allOf(against.map((disagreement) => ({ ...disagreement })));
  // A claim that cites nothing is no claim.
  return answer.cites.length === 0 && check.needs.length > 0 ? { ...answer, cites: [capturedCite(check, capture)] } : answer;
};

const capturedCite = (check: GateCheck, capture: Capture): Cite =>
  citeOf(check.needs[0] ?? 'capture', rowAt('all that was read', null), capture.capturedAt, check.title);

/** `{recipe}` in a title stands for the parameter. */
const filled = (text: string, params: Values): string =>
  text.replace(/\{([\w.-]+)\}/g, (whole, name: string) => (params[name] === undefined ? whole : String(params[name])));
