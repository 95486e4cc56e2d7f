import { displayLine } from '#classify/log/clean';
import type { LogPage } from '#report/log-text';
import type { ExplainedFile } from './explain-file.ts';

/** What a renderer gets of an explained log. */
export const pageOf = ({ source, explanation, read, others }: ExplainedFile, against: readonly string[]): LogPage => {
  const { lines, numbers } = read.kept;
  const places = new Map<number, number>();
  const wanted = new Set(explanation.shown);
  numbers.forEach((number, place) => {
    if (wanted.has(number)) places.set(number, place);
  });
  const notes = others.length === 0 ? [] : [`of ${others.length + 1} logs in it this one failed`];
  return {
    source,
    explanation: { ...explanation, notes: [...explanation.notes, ...notes] },
    textOf: (number) => displayLine(lines[places.get(number) ?? -1] ?? ''),
    against,
  };
};
