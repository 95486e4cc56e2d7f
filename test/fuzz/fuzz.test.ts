import { expect, it } from 'vitest';
import { randomOf } from './mutate.ts';
import { worlds } from './worlds.ts';

it.each(worlds.map((_, index) => [index]))(
  'evidence that was changed: no error, no hang, no control character, no stronger verdict (%d)',
  async (index) => {
    for (let seed = 1; seed <= 25; seed += 1) expect(await worlds[index]?.(randomOf(seed * 1_000 + index)), `seed ${seed}`).toBeNull();
  },
);
