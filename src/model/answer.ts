import type { Cite } from './report.ts';

/** What a check found: unknown never passes. */
export interface Answer {
  readonly answer: 'met' | 'unmet' | 'unknown';
  readonly because: string;
  readonly cites: readonly Cite[];
}

export const met = (because: string, cites: readonly Cite[]): Answer => ({ answer: 'met', because, cites });
export const unmet = (because: string, cites: readonly Cite[]): Answer => ({ answer: 'unmet', because, cites });
export const unknown = (because: string, cites: readonly Cite[] = []): Answer => ({ answer: 'unknown', because, cites });

/** Several answers as one: unmet goes before unknown, that before met. */
export const allOf = (answers: readonly Answer[]): Answer => {
  const worst = (['unmet', 'unknown', 'met'] as const).find((kind) => answers.some(({ answer }) => answer === kind)) ?? 'unknown';
  const telling = answers.filter(({ answer }) => answer === worst);
  return { answer: worst, because: telling.map(({ because }) => because).join('; '), cites: telling.flatMap(({ cites }) => cites) };
};
