import { atOnce, type Steps } from '#model/steps';
import type { ReadLog } from './line-features.ts';
import { bestLines } from './rank.ts';
import { tableInSteps, trait } from './table.ts';

/** What stood in the green logs of the same step: only hashes of templates, no text. */
export interface Novelty {
  /** Sorted, without repeats. */
  readonly templates: Int32Array;
  /** How many green logs they come from. */
  readonly logs: number;
}

const mostTemplates = 200_000;

/** The templates of green logs, to hold a red one against. Of more than 200 000 the rest is left out. */
export const noveltyOf = (logs: readonly (readonly string[])[]): Novelty => atOnce(noveltyInSteps(logs));

/** The same in steps. */
export const noveltyInSteps = function* (logs: readonly (readonly string[])[]): Steps<Novelty> {
  const templates = new Set<number>();
  for (const lines of logs)
    for (const template of (yield* tableInSteps(lines)).whole)
      if (template !== 0 && templates.size < mostTemplates) templates.add(template);
  return { templates: Int32Array.from(templates).sort(), logs: logs.length };
};

/** Both together, such as the last three green builds. */
export const joinNovelty = (some: Novelty, others: Novelty): Novelty => ({
  templates: Int32Array.from(new Set([...some.templates, ...others.templates])).sort(),
  logs: some.logs + others.logs,
});

/** For each line whether no green log held one of its shape. */
export const novelLines = ({ table }: ReadLog, { templates }: Novelty): Uint8Array => {
  const known = new Set(templates);
  return Uint8Array.from(table.whole, (template) => (template !== 0 && !known.has(template) ? 1 : 0));
};

/** Novel lines that follow each other, blank ones between them not counted. */
export interface NovelRun {
  readonly lines: readonly number[];
  readonly value: number;
}

const perLength = 0.5;
const closeToBest = 2;

/**
 * The novel runs that matter, best first: those whose best line comes near the best of all.
 * @param scores how much each line is worth keeping, not how well it stands alone: a run is shown whole
 */
export const novelRuns = ({ table }: ReadLog, scores: Float64Array, novel: Uint8Array): NovelRun[] => {
  const runs: number[][] = [];
  let previous = -2;
  for (let i = 0; i < table.size; i++) {
    if (novel[i] !== 1) continue;
    const open = runs.at(-1);
    if (open && onlyBlanksBetween(table.traits, previous, i)) open.push(i);
    else runs.push([i]);
    previous = i;
  }
  const valued = runs.map((lines) => ({ lines, value: bestScore(lines, scores) + perLength * Math.log1p(lines.length) }));
  valued.sort((a, b) => b.value - a.value || (a.lines[0] as number) - (b.lines[0] as number));
  return valued.filter(({ value }) => value >= (valued[0]?.value ?? 0) - closeToBest);
};

const bestScore = (lines: readonly number[], scores: Float64Array): number => {
  let best = Number.NEGATIVE_INFINITY;
  for (const line of lines) best = Math.max(best, scores[line] as number);
  return best;
};

const onlyBlanksBetween = (traits: Uint32Array, from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if (((traits[i] as number) & trait.blank) === 0) return false;
  return true;
};

const notNovelCosts = 6;

/** The best lines where a green log is at hand: what stood in green as well comes last. */
export const bestNovelLines = (log: ReadLog, scores: Float64Array, novel: Uint8Array, count: number): number[] =>
  bestLines(
    log,
    scores.map((score, i) => (novel[i] === 1 ? score : score - notNovelCosts)),
    count,
  );
