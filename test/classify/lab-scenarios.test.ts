import { expect, it } from 'vitest';
import { notStaged, scenarios as staged } from '../lab/scenarios.ts';
import { expectedOf, scenarios as recorded } from './corpus.ts';

const ids = staged.map(({ id }) => id);

it('every recorded kind of failure can be staged live, or says why not', () => {
  const told = [...ids, ...notStaged.map(({ id }) => id)];
  expect(recorded().filter((name) => !told.includes(name))).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
});

it.each(recorded().filter((name) => ids.includes(name)))('%s is held against the truth of its recording', (name) => {
  const { stack, accept, also } = expectedOf(name);
  const scenario = staged.find(({ id }) => id === name);
  const short = (service: unknown) => (typeof service === 'string' ? service.replace(`${stack}_`, '') : undefined);
  const expected = accept.map(({ service, ...truth }) => JSON.parse(JSON.stringify({ ...truth, service: short(service) })));
  expect(scenario?.truth.map((truth) => JSON.parse(JSON.stringify(truth)))).toEqual(expected);
  expect(scenario?.also ?? []).toEqual(also);
});
