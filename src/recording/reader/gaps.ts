import type { Note } from '#model/outcome';
import { iso, type Recording } from './rows.ts';

/** A stretch in which a source was not read; `until` is null where it never was again. */
export interface Gap {
  readonly source: string;
  readonly since: number;
  readonly until: number | null;
  readonly because: string;
}

export const gapsOf = (file: Recording): readonly Gap[] =>
  file
    .rows('gap', {})
    .flatMap(({ source, since, until, because }) =>
      typeof source === 'string' && typeof since === 'number'
        ? [{ source, since, until: typeof until === 'number' ? until : null, because: String(because ?? '').slice(0, 400) }]
        : [],
    );

/** Gaps of these sources, or of the recorder as a whole, that touch a stretch of time. */
export const gapsWithin = (gaps: readonly Gap[], sources: readonly string[], from: number, to: number): readonly Gap[] =>
  gaps.filter(
    ({ source, since, until }) =>
      (source === 'recorder' || sources.includes(source)) && since <= to && (until ?? Number.POSITIVE_INFINITY) >= from,
  );

/** Told with the evidence, so that nobody takes it for complete. */
export const gapNotes = (gaps: readonly Gap[]): readonly Note[] => {
  const notes = gaps.slice(0, 5).map(({ since, until, because }) => ({
    code: 'gap',
    text: `not recorded from ${iso(since)} to ${until === null ? 'the end' : iso(until)}: ${because}`,
  }));
  return gaps.length > 5 ? [...notes, { code: 'gap', text: `and ${gaps.length - 5} more gaps` }] : notes;
};
