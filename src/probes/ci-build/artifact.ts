import * as z from 'zod/mini';
import { buildAsked } from './build-asked.ts';

const time = z.nullable(z.string());

/**
 * The log of one step. `text`: lines are there. `empty`: the runner uploaded `null`, the step printed nothing.
 * `missing`: no row in `logs`: the step never ran, still runs, its runner died, its upload failed, or logs are kept elsewhere (S3).
 * `unreadable`: a blob that is not Drone's JSON; its raw text stands in `lines`.
 */
export const StepLog = z.object({
  state: z.enum(['text', 'empty', 'missing', 'unreadable']),
  /** Bytes of the blob. */
  size: z.number(),
  /** The lines without their line ends, control characters as they were. */
  lines: z.array(z.string()),
  /** Whole seconds since the step's start, one for each line; empty where unknown. */
  seconds: z.array(z.number()),
  /** Entries the runner dropped at the front (5 MiB limit), or that were cut off on the way here. */
  dropped: z.number(),
});
export type StepLog = z.output<typeof StepLog>;

export const Step = z.object({
  id: z.number(),
  number: z.number(),
  name: z.string(),
  status: z.string(),
  error: z.nullable(z.string()),
  exitCode: z.number(),
  /** True where the pipeline lets it fail: its end decides nothing (Drone: `failure: ignore`). */
  mayFail: z.optional(z.boolean()),
  startedAt: time,
  stoppedAt: time,
  log: StepLog,
});

export const Stage = z.object({
  number: z.number(),
  name: z.string(),
  type: z.nullable(z.string()),
  status: z.string(),
  error: z.nullable(z.string()),
  exitCode: z.number(),
  machine: z.nullable(z.string()),
  startedAt: time,
  stoppedAt: time,
  steps: z.array(Step),
});

/** Another build of the same repo, as the history needs it. */
export const Neighbour = z.object({
  ...buildAsked,
  startedAt: time,
  finishedAt: time,
});

/** One build of the CI with its stages, steps and logs. `build` is null where the database was read and has no such build. */
export const CiBuild = z.object({
  repo: z.nullable(z.object({ slug: z.string(), timeoutMinutes: z.number() })),
  build: z.nullable(
    z.object({
      id: z.number(),
      number: z.number(),
      status: z.string(),
      error: z.nullable(z.string()),
      event: z.string(),
      createdAt: time,
      startedAt: time,
      finishedAt: time,
      sender: z.nullable(z.string()),
      parent: z.nullable(z.number()),
      after: z.nullable(z.string()),
      params: z.record(z.string(), z.string()),
      recipe: z.nullable(z.string()),
      ref: z.nullable(z.string()),
      pr: z.nullable(z.string()),
    }),
  ),
  stages: z.array(Stage),
  neighbours: z.array(Neighbour),
});
export type CiBuild = z.output<typeof CiBuild>;
