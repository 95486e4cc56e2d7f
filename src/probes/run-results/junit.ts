import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod';
import { messageOf } from '#model/errors';
import type { RunResults } from './artifact.ts';

type Suite = RunResults['junit'][number];
type TestCase = Suite['cases'][number];

/**
 * Reads one JUnit file: `<testsuites>` or `<testsuite>` at the root, suites within suites at any depth (PHPUnit, Surefire, node:test), errors of a
 * whole suite. Gives one suite for each element that holds cases of its own; a file that cannot be read gives a complaint, not a suite.
 */
export const readJUnit = (file: string, text: string | null, complain: (text: string) => void): Suite[] => {
  if (text === null) {
    complain(`${file} is too large to read`);
    return [];
  }
  try {
    return suitesIn(file, text, complain);
  } catch (error) {
    complain(`${file} cannot be read: ${messageOf(error)}`);
    return [];
  }
};

const suitesIn = (file: string, text: string, complain: (text: string) => void): Suite[] => {
  // The parser takes a missing end tag in silence, so the validator goes first.
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    complain(`${file} is not whole XML: ${valid.err.msg} (line ${valid.err.line})`);
    return [];
  }
  const read = Document.safeParse(parser.parse(text));
  const [all, single] = read.success ? [read.data.testsuites, read.data.testsuite] : [];
  if (!all && !single) {
    complain(`${file} is not JUnit`);
    return [];
  }
  // `<testsuites>` is a suite itself only where it holds cases or an error of its own.
  const roots = (all ?? []).flatMap((root) => suiteOf(file, root, complain).filter(({ cases }) => cases.length > 0));
  const suites = [...(all ?? []).flatMap((root) => root.testsuite ?? []), ...(single ?? [])];
  return [...roots, ...flat(suites).flatMap((suite) => suiteOf(file, suite, complain))];
};

const LISTS = ['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-err'];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  processEntities: { enabled: true, maxTotalExpansions: 100_000 },
  // With them come character references such as `&#10;`, which are characters in any XML.
  htmlEntities: true,
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => LISTS.includes(name),
});

const Words = z.union([
  z.string().transform((text) => ({ message: undefined, text })),
  z.object({ message: z.string().optional(), text: z.string().optional() }),
]);
const Trouble = z.array(Words);
const Case = z.object({
  name: z.string().default(''),
  classname: z.string().optional(),
  time: z.string().optional(),
  failure: Trouble.optional(),
  error: Trouble.optional(),
  skipped: z.array(z.unknown()).optional(),
});
/** An element without attributes and children comes as an empty text. */
const orEmpty = <T extends z.ZodType>(shape: T) => z.preprocess((value) => (typeof value === 'string' ? {} : value), shape);
const SuiteFields = z.object({
  name: z.string().default(''),
  tests: z.string().optional(),
  errors: z.string().optional(),
  failures: z.string().optional(),
  timestamp: z.string().optional(),
  testcase: z.array(orEmpty(Case)).default([]),
  failure: Trouble.optional(),
  error: Trouble.optional(),
  'system-err': Trouble.optional().catch(undefined),
});
interface SuiteXml extends z.output<typeof SuiteFields> {
  readonly testsuite?: readonly SuiteXml[] | undefined;
}
const SuiteXml: z.ZodType<SuiteXml> = z.lazy(() => orEmpty(SuiteFields.extend({ testsuite: z.array(SuiteXml).optional() })));
const Document = z.object({ testsuites: z.array(SuiteXml).optional(), testsuite: z.array(SuiteXml).optional() });

/** Every suite, the outer one before those within it. */
const flat = (suites: readonly SuiteXml[]): SuiteXml[] => suites.flatMap((suite) => [suite, ...flat(suite.testsuite ?? [])]);

const allCases = (suite: SuiteXml): number =>
  suite.testcase.length + (suite.testsuite ?? []).reduce((total, inner) => total + allCases(inner), 0);

const suiteOf = (file: string, suite: SuiteXml, complain: (text: string) => void): Suite[] => {
  const [own, all] = [suite.testcase.length, allCases(suite)];
  const declared = suite.tests === undefined ? own : Number(suite.tests);
  const ofItself = troubleOfSuite(suite);
  if (declared !== own && declared !== all && ofItself.length === 0) complain(`${file} says ${suite.tests} tests and holds ${all}`);
  const cases = [...suite.testcase.map(caseOf), ...ofItself];
  const bad = Number(suite.failures ?? 0) + Number(suite.errors ?? 0);
  if (bad > 0 && ofItself.length === 0 && !isBad(suite)) complain(`${file} says ${bad} failures and shows none`);
  const outer = (suite.testsuite ?? []).length > 0;
  if (cases.length === 0 && outer) return [];
  return [
    {
      file,
      name: suite.name,
      timestamp: suite.timestamp ?? null,
      zone: /(?:Z|[+-]\d\d:?\d\d)$/.test(suite.timestamp ?? ''),
      tests: outer || !Number.isFinite(declared) ? cases.length : declared,
      cases,
    },
  ];
};

/** True where a case or a suite within it says that it failed. */
const isBad = (suite: SuiteXml): boolean =>
  [suite, ...flat(suite.testsuite ?? [])].some(
    (inner) => inner.error || inner.failure || inner.testcase.some((test) => test.failure || test.error),
  );

/** What went wrong outside of any test, as a case of the suite's name: the suite could not be set up, loaded or run. */
const troubleOfSuite = (suite: SuiteXml): TestCase[] => {
  const bare = { name: suite.name, seconds: null };
  if (suite.error) return [{ ...bare, status: 'error', message: messageIn(suite.error[0]) }];
  if (suite.failure) return [{ ...bare, status: 'failed', message: messageIn(suite.failure[0]) }];
  const counted = Number(suite.errors ?? 0) > 0 ? 'error' : Number(suite.failures ?? 0) > 0 ? 'failed' : null;
  if (counted === null || allCases(suite) > 0 || flat(suite.testsuite ?? []).some((inner) => inner.error ?? inner.failure)) return [];
  return [{ ...bare, status: counted, message: messageIn(suite['system-err']?.[0]) }];
};

const caseOf = (test: z.output<typeof Case>): TestCase => {
  const trouble = test.failure?.[0] ?? test.error?.[0];
  // Surefire writes thousands with a comma.
  const seconds = Number(test.time?.replaceAll(',', '') || Number.NaN);
  return {
    name: test.classname ? `${test.classname}::${test.name}` : test.name,
    status: test.failure ? 'failed' : test.error ? 'error' : test.skipped ? 'skipped' : 'passed',
    seconds: Number.isFinite(seconds) ? seconds : null,
    message: messageIn(trouble),
  };
};

const messageIn = (trouble: z.output<typeof Words> | undefined): string | null =>
  trouble ? [trouble.message, trouble.text].filter(Boolean).join('\n').slice(0, 2000) || null : null;
