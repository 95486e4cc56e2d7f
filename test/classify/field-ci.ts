// The cases of test/fixtures/field-ci that end in a verdict and need neither an sshd nor files put somewhere, run through the program itself.
// tools/field-check runs all of them as processes.
import { readFileSync } from 'node:fs';
import type { Diagnosis } from '#model/report';
import { runMain } from '../cli/fake-io.ts';

const folder = new URL('../fixtures/field-ci', import.meta.url).pathname;

type Wanted = Readonly<Record<string, unknown>>;

interface FieldCase {
  readonly id: string;
  readonly kind: string;
  readonly run: readonly string[];
  readonly accept: readonly Wanted[];
  readonly alsoTrue?: readonly Wanted[];
  readonly never?: readonly Wanted[];
  readonly put?: object;
  readonly needs?: string;
}

/** One judged case: what it was, what was said, and how that stands to the truth. */
export interface FieldVerdict {
  readonly id: string;
  readonly kind: string;
  readonly truth: string;
  readonly verdict: Diagnosis['verdict'];
  readonly right: boolean;
  /** What was said is one of the causes that are true, though not the one asked for. */
  readonly alsoTrue: boolean;
  readonly acceptsGreen: boolean;
}

export const fieldCases = (): readonly FieldCase[] =>
  readFileSync(`${folder}/expected.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): FieldCase => JSON.parse(line))
    .filter(({ run, put, needs }) => run[0] === 'classify' && put === undefined && needs === undefined);

export const judgeFieldCase = async ({ id, kind, run, accept, alsoTrue = [], never = [] }: FieldCase): Promise<FieldVerdict> => {
  const { out, status } = await runMain([...run.map((word) => word.replaceAll('$DIR', folder)), '--json']);
  const { verdict, findings } = JSON.parse(out) as Diagnosis;
  const fits = (wanted: Wanted, from: object): boolean =>
    Object.entries(wanted).every(([key, value]) => {
      const found = key === 'exit' ? status : (from as Wanted)[key];
      return key === 'at' || (Array.isArray(value) ? value.includes(found) : value === found);
    });
  const claimed = never.some((wanted) => findings.some((finding) => fits(wanted, finding)));
  return {
    id,
    kind,
    truth: String([accept[0]?.['label'] ?? accept[0]?.['outcome']].flat()[0]),
    verdict,
    right: !claimed && accept.some((wanted) => fits(wanted, verdict)),
    alsoTrue: alsoTrue.some((wanted) => fits(wanted, verdict)),
    acceptsGreen: accept.some(
      ({ outcome, exit, label }) =>
        outcome === 'green' || exit === 0 || (outcome === undefined && exit === undefined && label !== 'unexplained'),
    ),
  };
};
