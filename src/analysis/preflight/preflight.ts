/**
 * `pvcheck`: does one more run fit on this swarm? In: a redacted capture and what the operator gave (`PreflightRequest`). Out: `Preflight`.
 * Pure. The checks stand in checks/, one file each; addresses are reckoned in demand.ts (what a run takes) and network-fit.ts (what is free).
 * Imported by app; report takes the types.
 */

import type { Answer } from '#model/answer';
import { unknown, worstOf } from '#model/answer';
import type { Capture } from '#probes/index';
import { whyIncomplete } from '#probes/read-evidence';
import { preflightChecks } from './checks/index.ts';
import type { PreflightCheck, PreflightResult } from './define-check.ts';
import { type PreflightFacts, type PreflightRequest, preflightFactsOf } from './facts.ts';
import type { NetworkFit } from './network-fit.ts';

/** What `pvcheck` found. `ready` is null where nothing speaks against the run and something could not be known. */
export interface Preflight {
  readonly schema: 'ccci-probe/pvcheck@1';
  readonly ready: boolean | null;
  readonly checks: readonly (Answer & { readonly id: string; readonly title: string })[];
  /** Checks whose source was not given, and what would give it: they are no part of the answer. */
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly because: string }[];
  readonly networks: readonly NetworkFit[];
  readonly advice: readonly { readonly summary: string }[];
  /** Where the demand comes from: the compose file, or null where a usual stack was assumed. */
  readonly stackFile: string | null;
  readonly stack: string | null;
  readonly capturedAt: string;
}

/** Whether one more run fits. The same evidence and the same request give the same answer. */
export const preflight = (capture: Capture, request: PreflightRequest): Preflight => {
  const facts = preflightFactsOf(capture, request);
  const results = preflightChecks.map(({ id, title, ...check }) => ({ id, title, result: resultOf(check, facts) }));
  const checks = results.flatMap(({ id, title, result }) =>
    'skip' in result ? [] : [{ id, title, answer: result.answer, because: result.because, cites: result.cites }],
  );
  return {
    schema: 'ccci-probe/pvcheck@1',
    ready: READY[checks.length === 0 ? 'met' : worstOf(checks)],
    checks,
    skipped: results.flatMap(({ id, title, result }) => ('skip' in result ? [{ id, title, because: result.skip }] : [])),
    networks: facts.networks ?? [],
    advice: [
      ...new Set([...results.flatMap(({ result }) => ('skip' in result ? [] : (result.advice ?? []))), ...missingVariables(request)]),
    ].map((summary) => ({ summary })),
    stackFile: request.from,
    stack: request.stack,
    capturedAt: capture.capturedAt,
  };
};

const READY = { met: true, unmet: false, unknown: null } as const;

/** The answer of a check; one that would be met is unknown where an object of what it rests on could not be read. */
const resultOf = (check: Pick<PreflightCheck, 'requires' | 'judge'>, facts: PreflightFacts): PreflightResult => {
  const missing = check.requires.find((id) => facts.read(id) === undefined);
  if (missing !== undefined) return unknown(`${missing}: ${facts.whyUnread(missing)}`);
  const result = check.judge(facts);
  const incomplete = check.requires.find((id) => whyIncomplete(facts.capture.evidence, id) !== '');
  if ('skip' in result || result.answer !== 'met' || incomplete === undefined) return result;
  return {
    ...result,
    answer: 'unknown',
    because: `${incomplete}: ${whyIncomplete(facts.capture.evidence, incomplete)}; else: ${result.because}`,
  };
};

const missingVariables = ({ file }: PreflightRequest): readonly string[] =>
  file.unknown
    .slice(0, 3)
    .map(({ path, variables }) => `${path} depends on ${variables.join(', ')}: give it with --env FILE or in the environment`);
