import type { Cite } from './cite.ts';

/** Whether a demand holds. `unknown` is no kind of `met`: what cannot be answered never passes. */
export type AnswerKind = 'met' | 'unmet' | 'unknown';

/** The answer to one demand, with its reason in words and the places where it can be seen. */
export interface Answer {
  readonly answer: AnswerKind;
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** The answer that the demand holds. */
export const met = (because: string, cites: readonly Cite[]): Answer => ({ answer: 'met', because, cites });

/** The answer that the demand does not hold. */
export const unmet = (because: string, cites: readonly Cite[]): Answer => ({ answer: 'unmet', because, cites });

/** The answer that the evidence does not decide; `because` says what is missing. */
export const unknown = (because: string, cites: readonly Cite[] = []): Answer => ({ answer: 'unknown', because, cites });

/** The worst of several answers: `unmet` before `unknown` before `met`; of none `unknown`. */
export const worstOf = (answers: readonly Pick<Answer, 'answer'>[]): AnswerKind =>
  (['unmet', 'unknown', 'met'] as const).find((kind) => answers.some(({ answer }) => answer === kind)) ?? 'unknown';

/** Several answers as one: the worst kind, with the reasons and citations of all answers of that kind. */
export const allOf = (answers: readonly Answer[]): Answer => {
  const answer = worstOf(answers);
  const deciding = answers.filter((other) => other.answer === answer);
  return { answer, because: deciding.map(({ because }) => because).join('; '), cites: deciding.flatMap(({ cites }) => cites) };
};
