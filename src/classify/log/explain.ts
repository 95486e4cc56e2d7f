/**
 * Which lines of a log explain a failure, without knowing the tool that wrote it. In: lines, as the log holds them. Out: blocks with a
 * title, ranked lines, how sure that is, the command that failed. Pure: no file, no clock, no chance; cost grows linearly with the lines.
 * The way: clean and read the lines (table), count neighbours (context), score each (rank), grow blocks around the best (grow), mix them.
 * Anyone above may import this file; it knows no CI's database and no other detector.
 */
import type { LogBand, LogBlock, LogExplanation } from '#model/log';
import { atOnce, type Steps } from '#model/steps';
import { becauseOf } from './because.ts';
import { contextOf } from './context.ts';
import { failedCommandOf } from './failure.ts';
import { faultOf } from './fault.ts';
import { type Growth, grow } from './grow.ts';
import { type LearnedFailure, type LearnedMatch, matchLearned } from './learned.ts';
import type { ReadLog } from './line-features.ts';
import { chooseLines, mixture, sharesOf, withBlanks } from './mix.ts';
import { bestNovelLines, type Novelty, novelLines, novelRuns } from './novelty.ts';
import { quoteOf } from './quote.ts';
import { bestLines, scoresInSteps } from './rank.ts';
import { type LogTable, tableInSteps, trait } from './table.ts';
import { titleLineOf } from './title.ts';
import { calibrated, ownWeights, type Weights } from './weights.ts';

export interface ExplainOptions {
  /** The exit status of the step, where its CI recorded one. */
  readonly exitCode?: number | null;
  /** What the last green logs of the same step held. */
  readonly against?: Novelty;
  /** The number of each line (from 1) where lines of a very long log were left out. */
  readonly numbers?: ArrayLike<number>;
  /** Lines of the whole log, where some were left out. */
  readonly total?: number;
  readonly weights?: Weights;
  /** Failures that the operator named: where one fits, its lines are the explanation. */
  readonly learned?: readonly LearnedFailure[];
}

const grownAnchors = 8;
const mostRanked = 100;
const mostBlocks = 5;
const belongs = 0.4;
const mostShown = 60;

/** Ranked lines and blocks that explain a failure. A log with anything but blank lines always has at least one block. */
export const explainLog = (lines: readonly string[], options: ExplainOptions = {}): LogExplanation =>
  atOnce(explainInSteps(lines, options));

/** The same in steps. */
export const explainInSteps = function* (lines: readonly string[], options: ExplainOptions): Steps<LogExplanation> {
  const table = yield* tableInSteps(lines);
  yield;
  return yield* explanationOf({ table, context: contextOf(table) }, lines, options);
};

/** The same of a log that was read before. */
export const explainRead = (log: ReadLog, lines: readonly string[], options: ExplainOptions = {}): LogExplanation =>
  atOnce(explanationOf(log, lines, options));

const explanationOf = function* (log: ReadLog, lines: readonly string[], options: ExplainOptions): Steps<LogExplanation> {
  const { table } = log;
  const weights = options.weights ?? ownWeights();
  const scores = yield* scoresInSteps(log, weights.line);
  const novel = options.against ? novelLines(log, options.against) : null;
  const isNovelAtAll = novel?.includes(1) ?? false;
  const ranked = novel && isNovelAtAll ? bestNovelLines(log, scores, novel, mostRanked) : bestLines(log, scores, mostRanked);
  const unaided = novel && isNovelAtAll ? yield* novelFindings(log, scores, novel, weights) : grownFindings(log, scores, ranked, weights);
  yield;
  const learned = matchLearned(table, options.learned ?? []);
  const found = learned ? withLearned(unaided, learned, scores) : withEnd(unaided, table, options.exitCode ?? null);
  const blocks = found.spans.map((span) => blockOf(span, log, lines, novel, weights, options.numbers));
  const numberOf = (line: number) => options.numbers?.[line] ?? line + 1;
  const shownTexts = found.shown.map((line) => table.texts[line] as string);
  const anchor = ranked[0];
  return {
    lines: options.total ?? lines.length,
    leftOut: (options.total ?? lines.length) - lines.length,
    failure: failedCommandOf(table, options.exitCode ?? null, anchor),
    blocks,
    shown: found.shown.map(numberOf),
    ranked: ranked.map(numberOf),
    confidence: Math.round(found.confidence * 100) / 100,
    band: bandOf(found.confidence),
    fault: faultOf(shownTexts, anchor !== undefined && ((table.traits[anchor] as number) & trait.setUp) !== 0),
    novelty: novel ? { novelLines: novel.reduce((sum, flag) => sum + flag, 0) } : null,
    learned: learned ? { name: learned.failure.name, from: numberOf(learned.from), to: numberOf(learned.to) } : null,
    notes: notesOf(novel !== null, isNovelAtAll),
  };
};

const bandOf = (confidence: number): LogBand => {
  if (confidence >= 0.7) return 'clear';
  return confidence >= 0.45 ? 'likely' : 'candidates';
};

const notesOf = (hasGreen: boolean, isNovelAtAll: boolean): string[] =>
  hasGreen && !isNovelAtAll ? ['every line stands in the green log as well: ranked without it'] : [];

/** A block before it is put into words: its lines, its best line, its share. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly anchor: number;
  readonly score: number;
}

interface Findings {
  readonly spans: readonly Span[];
  readonly shown: readonly number[];
  readonly confidence: number;
}

const grownFindings = (log: ReadLog, scores: Float64Array, ranked: readonly number[], weights: Weights): Findings => {
  if (ranked.length === 0) return { spans: [], shown: [], confidence: 0 };
  const growths = ranked.slice(0, grownAnchors).map((anchor) => grow(log, scores, anchor, weights));
  const choice = chooseLines(mixture(growths), mostShown);
  return {
    spans: distinctSpans(growths),
    shown: withBlanks(choice.lines, log.table),
    confidence: calibrated(choice.expected, weights.calibration),
  };
};

/** An operator's answer is not measured: it makes the lines likely, and no more. */
const confidenceOfLearned = 0.6;

const withLearned = ({ spans, confidence }: Findings, { from, to }: LearnedMatch, scores: Float64Array): Findings => {
  const lines = Array.from({ length: to - from + 1 }, (_, k) => from + k);
  const anchor = lines.reduce((best, line) => ((scores[line] as number) > (scores[best] as number) ? line : best), from);
  const apart = spans.filter((span) => span.to < from || span.from > to);
  return {
    spans: [{ from, to, anchor, score: 1 }, ...apart].slice(0, mostBlocks),
    shown: lines,
    confidence: Math.min(Math.max(confidence, confidenceOfLearned), 0.69),
  };
};

/** Exit statuses of a step that was ended from outside: timed out, cancelled, killed, told to end. */
const endedFromOutside: ReadonlySet<number> = new Set([124, 130, 137, 143]);
const linesOfEnd = 4;

/** Where nothing in the log speaks of a failure and the step was ended from outside, what it was doing then is the first candidate. */
const withEnd = (found: Findings, { traits, size }: LogTable, exitCode: number | null): Findings => {
  if (exitCode === null || !endedFromOutside.has(exitCode) || bandOf(found.confidence) !== 'candidates') return found;
  const lines: number[] = [];
  for (let i = size - 1; i >= 0 && lines.length < linesOfEnd; i--) if (((traits[i] as number) & trait.blank) === 0) lines.unshift(i);
  const [from, to] = [lines[0] as number, lines.at(-1) as number];
  const apart = found.spans.filter((span) => span.to < from || span.from > to);
  return { ...found, spans: [{ from, to, anchor: to, score: 0.5 }, ...apart].slice(0, mostBlocks), shown: lines };
};

/** The grown blocks that lie apart, best first; each has the shares of those that it swallowed. */
const distinctSpans = (growths: readonly Growth[]): Span[] => {
  const shares = sharesOf(growths);
  const spans: { from: number; to: number; anchor: number; score: number }[] = [];
  for (const [k, { anchor, inclusion }] of growths.entries()) {
    const inside = [...inclusion].filter(([, probability]) => probability >= belongs).map(([line]) => line);
    const from = Math.min(...inside);
    const to = Math.max(...inside);
    const share = shares[k] as number;
    const same = spans.find((span) => from <= span.to && to >= span.from);
    if (same) same.score += share;
    else spans.push({ from, to, anchor, score: share });
  }
  return spans.sort((a, b) => b.score - a.score).slice(0, mostBlocks);
};

const novelFindings = function* (log: ReadLog, scores: Float64Array, novel: Uint8Array, weights: Weights): Steps<Findings> {
  const runs = novelRuns(log, yield* scoresInSteps(log, weights.keep), novel);
  const total = runs.reduce((sum, { value }) => sum + Math.exp(value), 0);
  const spans = runs.map(({ lines, value }) => ({
    from: lines[0] as number,
    to: lines.at(-1) as number,
    anchor: lines.reduce((best, line) => ((scores[line] as number) > (scores[best] as number) ? line : best), lines[0] as number),
    score: Math.exp(value) / total,
  }));
  const best = grow(log, scores, spans[0]?.anchor ?? 0, weights);
  return {
    spans,
    shown: runs.flatMap(({ lines }) => withBlanks(lines, log.table)).sort((a, b) => a - b),
    confidence: calibrated(chooseLines(best.inclusion, mostShown).expected, weights.calibration),
  };
};

const blockOf = (
  span: Span,
  log: ReadLog,
  lines: readonly string[],
  novel: Uint8Array | null,
  weights: Weights,
  numbers: ArrayLike<number> | undefined,
): LogBlock => {
  const { table, context } = log;
  const inside = Array.from({ length: span.to - span.from + 1 }, (_, k) => span.from + k);
  const title = titleLineOf(table, inside);
  const numberOf = (line: number) => numbers?.[line] ?? line + 1;
  return {
    from: numberOf(span.from),
    to: numberOf(span.to),
    title: (table.texts[title] as string).trim(),
    titleLine: numberOf(title),
    score: Math.round(span.score * 1000) / 1000,
    because: becauseOf(log, span.anchor, weights.line),
    novel: novel ? inside.some((line) => novel[line] === 1) : null,
    quote: quoteOf(lines, span.from, span.to),
    repeats: context.occurrences[title] as number,
  };
};
