import type { Answer } from '#model/answer';
import { unknown } from '#model/answer';
import { messageOf } from '#model/errors';
import type { Cite, HostSeen } from '#model/report';
import type { Capture } from '#probes/index';
import { checks } from './checks/index.ts';
import type { Check } from './define-check.ts';
import type { Value, Values } from './gate-facts.ts';
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
  };
}

/** Asks every criterion of the evidence: pure. One that cannot be answered never passes. */
export const runGate = (spec: GateSpec, params: Values, capture: Capture, digest: string, version: string): GateReport => {
  const criteria = spec.criteria.map((criterion) => ({
    id: criterion.id,
    title: filled(criterion.title, params),
    ...answerOf(criterion, params, capture),
  }));
  return {
    schema: 'ccci-probe/gate@1',
    tool: { version },
    gate: spec.gate,
    title: filled(spec.title, params),
    params,
    result: criteria.some(({ answer }) => answer === 'unmet')
      ? 'fail'
      : criteria.some(({ answer }) => answer === 'unknown')
        ? 'inconclusive'
        : 'pass',
    criteria,
    evidence: { capturedAt: capture.capturedAt, digest, build: capture.target.build, hosts: capture.hosts },
  };
};

/** A check that breaks knows nothing: the only catch of the gates. */
const answerOf = (criterion: CriterionSpec, params: Values, capture: Capture): Answer => {
  const check: Check | undefined = checks.find(({ id }) => id === criterion.check);
  if (!check) return unknown(`there is no check ${criterion.check}`);
  try {
    const answer = check.decide({ capture, params: { ...params, ...criterion.with } });
    // A claim that cites nothing is no claim.
    return answer.answer === 'met' && answer.cites.length === 0 && check.needs.length > 0
      ? { ...answer, cites: [capturedCite(check, capture)] }
      : answer;
  } catch (error) {
    return unknown(`the check ${check.id} broke: ${messageOf(error).slice(0, 300)}`);
  }
};

const capturedCite = (check: Check, capture: Capture): Cite => ({
  probe: check.needs[0] ?? 'capture',
  where: 'the whole of what was read',
  at: capture.capturedAt,
  quote: check.title,
});

/** `{recipe}` in a title stands for the parameter. */
const filled = (text: string, params: Values): string =>
  text.replace(/\{([\w.-]+)\}/g, (whole, name: string) => (params[name] === undefined ? whole : String(params[name])));
