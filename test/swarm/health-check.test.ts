import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckTimes, checked, type Pace, pacesOf } from '#swarm/health-check';
import { killedByFormula, killedByMs } from '#swarm/killed-by';
import { periodFor, startAllowance, startAllowanceFormula } from '#swarm/start-allowance';

const check = (more: Partial<CheckTimes> = {}): CheckTimes => ({
  intervalMs: 2_000,
  timeoutMs: 2_000,
  startPeriodMs: 6_000,
  startIntervalMs: 5_000,
  retries: 3,
  ...more,
});

/** The engine's loop, probe by probe. */
const plodding = ({ intervalMs, startIntervalMs, startPeriodMs, retries }: CheckTimes, readyMs: number, pace: Pace, costMs: number) => {
  let [ended, streak] = [0, 0];
  for (;;) {
    const left = startPeriodMs - ended;
    const starting = pace !== 'interval' && left > 0;
    const begins = ended + (!starting ? intervalMs : pace === 'aligned' && left < intervalMs ? left : startIntervalMs);
    if (begins >= readyMs) return { healthy: true, probeMs: begins };
    if (begins >= startPeriodMs && ++streak >= retries) return { healthy: false, probeMs: begins };
    ended = begins + costMs;
  }
};

const checks = fc.record({
  intervalMs: fc.integer({ min: 1, max: 60_000 }),
  timeoutMs: fc.integer({ min: 1, max: 60_000 }),
  startPeriodMs: fc.integer({ min: 0, max: 300_000 }),
  startIntervalMs: fc.integer({ min: 1, max: 20_000 }),
  retries: fc.integer({ min: 1, max: 40 }),
});
const paces = fc.constantFrom<Pace>('interval', 'start-interval', 'aligned');

describe('the health check', () => {
  it.each([
    ['ready in time', 5_000, true, 6_000],
    ['ready at the last probe', 10_000, true, 10_000],
    ['ready too late', 10_100, false, 10_000],
    ['never ready', Number.POSITIVE_INFINITY, false, 10_000],
  ])('%s', (_, readyMs, healthy, probeMs) => {
    expect(checked(check(), readyMs, 'interval', 1)).toMatchObject({ healthy });
    expect(Math.abs(checked(check(), readyMs, 'interval', 1).probeMs - probeMs)).toBeLessThan(20);
  });

  it('gives what the engine’s loop gives, probe by probe', () => {
    fc.assert(
      fc.property(
        checks,
        fc.integer({ min: 0, max: 2_000_000 }),
        paces,
        fc.integer({ min: 1, max: 5_000 }),
        (times, readyMs, pace, costMs) => {
          fc.pre(times.startPeriodMs / Math.min(times.intervalMs, times.startIntervalMs) < 50_000);
          const { healthy, probeMs } = checked(times, readyMs, pace, costMs);
          expect({ healthy, probeMs }).toEqual(plodding(times, readyMs, pace, costMs));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('surely sees a start within its allowance, and never one beyond its best', () => {
    fc.assert(
      fc.property(checks, paces, fc.double({ min: 0, max: 1, noNaN: true }), (times, pace, share) => {
        const costMs = 1 + share * (times.timeoutMs - 1);
        const { surelyMs, atBestMs } = startAllowance(times, [pace]);
        expect(checked(times, surelyMs, pace, costMs).healthy).toBe(true);
        expect(checked(times, atBestMs + 1 + times.retries, pace, costMs).healthy).toBe(false);
        expect(startAllowance(times, ['interval', 'start-interval', 'aligned']).surelyMs).toBeLessThanOrEqual(surelyMs);
      }),
    );
  });

  it('proposes a start period that covers the start', () => {
    fc.assert(
      fc.property(checks, paces, fc.integer({ min: 1, max: 600_000 }), (times, pace, needMs) => {
        const turned = { ...times, startPeriodMs: periodFor(times, needMs) };
        expect(startAllowance(turned, [pace]).surelyMs).toBeGreaterThanOrEqual(needMs);
      }),
    );
  });

  it('comes to an end with figures nobody would choose', () => {
    const odd = check({ intervalMs: 0, retries: 2_000_000_000, startPeriodMs: 1e12, startIntervalMs: 1 });
    expect(checked(odd, Number.POSITIVE_INFINITY, 'start-interval', 0).healthy).toBe(false);
    expect(checked(odd, 1e13, 'interval', 0).healthy).toBe(false);
  });

  it('knows which engines pace their probes how', () => {
    expect(pacesOf('20.10.24')).toEqual(['interval']);
    expect(pacesOf('28.1.0')).not.toContain('interval');
    expect(pacesOf(null)).toHaveLength(3);
  });
});

describe('the sums that are shown', () => {
  const sum = (formula: string): number => {
    const [, left = '', right = ''] = /^(.*) = ([\d.]+) m?s$/.exec(formula) ?? [];
    const numbers = left.replaceAll(/start_period|interval|m?s/g, '').replaceAll('x', '*');
    expect(Function(`return ${numbers}`)()).toBeCloseTo(Number(right), 6);
    return Number(right);
  };

  it('give the numbers that are printed', () => {
    for (const startPeriodMs of [0, 1_000, 10_000])
      for (const intervalMs of [2_000, 30_000])
        for (const retries of [1, 3]) {
          const times = { startPeriodMs, intervalMs, retries, timeoutMs: 5_000, startIntervalMs: 5_000 };
          expect(sum(killedByFormula(times))).toBe(killedByMs(times));
          for (const paces of [['interval'], ['interval', 'start-interval', 'aligned']] as const)
            expect(sum(startAllowanceFormula(times, paces)) * 1_000).toBe(startAllowance(times, paces).surelyMs);
        }
  });

  it('differ by the last interval, which ends with the kill', () => {
    const times = { startPeriodMs: 10_000, intervalMs: 2_000, retries: 1, timeoutMs: 1_000, startIntervalMs: 5_000 };
    expect(killedByMs(times)).toBe(12_000);
    expect(startAllowance(times, ['interval']).surelyMs).toBe(10_000);
  });
});
