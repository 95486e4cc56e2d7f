import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Buffers lie outside of the heap and hurry the collector too little. Told how many bytes went through, this lets it take the young ones every
 * so often, so that a process stays small whatever goes through it. A young collection takes a millisecond or two.
 */
export const tidier = (everyBytes: number): ((bytes: number) => void) => {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--semi-space-growth-factor=1');
  const collect = runInNewContext('gc') as (how: { readonly type: 'minor' }) => void;
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < everyBytes) return;
    passed = 0;
    collect({ type: 'minor' });
  };
};
