import { randomBytes } from 'node:crypto';
import { redact } from '#bundle/redact';
import { displayLine } from '#classify/log/clean';
import type { LogPage } from '#report/log-text';
import type { ExplainedFile } from './explain-file.ts';

/** What a renderer gets of an explained log: secrets are taken out of every text in it. */
export const pageOf = ({ source, explanation, read, others }: ExplainedFile, against: readonly string[]): LogPage => {
  const { lines, numbers } = read.kept;
  const wanted = new Set(explanation.shown);
  const places: number[] = [];
  numbers.forEach((number, place) => {
    if (wanted.has(number)) places.push(place);
  });
  const texts = masked(places.map((place) => displayLine(lines[place] as string)));
  const textByNumber = new Map(places.map((place, k) => [numbers[place] as number, texts[k] as string]));
  const notes = others.length === 0 ? [] : [`of ${others.length + 1} logs in it this one failed`];
  return {
    source,
    explanation: {
      ...explanation,
      failure: explanation.failure && { ...explanation.failure, command: masked([explanation.failure.command ?? ''])[0] || null },
      blocks: explanation.blocks.map((block) => ({ ...block, title: masked([block.title])[0] ?? '', quote: masked(block.quote) })),
      notes: [...explanation.notes, ...notes],
    },
    textOf: (number) => textByNumber.get(number) ?? '',
    against,
  };
};

const pseudonym = /\[redacted:([\w-]+):[0-9a-f]{12}\]/g;

/** The lines without secrets. The pseudonyms of a bundle would differ from run to run: here only the kind of secret is named. */
export const masked = (lines: readonly string[]): string[] =>
  redact([...lines], { key: randomBytes(32), known: [] }).value.map((line) => line.replace(pseudonym, '[redacted:$1]'));
