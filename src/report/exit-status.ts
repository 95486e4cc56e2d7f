import type { Verdict } from '#model/report';

/** The program's exit statuses (CONTRACT): 0 green, 1 red, 2 usage, 3 could not know, 4 the program failed, 130 interrupted. */
export const exitStatus = { fine: 0, found: 1, usage: 2, unknown: 3, broken: 4, interrupted: 130 } as const;

/** Green is 0, red is 1 whatever its label, pending and unknown are 3. */
export const verdictStatus = (verdict: Verdict): number => {
  if (verdict.outcome === 'green') return exitStatus.fine;
  return verdict.outcome === 'red' ? exitStatus.found : exitStatus.unknown;
};
