/** What a failed command left behind: null where the log and the CI say nothing of it. */
export interface FailedCommand {
  /** As the log echoes it, or null where it echoes none. */
  readonly command: string | null;
  readonly exitCode: number | null;
  /** Line (from 1) at which the CI says so, or at which the command starts where the CI says nothing. */
  readonly line: number | null;
}

/** Lines that stand together and explain the failure. Lines count from 1, both ends included. */
export interface LogBlock {
  readonly from: number;
  readonly to: number;
  /** The line that says it best, without colour and time stamps. */
  readonly title: string;
  /** Line of the title. */
  readonly titleLine: number;
  /** The block's share among all candidates, 0 to 1. */
  readonly score: number;
  /** What made its best line rank, in words. */
  readonly because: string;
  /** Whether no green log held it; null where none was at hand. */
  readonly novel: boolean | null;
  /** The block's lines; the middle of a long one is folded (`… 40 lines …`). */
  readonly quote: readonly string[];
  /** How often a failure of this shape occurs in the log. */
  readonly repeats: number;
}

/** How sure the lines are: one block is clear, two are likely, three are candidates of which none is certain. */
export type LogBand = 'clear' | 'likely' | 'candidates';

/** Whose fault the words alone make likely. It proves nothing. */
export interface LogFault {
  readonly answer: 'infra' | 'change' | 'unknown';
  readonly confidence: number;
  readonly because: string;
}

/** The lines of one log that explain a failure, best first. */
export interface LogExplanation {
  /** Lines of the log, those that were not kept included. */
  readonly lines: number;
  /** Lines of a very long log that were not looked at in full. */
  readonly leftOut: number;
  readonly failure: FailedCommand | null;
  readonly blocks: readonly LogBlock[];
  /** The lines that are shown as the explanation, ascending. */
  readonly shown: readonly number[];
  /** The best lines, best first, different failures before more lines of the same. */
  readonly ranked: readonly number[];
  /** The F1 to be expected of `shown`, 0 to 1. */
  readonly confidence: number;
  readonly band: LogBand;
  readonly fault: LogFault;
  /** What was said of the last green log: null where none was at hand. */
  readonly novelty: { readonly novelLines: number } | null;
  /** A failure that the operator named, and its lines: null where none fits. A proposal, never a proof. */
  readonly learned: { readonly name: string; readonly from: number; readonly to: number } | null;
  /** What a reader should know about how this came about. */
  readonly notes: readonly string[];
}

/** A block of one of the failed steps of a build. */
export interface StepBlock extends LogBlock {
  readonly step: string;
  /** Whether it is here because the verdict cites one of its lines. */
  readonly cited: boolean;
}

/** What the logs of a build's failed steps say: `log` of the report. */
export interface FailureLog {
  /** The step that failed first. */
  readonly step: string;
  readonly exitCode: number | null;
  /** What that exit status means by itself, or null. */
  readonly exitMeans: string | null;
  readonly command: string | null;
  /** Best first; at least one where any failed step has a line. */
  readonly blocks: readonly StepBlock[];
  readonly confidence: number;
  readonly band: LogBand;
  readonly fault: LogFault;
  /** The shape of the best block's title: builds that fail alike have the same. Null where there is no line. */
  readonly fingerprint: string | null;
  /** The green build it was held against. */
  readonly against: { readonly build: number; readonly ref: string | null } | null;
  /** Other builds whose log explains their failure by the same shape. */
  readonly alike: readonly { readonly build: number; readonly recipe: string | null; readonly startedAt: string | null }[];
  readonly notes: readonly string[];
}
