import * as z from 'zod/mini';

/** `pass`, `fail`, `skip`, `error` as the harness writes them; other words are kept as they are. */
const Word = z.string();

export const TestCase = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'error', 'skipped']),
  seconds: z.nullable(z.number()),
  /** First lines of the failure's message and text. */
  message: z.nullable(z.string()),
});

export const JUnitSuite = z.object({
  file: z.string(),
  name: z.string(),
  /** Start of the suite as written; zone-less ones are the host's local time. */
  timestamp: z.nullable(z.string()),
  zone: z.boolean(),
  tests: z.number(),
  /** Numbers of test cases found in the file, to hold against `tests`. */
  cases: z.array(TestCase),
});

/** results.json of schema 2 and older. */
export const Results = z.object({
  schema: z.nullable(z.number()),
  recipe: z.nullable(z.string()),
  version: z.nullable(z.string()),
  pr: z.nullable(z.string()),
  ref: z.nullable(z.string()),
  runId: z.nullable(z.string()),
  finishedAt: z.nullable(z.string()),
  level: z.nullable(z.number()),
  stages: z.array(z.object({ name: z.string(), status: Word, tests: z.array(z.object({ name: z.string(), status: Word })) })),
  results: z.record(z.string(), Word),
  rungs: z.record(z.string(), Word),
  cleanTeardown: z.nullable(z.boolean()),
  noSecretLeak: z.nullable(z.boolean()),
  levelCapReason: z.nullable(z.string()),
});

/**
 * `state` of results.json: `read`; `missing` = the run did not reach its writer (killed, still running, harness crash), never "failed";
 * `empty`, `torn`, `not-results` = a file is there that says nothing.
 */
export const RunResults = z.object({
  run: z.string(),
  folder: z.boolean(),
  state: z.enum(['read', 'missing', 'empty', 'torn', 'not-results', 'too-large']),
  results: z.nullable(Results),
  junit: z.array(JUnitSuite),
  /** What badge.svg shows; null where it is not there or could not be read. Left out by versions that did not read it, as are the next two. */
  badge: z.optional(z.nullable(z.object({ level: z.nullable(z.number()), text: z.string() }))),
  /** Lines of lint.txt, and those of them that name a rule that failed. */
  lint: z.optional(z.nullable(z.object({ lines: z.array(z.string()), failed: z.array(z.string()) }))),
  /** screenshot.png by its hash; `base64` is null where it was too large to keep or is no PNG. */
  screenshot: z.optional(z.nullable(z.object({ sha256: z.nullable(z.string()), size: z.number(), base64: z.nullable(z.string()) }))),
  files: z.array(z.object({ path: z.string(), size: z.number(), at: z.nullable(z.string()) })),
});
export type RunResults = z.output<typeof RunResults>;
