import { beforeAll, describe, expect, it } from 'vitest';
import { gateChecks } from '#analysis/gates/checks/index';
import { gates } from '#analysis/gates/specs/index';
import type { ProbeId } from '#probes/index';
import { forgeries } from './forgeries.ts';
import { ask, changed, type MetEvidence, metEvidence } from './met.ts';
import { type Mutation, mutations } from './mutations.ts';

let bundles: readonly MetEvidence[] = [];
beforeAll(async () => {
  bundles = await metEvidence();
});
const bundleOf = (name: string): MetEvidence => {
  const bundle = bundles.find(({ gate }) => gate === name);
  if (!bundle) throw new Error(`no bundle of ${name}`);
  return bundle;
};

/** A gate's criteria by id, each with the check it asks. */
const criteriaOf = (name: string) => gates.find(({ gate }) => gate === name)?.criteria ?? [];

it.each(gates.map(({ gate }) => gate))('%s is met by its bundle', (name) => {
  const bundle = bundleOf(name);
  const { criteria } = ask(bundle, bundle.capture);
  expect(criteria.filter(({ answer }) => answer !== 'met').map(({ id, because }) => `${id}: ${because}`)).toEqual([]);
});

it('there is a change that makes each check unmet, and one that makes it unknown', () => {
  const used = [...new Set(gates.flatMap(({ criteria }) => criteria.map(({ check }) => check)))];
  const missing = used.flatMap((check) =>
    (['unmet', 'unknown'] as const)
      .filter((answer) => !mutations.some((mutation) => mutation.check === check && mutation.answer === answer))
      .map((answer) => `${check} ${answer}`),
  );
  expect(missing).toEqual([]);
});

const cases = gates.flatMap(({ gate, criteria }) =>
  mutations
    .filter(({ check, only }) => criteria.some((criterion) => criterion.check === check) && (only?.(gate) ?? true))
    .map((mutation): readonly [string, string, string, Mutation] => [
      gate,
      `${mutation.check} ${mutation.answer}`,
      mutation.name,
      mutation,
    ]),
);

describe('a change of the evidence', () => {
  it.each(cases)('%s: %s: %s', (name, _, __, { check, answer, change, set = {}, also = [] }) => {
    const { gate, params, capture } = bundleOf(name);
    const report = ask({ gate, params: { ...params, ...set } }, changed(capture, change));
    const checkOf = (id: string): string => criteriaOf(name).find((criterion) => criterion.id === id)?.check ?? '';
    const own = report.criteria.filter(({ id }) => checkOf(id) === check);
    expect(own.map((criterion) => [criterion.id, criterion.answer])).toContainEqual([own[0]?.id, answer]);
    expect(own.filter((criterion) => criterion.answer === 'met' && own.length === 1)).toEqual([]);
    const flipped = report.criteria.filter((criterion) => criterion.answer !== 'met' && checkOf(criterion.id) !== check);
    expect(flipped.filter(({ id }) => !also.includes(checkOf(id))).map(({ id, because }) => `${id}: ${because}`)).toEqual([]);
  });
});

describe('a probe that brought nothing', () => {
  const dropped = gates.flatMap(({ gate, criteria }) => {
    const needs = new Set(criteria.flatMap(({ check }) => gateChecks.find(({ id }) => id === check)?.needs ?? []));
    return [...needs].map((probe) => [gate, probe] as const);
  });
  it.each(dropped)('%s without %s is met in nothing that needs it', (name, probe) => {
    const { gate, params, capture } = bundleOf(name);
    for (const outcome of [undefined, { status: 'absent', because: 'none' }, { status: 'timed-out', afterMs: 1 }]) {
      const report = ask(
        { gate, params },
        changed(capture, ({ evidence }) => void Object.assign(evidence, { [probe]: outcome && { ...outcome, ms: 0, bytes: 0 } })),
      );
      const needing = criteriaOf(name).filter(({ check }) =>
        gateChecks.find(({ id }) => id === check)?.needs.some((need: ProbeId) => need === probe),
      );
      const met = report.criteria.filter(({ id, answer }) => answer === 'met' && needing.some((criterion) => criterion.id === id));
      expect(met.map(({ id }) => id)).toEqual([]);
    }
  });
});

describe('ghost/M1 on forged or foreign evidence', () => {
  it.each(forgeries.map(({ name, forge }) => [name, forge] as const))('%s', (_, forge) => {
    const { gate, params, capture } = bundleOf('ghost/M1');
    expect(ask({ gate, params }, changed(capture, forge)).result).not.toBe('pass');
  });

  it('there are enough of them', () => expect(forgeries.length).toBeGreaterThanOrEqual(60));
});

describe('ghost/M1 and M2 on the same evidence told otherwise', () => {
  const retold = (bundle: MetEvidence, change: (text: string) => string): string[] => {
    const capture: MetEvidence['capture'] = JSON.parse(change(JSON.stringify(bundle.capture)));
    const params: MetEvidence['params'] = JSON.parse(change(JSON.stringify(bundle.params)));
    return ask({ gate: bundle.gate, params }, capture)
      .criteria.filter(({ answer }) => answer !== 'met')
      .map(({ id, because }) => `${id}: ${because}`);
  };
  it.each<[string, (text: string) => string]>([
    ['a build of another number', (text) => text.replaceAll(/\b612\b/g, '734')],
    ['another day', (text) => text.replaceAll(/2026-06-1([123])/g, '2026-08-2$1')],
    ['another recipe', (text) => text.replaceAll(/\bghost\b/g, 'custom-html').replaceAll('ghos-', 'cust-')],
    ['another commit', (text) => text.replaceAll('d88f5801', 'abcdef12')],
    ['another account', (text) => text.replaceAll('autonomic-bot', 'ci-robot')],
    [
      'JUnit times with their zone',
      (text) => text.replaceAll(/"timestamp":"([^"Z+]+)","zone":false/g, '"timestamp":"$1+00:00","zone":true'),
    ],
    ['a build of the CI that calls it manual', (text) => text.replaceAll('"event":"custom"', '"event":"manual"')],
  ])('%s', (_, change) => {
    for (const name of ['ghost/M1', 'ghost/M2']) expect(retold(bundleOf(name), change)).toEqual([]);
  });
});
