import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod';
import type { RunResults } from './artifact.ts';

type Suite = RunResults['junit'][number];

/** Reads one JUnit file (pytest writes `<testsuites><testsuite …><testcase …>`); a file that cannot be read gives a complaint, not a suite. */
export const readJUnit = (file: string, text: string | null, complain: (text: string) => void): Suite[] => {
  if (text === null) {
    complain(`${file} is too large to read`);
    return [];
  }
  // The parser takes a missing end tag in silence, so the validator goes first.
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    complain(`${file} is not whole XML: ${valid.err.msg} (line ${valid.err.line})`);
    return [];
  }
  const read = Document.safeParse(parser.parse(text));
  if (!read.success) {
    complain(`${file} is not JUnit`);
    return [];
  }
  return suitesOf(read.data).map((suite) => suiteOf(file, suite, complain));
};

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  processEntities: { enabled: true, maxTotalExpansions: 100_000 },
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

const Trouble = z.array(
  z.union([
    z.string().transform((text) => ({ message: undefined, text })),
    z.object({ message: z.string().optional(), text: z.string().optional() }),
  ]),
);
const Case = z.object({
  name: z.string().default(''),
  classname: z.string().optional(),
  time: z.string().optional(),
  failure: Trouble.optional(),
  error: Trouble.optional(),
  skipped: z.array(z.unknown()).optional(),
});
const SuiteXml = z.object({
  name: z.string().default(''),
  tests: z.string().optional(),
  timestamp: z.string().optional(),
  testcase: z.array(Case).default([]),
});
const Document = z.union([
  z.object({ testsuites: z.object({ testsuite: z.array(SuiteXml).default([]) }) }),
  z.object({ testsuite: z.array(SuiteXml) }),
]);

const suitesOf = (document: z.output<typeof Document>) => ('testsuites' in document ? document.testsuites.testsuite : document.testsuite);

const suiteOf = (file: string, suite: z.output<typeof SuiteXml>, complain: (text: string) => void): Suite => {
  const tests = Number(suite.tests ?? suite.testcase.length);
  if (tests !== suite.testcase.length) complain(`${file} says ${suite.tests} tests and holds ${suite.testcase.length}`);
  return {
    file,
    name: suite.name,
    timestamp: suite.timestamp ?? null,
    zone: /(?:Z|[+-]\d\d:?\d\d)$/.test(suite.timestamp ?? ''),
    tests: Number.isFinite(tests) ? tests : suite.testcase.length,
    cases: suite.testcase.map(caseOf),
  };
};

const caseOf = (test: z.output<typeof Case>): Suite['cases'][number] => {
  const trouble = test.failure?.[0] ?? test.error?.[0];
  const seconds = Number(test.time ?? Number.NaN);
  return {
    name: test.classname ? `${test.classname}::${test.name}` : test.name,
    status: test.failure ? 'failed' : test.error ? 'error' : test.skipped ? 'skipped' : 'passed',
    seconds: Number.isFinite(seconds) ? seconds : null,
    message: trouble ? [trouble.message, trouble.text].filter(Boolean).join('\n').slice(0, 2000) || null : null,
  };
};
