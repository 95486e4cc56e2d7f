import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readJUnit } from '#probes/run-results/junit';
import { readResults } from '#probes/run-results/results-json';

const fixture = (path: string) => readFileSync(new URL(`../fixtures/drone/cc-ci-runs/${path}`, import.meta.url), 'utf8');
const read = (text: string) => {
  const complaints: string[] = [];
  return { ...readResults(text, (one) => complaints.push(one)), complaints };
};

it('reads schema 2', () => {
  const { state, results } = read(fixture('612/results.json'));
  expect(state).toBe('read');
  expect(results).toMatchObject({
    schema: 2,
    recipe: 'ghost',
    pr: '4',
    level: 5,
    cleanTeardown: true,
    noSecretLeak: true,
    results: { upgrade: 'pass' },
  });
});
it('reads the older files without a schema', () =>
  expect(read(fixture('510/results.json'))).toMatchObject({ state: 'read', results: { schema: null } }));
it.each([
  ['empty-results', 'empty'],
  ['torn-results', 'torn'],
  ['arr-results', 'not-results'],
  ['bom-results', 'read'],
  ['noresultsmap', 'read'],
])('%s is %s', (folder, state) => expect(read(fixture(`${folder}/results.json`)).state).toBe(state));
it('reads NaN, which Python writes, as nothing and says so', () => {
  const { state, results, complaints } = read(fixture('nan-finished/results.json'));
  expect([state, results?.finishedAt, complaints.length]).toEqual(['read', null, 1]);
});
it('is torn, never read, when cut at any byte', () => {
  const whole = fixture('612/results.json').trimEnd();
  for (let cut = 1; cut < whole.length; cut += 7) expect(read(whole.slice(0, cut)).state).not.toBe('read');
});
it('refuses a million levels', () => expect(read('['.repeat(1_000_000)).state).toBe('not-results'));
it('does not let __proto__ speak', () => expect(read('{"recipe":"x","__proto__":{"level":5}}').results?.level).toBe(null));

it('reads JUnit of pytest, with and without a zone', () => {
  const [suite] = readJUnit('junit/upgrade.xml', fixture('612/junit/upgrade.xml'), () => undefined);
  expect(suite?.tests).toBe(suite?.cases.length);
  expect(suite?.timestamp).toMatch(/^2026-06-13T06:14/);
});
it.each([
  ['a missing end tag', '<testsuites><testsuite tests="1"><testcase name="a"></testsuite></testsuites>'],
  ['nothing', ''],
  ['another document', '<html></html>'],
])('has no suite and a complaint for %s', (_, xml) => {
  const complaints: string[] = [];
  expect(readJUnit('junit/x.xml', xml, (one) => complaints.push(one))).toEqual([]);
  expect(complaints).toHaveLength(1);
});
it('says when a file holds fewer cases than it claims', () => {
  const complaints: string[] = [];
  const suites = readJUnit(
    'junit/x.xml',
    '<testsuite name="s" tests="3"><testcase name="a"><failure message="no">trace</failure></testcase></testsuite>',
    (one) => complaints.push(one),
  );
  expect(suites[0]?.cases[0]).toMatchObject({ status: 'failed', message: 'no\ntrace' });
  expect(complaints[0]).toContain('says 3 tests and holds 1');
});
