import * as z from 'zod';
import { tooDeep } from '../json-depth.ts';
import type { RunResults } from './artifact.ts';

/**
 * Reads results.json of schema 2 and of the older files without a `schema` key.
 * Python's json module writes NaN, which is no JSON: it is read as null and complained about. Duplicate keys make the file untrustworthy.
 */
export const readResults = (raw: string, complain: (text: string) => void): Pick<RunResults, 'state' | 'results'> => {
  const text = raw.replace(/^\uFEFF/, '');
  if (text.trim() === '') return { state: 'empty', results: null };
  if (tooDeep(text, 64)) return { state: 'not-results', results: null };
  const parsed = parse(text, complain);
  if (parsed === undefined) return { state: 'torn', results: null };
  const reply = Reply.safeParse(parsed);
  if (!reply.success) return { state: 'not-results', results: null };
  const says = reply.data;
  if (!says.recipe && !says.results && !says.stages && !says.rungs) return { state: 'not-results', results: null };
  if (says.level !== null && (says.level < 0 || says.level > 6)) complain(`level ${says.level} is outside the ladder`);
  return { state: 'read', results: resultsOf(says) };
};

const parse = (text: string, complain: (text: string) => void): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    const mended = text.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, 'null');
    try {
      const value: unknown = JSON.parse(mended);
      complain('results.json holds NaN or Infinity, which is no JSON; read as null');
      return value;
    } catch {
      return undefined;
    }
  }
};

const word = z.string().nullish().catch(null);
const words = z.record(z.string(), z.string().catch('unknown')).nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const Named = z.object({ name: z.string(), status: z.string().catch('unknown') });
const Reply = z.object({
  schema: z.number().nullish().catch(null),
  recipe: word,
  version: word,
  pr: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  ref: word,
  run_id: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  finished: z.number().nullish().catch(null),
  level: z.number().int().nullable().catch(null).default(null),
  stages: z
    .array(Named.extend({ tests: z.array(Named).nullish().catch(null) }))
    .nullish()
    .catch(null),
  results: words,
  rungs: words,
  flags: z.object({ clean_teardown: flag, no_secret_leak: flag }).nullish().catch(null),
  level_cap_reason: word,
});

const resultsOf = (says: z.output<typeof Reply>): NonNullable<RunResults['results']> => ({
  schema: says.schema ?? null,
  recipe: says.recipe ?? null,
  version: says.version ?? null,
  pr: says.pr ?? null,
  ref: says.ref ?? null,
  runId: says.run_id ?? null,
  finishedAt: says.finished && says.finished > 0 && says.finished < 1e11 ? new Date(Math.round(says.finished * 1000)).toISOString() : null,
  level: says.level,
  stages: (says.stages ?? []).map((stage) => ({ ...stage, tests: stage.tests ?? [] })),
  results: says.results ?? {},
  rungs: says.rungs ?? {},
  cleanTeardown: says.flags?.clean_teardown ?? null,
  noSecretLeak: says.flags?.no_secret_leak ?? null,
  levelCapReason: says.level_cap_reason ?? null,
});
