import { reasonOf } from '#model/outcome';
import type { Cite } from '#model/report';
import type { Capture } from '#probes/index';
import { checks } from './checks/index.ts';
import type { Answer, Check, Said } from './define-check.ts';
import { factsOf, type PreflightAsk, type PreflightFacts } from './facts.ts';
import type { NetworkFit } from './network-fit.ts';

/** What `pvcheck` found. `ready` is null where nothing speaks against the run and something could not be known. */
export interface Preflight {
  readonly schema: 'ccci-probe/pvcheck@1';
  readonly ready: boolean | null;
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly answer: Answer;
    readonly because: string;
    readonly cites: readonly Cite[];
  }[];
  /** Checks whose source was not given, and what would give it: they are no part of the answer. */
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly because: string }[];
  readonly networks: readonly NetworkFit[];
  readonly advice: readonly { readonly summary: string }[];
  /** Where the demand comes from: the stack file, or null where a usual stack was assumed. */
  readonly stackFile: string | null;
  readonly stack: string | null;
  readonly capturedAt: string;
}

/** Is one more run going to fit? Pure: the same evidence and the same question give the same answer. */
export const preflight = (capture: Capture, ask: PreflightAsk): Preflight => {
  const facts = factsOf(capture, ask);
  const judged = checks.map((check) => ({ check, said: saidOf(check, facts) }));
  const answered = judged.flatMap(({ check: { id, title }, said }) =>
    'skip' in said ? [] : [{ id, title, answer: said.answer, because: said.because, cites: said.cites ?? [] }],
  );
  const bad = answered.some(({ answer }) => answer === 'unmet');
  return {
    schema: 'ccci-probe/pvcheck@1',
    ready: bad ? false : answered.some(({ answer }) => answer === 'unknown') ? null : true,
    checks: answered,
    skipped: judged.flatMap(({ check: { id, title }, said }) => ('skip' in said ? [{ id, title, because: said.skip }] : [])),
    networks: facts.networks ?? [],
    advice: [
      ...new Set([
        ...judged.flatMap(({ said }) => ('skip' in said ? [] : (said.advice ?? []))),
        ...ask.file.unknown
          .slice(0, 3)
          .map(({ path, variables }) => `${path} hangs on ${variables.join(', ')}: give it with --env FILE or in the environment`),
      ]),
    ].map((summary) => ({ summary })),
    stackFile: ask.from,
    stack: ask.stack,
    capturedAt: capture.capturedAt,
  };
};

const saidOf = (check: Check, facts: PreflightFacts): Said => {
  const missing = check.requires.find((id) => facts.outcome(id)?.status !== 'ok');
  if (missing === undefined) return check.judge(facts);
  const outcome = facts.outcome(missing);
  return { answer: 'unknown', because: `${missing}: ${outcome ? reasonOf(outcome) : 'it is not in the evidence'}` };
};
