import { type LogTable, readTable } from './table.ts';
import { templateText } from './template.ts';

/** A failure as an operator named it: what it is called, and the shapes of the lines that were marked. It can propose, never be sure. */
export interface LearnedFailure {
  readonly name: string;
  /** Hashes of the templates of the marked lines, each once, in order. */
  readonly templates: readonly number[];
  /** The template of the first marked line as text, for whoever lists the rules. */
  readonly example: string;
  /** RFC 3339 UTC. */
  readonly learnedAt: string;
  /** The log it was learned from. */
  readonly source: string;
}

const mostTemplates = 40;

/** The rule of marked lines (places from 0, both ends included); null where all of them are blank. */
export const learnFailure = (
  lines: readonly string[],
  from: number,
  to: number,
  about: Pick<LearnedFailure, 'name' | 'learnedAt' | 'source'>,
): LearnedFailure | null => {
  const table = readTable(lines.slice(from, to + 1));
  const templates = [...new Set(table.whole)].filter((template) => template !== 0).slice(0, mostTemplates);
  const first = table.whole.findIndex((template) => template !== 0);
  return first < 0 ? null : { ...about, templates, example: templateText(table.texts[first] as string).slice(0, 200) };
};

/** Where a rule fits: places from 0, both ends included. */
export interface LearnedMatch {
  readonly failure: LearnedFailure;
  readonly from: number;
  readonly to: number;
}

const enough = 0.8;

/**
 * The first rule that fits, the one with the most lines before others: four fifths of its shapes stand within twice its length, the first of
 * them at the start.
 */
export const matchLearned = (table: Pick<LogTable, 'whole'>, failures: readonly LearnedFailure[]): LearnedMatch | null => {
  const sorted = [...failures].sort((a, b) => b.templates.length - a.templates.length);
  for (const failure of sorted) {
    const span = spanOf(table, failure);
    if (span) return { failure, ...span };
  }
  return null;
};

const spanOf = ({ whole }: Pick<LogTable, 'whole'>, { templates }: LearnedFailure): { from: number; to: number } | null => {
  const wanted = new Set(templates);
  const needed = Math.ceil(wanted.size * enough);
  const reach = Math.max(4, templates.length * 2);
  for (let from = 0; from < whole.length; from++) {
    if (!wanted.has(whole[from] as number)) continue;
    const found = new Set<number>();
    let to = from;
    for (let i = from; i < Math.min(whole.length, from + reach); i++)
      if (wanted.has(whole[i] as number)) {
        found.add(whole[i] as number);
        to = i;
      }
    if (found.size >= needed) return { from, to };
  }
  return null;
};
