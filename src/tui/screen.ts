import type { Cite } from '#model/report';

/** Colour by meaning; without colour each meaning has its word or sign in the text already. */
export type Tone = 'plain' | 'bad' | 'good' | 'unsure' | 'quiet' | 'strong' | 'mark' | Sgr;
/** Colour as a log itself had it: one of the sixteen. */
export type Sgr = `ansi-${number}`;

/** A piece of a row in one tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of a screen, safe to show. `target` is where Enter leads, `at` the moment it is about (epoch milliseconds). */
export interface TextRow {
  readonly spans: readonly Span[];
  readonly target?: Target | Build;
  readonly at?: number;
  /** What left and right fold and unfold here. */
  readonly branch?: string;
}

/** Somewhere in the UI: a screen by its id, a line of it, or its first line that begins so. */
export interface Target {
  readonly screen: string;
  readonly line?: number;
  readonly begins?: string;
}

/** A build that can be looked at. */
export interface Build {
  readonly build: number;
  readonly repo: string | null;
}

/** Where a citation is opened: the line of the log, the line of the artifact's JSON, or the Evidence screen where neither is known. */
export type Locate = (cite: Cite) => Target;

/** What one screen shows: rows that are made when they come into sight, so that a log of 200,000 lines costs what is visible of it. */
export interface Screen {
  readonly id: string;
  readonly title: string;
  readonly length: number;
  readonly row: (index: number) => TextRow;
  /** Plain text of a row, for search and for copying. */
  readonly text: (index: number) => string;
  /** True where Enter does something on rows, so that a cursor is shown. */
  readonly cursor: boolean;
  /** Lines that matter, for jumping between them. */
  readonly importantLines?: readonly number[];
  /** Stays above the lines when they move. */
  readonly header?: TextRow;
}

/** The tabs in their order and every screen by its id; a screen is made when it is first shown. */
export interface Screens {
  readonly tabs: readonly string[];
  readonly screen: (id: string) => Screen | undefined;
}

/** A piece of text in a tone. */
export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });
/** The text of a row without its tones. */
export const textOf = (row: TextRow): string => row.spans.map(({ text }) => text).join('');
/** A row of one tone. */
export const textRow = (text: string, tone: Tone = 'plain', target?: Target | Build): TextRow => ({
  spans: [span(text, tone)],
  ...(target ? { target } : {}),
});

/** A screen over rows that are all there. */
export const screenOf = (
  id: string,
  title: string,
  rows: readonly TextRow[],
  cursor = rows.some(({ target }) => target !== undefined),
): Screen => ({
  id,
  title,
  length: rows.length,
  row: (index) => rows[index] ?? textRow(''),
  text: (index) => textOf(rows[index] ?? textRow('')),
  cursor,
});
