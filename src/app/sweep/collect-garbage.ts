import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps a process small whatever goes through it. Buffers lie outside of the heap and hurry the collector too little, and a heap that could grow
 * does: told how much went through, this lets the collector take the young (a millisecond or two) or all (some twenty) every so often.
 */
export const gcEvery = (every: number, type: 'minor' | 'major'): ((passed: number) => void) => {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--semi-space-growth-factor=1');
  const collect = runInNewContext('gc') as (how: { readonly type: 'minor' | 'major' }) => void;
  let sum = 0;
  return (passed) => {
    sum += passed;
    if (sum < every) return;
    sum = 0;
    collect({ type });
  };
};
