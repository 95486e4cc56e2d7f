import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpClock } from '#transport/http-clock';

describe('a clock that is only told in whole seconds', () => {
  it('is known better with every answer, and the true offset is never outside of the error', () => {
    const answer = fc.record({
      at: fc.integer({ min: 0, max: 60_000 }),
      there: fc.integer({ min: 0, max: 200 }),
      back: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: -5_000_000, max: 5_000_000 }), fc.array(answer, { minLength: 1, maxLength: 30 }), (offset, answers) => {
        const clock = new HttpClock();
        let error = Number.POSITIVE_INFINITY;
        for (const { at, there, back } of answers) {
          const asked = 1_800_000_000_000 + at;
          clock.note(new Date(asked + there + offset).toUTCString(), asked, asked + there + back);
          const { clockOffsetMs, clockErrorMs } = clock.clock ?? { clockOffsetMs: 0, clockErrorMs: -1 };
          expect(Math.abs(clockOffsetMs - offset)).toBeLessThanOrEqual(clockErrorMs + 1);
          expect(clockErrorMs).toBeLessThanOrEqual(error);
          error = clockErrorMs;
        }
      }),
    );
  });

  it('is not known without a date, and begins anew where it was set', () => {
    const clock = new HttpClock();
    clock.note(undefined, 0, 1);
    clock.note('never', 0, 1);
    expect(clock.clock).toBeNull();
    clock.note(new Date(100_000).toUTCString(), 100_000, 100_010);
    clock.note(new Date(160_000).toUTCString(), 100_020, 100_030);
    expect(clock.clock).toEqual({ clockOffsetMs: 60_475, clockErrorMs: 505 });
  });
});
