import * as z from 'zod';

/** `pass`, `fail`, `skip`, `error` as the harness writes them; other words are kept as they are. */
const Word = z.string();

export const TestCase = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'error', 'skipped']),
  seconds: z.number().nullable(),
  /** First lines of the failure's message and text. */
  message: z.string().nullable(),
});

export const JUnitSuite = z.object({
  file: z.string(),
  name: z.string(),
  /** Start of the suite as written; zone-less ones are the host's local time. */
  timestamp: z.string().nullable(),
  zone: z.boolean(),
  tests: z.number(),
  /** Numbers of test cases found in the file, to hold against `tests`. */
  cases: z.array(TestCase),
});

/** results.json of schema 2 and older. */
export const Results = z.object({
  schema: z.number().nullable(),
  recipe: z.string().nullable(),
  version: z.string().nullable(),
  pr: z.string().nullable(),
  ref: z.string().nullable(),
  runId: z.string().nullable(),
  finishedAt: z.string().nullable(),
  level: z.number().nullable(),
  stages: z.array(z.object({ name: z.string(), status: Word, tests: z.array(z.object({ name: z.string(), status: Word })) })),
  results: z.record(z.string(), Word),
  rungs: z.record(z.string(), Word),
  cleanTeardown: z.boolean().nullable(),
  noSecretLeak: z.boolean().nullable(),
  levelCapReason: z.string().nullable(),
});

/**
 * `state` of results.json: `read`; `missing` = the run did not reach its writer (killed, still running, harness crash), never "failed";
 * `empty`, `torn`, `not-results` = a file is there that says nothing.
 */
export const RunResults = z.object({
  run: z.string(),
  folder: z.boolean(),
  state: z.enum(['read', 'missing', 'empty', 'torn', 'not-results', 'too-large']),
  results: Results.nullable(),
  junit: z.array(JUnitSuite),
  files: z.array(z.object({ path: z.string(), size: z.number(), at: z.string().nullable() })),
});
export type RunResults = z.output<typeof RunResults>;
