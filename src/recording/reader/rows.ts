import * as z from 'zod/mini';
import { tooDeep } from '#probes/json-depth';

/** A recording as it can be asked; its rows are untrusted. Times are epoch milliseconds of the recorder's clock. */
export interface Recording {
  rows(
    table: 'meta' | 'object' | 'event' | 'journal' | 'log' | 'load' | 'gauge' | 'gap' | 'source',
    where: Readonly<Record<string, string | number | null>>,
    span?: { readonly column: string; readonly from: number; readonly to: number },
  ): readonly Row[];
  latest(kind: string, at: number): readonly Row[];
  last(table: 'journal' | 'load' | 'object' | 'gauge', column: string, at: number, atMost: number): readonly Row[];
}
export type Row = Readonly<Record<string, string | number | null>>;

/** One state of one thing: `value` is null where it was gone from then on. */
export interface State<T> {
  readonly key: string;
  readonly stack: string | null;
  readonly at: number;
  readonly value: T | null;
}

const MAX_DEPTH = 32;

/** Rows of `object` as states of one shape; those that have another shape are counted, not believed. */
export const statesOf = <S extends z.core.$ZodType>(
  rows: readonly Row[],
  schema: S,
): { readonly states: readonly State<z.output<S>>[]; readonly bad: number } => {
  const states: State<z.output<S>>[] = [];
  let bad = 0;
  for (const { key, stack, at, state } of rows) {
    const value = state === null ? null : parsed(state, schema);
    if (value === undefined || typeof key !== 'string' || typeof at !== 'number') bad += 1;
    else states.push({ key, stack: typeof stack === 'string' ? stack : null, at, value });
  }
  return { states, bad };
};

/** JSON of one cell, held against its schema; undefined where it is something else. */
export const parsed = <S extends z.core.$ZodType>(cell: unknown, schema: S): z.output<S> | undefined => {
  if (typeof cell !== 'string' || tooDeep(cell, MAX_DEPTH)) return undefined;
  try {
    const read = z.safeParse(schema, JSON.parse(cell));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/** The last state of each thing, of those given in the order they were seen. */
export const newest = <T>(states: readonly State<T>[]): readonly State<T>[] => [
  ...new Map(states.map((state) => [state.key, state])).values(),
];

export const iso = (ms: number): string => new Date(Math.min(Math.max(ms, 0), 8.64e15)).toISOString();
