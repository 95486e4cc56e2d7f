import * as z from 'zod';

/** Readers for replies of the Engine API: tolerant of missing, null and extra fields (API 1.40 to 1.52). */

/** A field that may be missing or null, read as null. */
export const orNull = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => (value ?? null) as z.output<S> | null);

/** A list that may be missing or null, read as empty. */
export const listOf = <S extends z.ZodType>(schema: S) =>
  z
    .array(schema)
    .nullish()
    .transform((value) => value ?? []);

/** Go's zero time and anything unreadable become null, all else RFC 3339 UTC in milliseconds. */
export const time = z
  .string()
  .nullish()
  .transform((value) => isoOf(value));

export const isoOf = (value: string | null | undefined): string | null => {
  if (!value || value.startsWith('0001-')) return null;
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
};

/** Go durations in JSON are nanoseconds; 0 and absence both mean "not set". */
export const nanos = z
  .number()
  .nullish()
  .transform((value) => (value ? Math.round(value / 1e6) : null));

/** Labels that say whose an object is; all others may hold anything and are dropped. */
export const ownLabels = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((labels) =>
    Object.fromEntries(
      Object.entries(labels ?? {}).flatMap(([key, value]) => (typeof value === 'string' && KEPT.test(key) ? [[key, value] as const] : [])),
    ),
  );
const KEPT = /^(com\.docker\.stack\.(namespace|image)$|coop-cloud\.)/;

export const STACK_LABEL = 'com.docker.stack.namespace';

/** 32-bit FNV-1a of the canonical JSON: tells two task specs apart without keeping what they hold. */
export const fingerprint = (value: unknown): string => {
  let hash = 0x811c9dc5;
  for (const character of canonical(value)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, held]) => held !== null && held !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(',')}}`;
};
