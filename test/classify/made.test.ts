import { describe, expect, it } from 'vitest';
import { cases } from './made/all.ts';
import { diagnose, wrongOf } from './made/case.ts';

describe.each([...new Set(cases.map(({ kind }) => kind))])('made cases: %s', (kind) => {
  it.each(cases.filter((made) => made.kind === kind).map((made) => [made.name, made] as const))('%s', async (_, made) => {
    expect(wrongOf(made, await diagnose(made)), made.why).toBeUndefined();
  });
});

it('every case has a name of its own within its kind', () => {
  const names = cases.map(({ kind, name }) => `${kind}/${name}`);
  expect(new Set(names).size).toBe(names.length);
});
