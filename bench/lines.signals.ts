/** Scores an extract of a log as LogDx does: a signal is preserved where all its lines are kept, or its text stands in what is kept. */
import type { LabelledLog, Signal } from './lines.sets.ts';

const escapes = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*(?:\x07|\x1b\\)/g;

export const recallOf = ({ lines, signals = [] }: LabelledLog, kept: readonly number[]): { all: number; critical: number } => {
  const set = new Set(kept.map((line) => line + 1));
  const text = kept
    .map((line) => lines[line] ?? '')
    .join('\n')
    .replace(escapes, '')
    .replace(/\r\n?/g, '\n');
  const isPreserved = (signal: Signal): boolean => {
    const ranges = signal.evidence_lines ?? [];
    const isKept = ([from, to]: readonly [number, number]) => {
      for (let line = from; line <= to; line++) if (!set.has(line)) return false;
      return true;
    };
    if (ranges.length > 0 && ranges.every(isKept)) return true;
    const words = [signal.value, ...(signal.aliases ?? []), signal.file].map((word) => (word ?? '').trim());
    return words.some((word) => word !== '' && text.includes(word));
  };
  const share = (list: readonly Signal[]) => (list.length === 0 ? 1 : list.filter(isPreserved).length / list.length);
  return { all: share(signals), critical: share(signals.filter(({ importance }) => importance === 'critical')) };
};

const trouble =
  /\b(error|fail(ed|ure|ures|ing)?|exception|fatal|traceback|panic|undefined|not found|cannot|unable)\b|##\[error\]|ERR!|✖|❌|✗/i;

/** What `grep -C` around words of trouble keeps, cut to the last `budget` lines. */
export const grepped = (lines: readonly string[], around: number, budget = Number.POSITIVE_INFINITY): number[] => {
  const kept = new Set<number>();
  for (const [i, line] of lines.entries())
    if (trouble.test(line)) for (let k = Math.max(0, i - around); k <= Math.min(lines.length - 1, i + around); k++) kept.add(k);
  const sorted = [...kept].sort((a, b) => a - b);
  return sorted.length > budget ? sorted.slice(-budget) : sorted;
};
