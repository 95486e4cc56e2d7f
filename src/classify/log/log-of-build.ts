import { exitMeaning } from '#model/exit-meaning';
import type { FailureLog, LogExplanation, StepBlock } from '#model/log';
import { explainLog } from './explain.ts';
import type { Novelty } from './novelty.ts';
import { quoteOf } from './quote.ts';
import { templateText } from './template.ts';

/** A failed step of a build, as its CI keeps it. Steps that may fail are not among them. */
export interface FailedStep {
  readonly number: number;
  readonly name: string;
  readonly exitCode: number | null;
  /** What the CI itself says went wrong, such as a step that never started. */
  readonly error: string | null;
  readonly lines: readonly string[];
  /** Lines the CI dropped at the front: line numbers go on from there. */
  readonly dropped: number;
  /** What the last green builds said in the step of this name. */
  readonly green?: Novelty;
}

export interface BuildLogOptions {
  /** Lines that the verdict cites: one that lies outside of all blocks becomes a block of its own. */
  readonly cited?: readonly { readonly step: number; readonly line: number }[];
  readonly against?: FailureLog['against'];
  readonly alike?: FailureLog['alike'];
}

interface ExplainedStep {
  readonly step: FailedStep;
  readonly explanation: LogExplanation;
}

/** What the failed steps' logs say: the first failed step, its command and exit status, the blocks of all. Null where no step failed. */
export const logOfBuild = (steps: readonly FailedStep[], options: BuildLogOptions = {}): FailureLog | null => {
  const explained = steps.map(
    (step): ExplainedStep => ({
      step,
      explanation: explainLog(step.lines, { exitCode: step.exitCode, ...(step.green ? { against: step.green } : {}) }),
    }),
  );
  const main = explained.find(({ explanation }) => explanation.blocks.length > 0) ?? explained[0];
  if (!main) return null;
  const { step, explanation } = main;
  const blocks = explained.flatMap(blocksOf);
  const title = blocks[0]?.title;
  return {
    step: step.name,
    exitCode: step.exitCode,
    exitMeans: exitMeaning(step.exitCode),
    command: explanation.failure?.command ?? null,
    blocks: [...blocks, ...citedBlocks(blocks, steps, options.cited ?? [])],
    confidence: explanation.confidence,
    band: explanation.band,
    fault: explanation.fault,
    fingerprint: title === undefined ? null : fingerprintOf(title),
    against: options.against ?? null,
    alike: options.alike ?? [],
    notes: notesOf(main),
  };
};

/** The shape of a title line, by which failures that nobody knows are counted together. */
export const fingerprintOf = (title: string): string => templateText(title).slice(0, 200);

const notesOf = ({ step, explanation }: ExplainedStep): string[] => [
  ...(explanation.blocks.length === 0
    ? [step.error === null ? `step ${step.name} left no line` : `step ${step.name} left no line: ${step.error}`]
    : []),
  ...explanation.notes,
];

const blocksOf = ({ step, explanation: { blocks } }: ExplainedStep): StepBlock[] =>
  blocks.map((block, place) => {
    const [from, to] = place === 0 ? widened(block, step.lines.length) : [block.from, block.to];
    return {
      ...block,
      step: step.name,
      cited: false,
      from: from + step.dropped,
      to: to + step.dropped,
      titleLine: block.titleLine + step.dropped,
      quote: quoteOf(step.lines, from - 1, to - 1),
    };
  });

const shortBlock = 8;
const above = 2;
const below = 3;

/** A short block is shown with the lines next to it: they cost little, and often name the file or the values. */
const widened = ({ from, to }: { readonly from: number; readonly to: number }, lines: number): [number, number] =>
  to - from + 1 > shortBlock ? [from, to] : [Math.max(1, from - above), Math.min(lines, to + below)];

const around = 2;

const citedBlocks = (
  blocks: readonly StepBlock[],
  steps: readonly FailedStep[],
  cited: readonly { readonly step: number; readonly line: number }[],
): StepBlock[] => {
  const added: StepBlock[] = [];
  for (const { step: number, line } of cited) {
    const step = steps.find((candidate) => candidate.number === number);
    const place = step ? line - step.dropped - 1 : -1;
    if (!step || place < 0 || place >= step.lines.length) continue;
    if ([...blocks, ...added].some((block) => block.step === step.name && line >= block.from && line <= block.to)) continue;
    const from = Math.max(0, place - around);
    const to = Math.min(step.lines.length - 1, place + around);
    added.push({
      step: step.name,
      cited: true,
      from: from + step.dropped + 1,
      to: to + step.dropped + 1,
      title: quoteOf(step.lines, place, place)[0]?.trim() ?? '',
      titleLine: line,
      score: 0,
      because: 'the verdict cites this line',
      novel: null,
      quote: quoteOf(step.lines, from, to),
      repeats: 1,
    });
  }
  return added;
};
