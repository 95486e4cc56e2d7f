import * as z from 'zod/mini';

/** Which build it is, how it stands and what it was asked to test, as every list of builds tells it. */
export const buildAsked = {
  number: z.number(),
  status: z.string(),
  event: z.string(),
  recipe: z.nullable(z.string()),
  ref: z.nullable(z.string()),
  pr: z.nullable(z.string()),
};
