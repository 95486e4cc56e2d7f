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

const junitOf = (xml: string) => {
  const complaints: string[] = [];
  const suites = readJUnit('junit/x.xml', xml, (text) => complaints.push(text));
  return {
    suites: suites.map(({ name, tests, cases }) => ({ name, tests, cases: cases.map((test) => `${test.status} ${test.name}`) })),
    complaints,
    first: suites[0]?.cases[0],
  };
};
it('reads suites within suites at any depth, and cases beside them', () => {
  const inner =
    '<testsuite name="c" tests="2"><testcase name="t1"/><testcase name="t2" classname="k"><failure message="m">x</failure></testcase></testsuite>';
  expect(
    junitOf(
      `<testsuites><testcase name="top"/><testsuite name="a" tests="3"><testsuite name="b" tests="3">${inner}<testcase name="t3"/></testsuite></testsuite></testsuites>`,
    ),
  ).toMatchObject({
    suites: [
      { name: '', tests: 1, cases: ['passed top'] },
      { name: 'b', tests: 1, cases: ['passed t3'] },
      { name: 'c', tests: 2, cases: ['passed t1', 'failed k::t2'] },
    ],
    complaints: [],
  });
});
it.each([
  [
    'an error of the suite',
    '<testsuite name="s" tests="1" errors="1"><error message="boom">trace</error></testsuite>',
    'error s',
    'boom\ntrace',
  ],
  [
    'a failure beside cases',
    '<testsuites><testsuite name="s"><testcase name="a"/><failure>f</failure></testsuite></testsuites>',
    'failed s',
    'f',
  ],
  ['an error that is only counted', '<testsuite name="s" tests="0" errors="1"><system-err>E1</system-err></testsuite>', 'error s', 'E1'],
])('%s is a case of the suite', (_, xml, status, message) => {
  const { suites } = junitOf(xml);
  expect(suites[0]?.cases.at(-1)).toBe(status);
  expect(readJUnit('x', xml, () => undefined)[0]?.cases.at(-1)?.message).toBe(message);
});
it('puts character references in once, in attributes and texts, and leaves CDATA alone', () => {
  const xml =
    '<testsuite><testcase name="a"><failure message="x&#10;y &#x41;&#xE9; &amp;#10; &lt;b&gt;">t&#10;<![CDATA[&#10;]]></failure></testcase></testsuite>';
  expect(junitOf(xml).first?.message).toBe('x\ny Aé &#10; <b>\nt\n&#10;');
});
it('gives a complaint, not an exception, for a file that no parser takes', () => {
  const deep = `${'<testsuite>'.repeat(5_000)}${'</testsuite>'.repeat(5_000)}`;
  expect(junitOf(deep)).toMatchObject({ suites: [], complaints: [expect.stringMatching(/junit\/x\.xml cannot be read/)] });
});

it.each([
  ['<testsuite name="a" tests="2" failures="1"><testcase name="x"/><testcase name="y"/></testsuite>', 1],
  ['<testsuite name="a" tests="1" failures="1"><testcase name="x"><failure/></testcase></testsuite>', 0],
  ['<testsuites><testsuite name="a" errors="1"><testsuite name="b"><error message="no"/></testsuite></testsuite></testsuites>', 0],
])('a count of failures that nothing in the suite shows is told: %s', (xml, told) => {
  expect(junitOf(xml).complaints.filter((text) => text.includes('shows none'))).toHaveLength(told);
});

it('a time with a comma between thousands is read', () =>
  expect(junitOf('<testsuite name="a"><testcase name="x" time="1,234.5"/></testsuite>').first?.seconds).toBe(1234.5));
