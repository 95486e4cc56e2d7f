import vm from 'node:vm';
import { type Attack, attacksOn } from './attacks.ts';

/** A pattern that takes more than its share: the milliseconds at each size, and how the text begins. */
export interface Slow {
  readonly times: readonly number[];
  readonly text: string;
}

const SIZES = [2048, 8192, 32_768];
/** Tells a slow machine from a slow pattern where the largest text took little time. */
const LARGER = [8192, 32_768, 131_072];
/** Under this many milliseconds for the largest text nothing is judged. */
const FLOOR = 20;
/** Four times the text may cost this many times the time; linear is 4, quadratic 16. */
const MOST_GROWTH = 8;
/** So many milliseconds for the largest text need no larger text. */
const CLEAR = 200;
/** After so many milliseconds a pattern is stopped. */
const LONGEST = 4000;

/** The worst attack on the pattern where one grows faster than its text, else `null`. */
export const slowestOf = (source: string, flags: string): Slow | null => {
  const pattern = new RegExp(source, flags);
  let running: Attack | undefined;
  const look = (): Slow | null => {
    for (const attack of attacksOn(source, flags)) {
      running = attack;
      if (!isSlow(timesOf(pattern, attack, SIZES, 1))) continue;
      const times = timesOf(pattern, attack, SIZES, 5);
      if (isSlow(times) && ((times.at(-1) as number) > CLEAR || isSlow(timesOf(pattern, attack, LARGER, 3))))
        return { times, text: attack(60) };
    }
    return null;
  };
  try {
    return vm.runInNewContext('look()', { look }, { timeout: LONGEST }) as Slow | null;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { times: [LONGEST], text: running?.(60) ?? '' };
  }
};

const isSlow = (times: readonly number[]): boolean => {
  const last = times.at(-1) as number;
  const before = times.at(-2) as number;
  return last > FLOOR && last > MOST_GROWTH * before;
};

/** Milliseconds at each size: the least of `runs`. A size that takes very long is measured once, and no larger text after it. */
const timesOf = (pattern: RegExp, attack: Attack, sizes: readonly number[], runs: number): readonly number[] => {
  const times: number[] = [];
  for (const size of sizes) {
    const text = attack(size);
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs && least > 0.05 && (run === 0 || least < 500); run++) least = Math.min(least, timeOf(pattern, text));
    times.push(least);
    if (least > 500) break;
  }
  return times;
};

const timeOf = (pattern: RegExp, text: string): number => {
  const begin = performance.now();
  if (pattern.sticky) scan(pattern, text);
  else if (pattern.global) countOf(text.matchAll(pattern));
  else pattern.test(text);
  return performance.now() - begin;
};

/** As a scanner uses it: at every place, and behind what it took. */
const scan = (pattern: RegExp, text: string): void => {
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at;
    at = pattern.test(text) ? Math.max(at + 1, pattern.lastIndex) : at + 1;
  }
};

const countOf = (matches: Iterable<unknown>): number => {
  let count = 0;
  for (const _ of matches) count++;
  return count;
};
