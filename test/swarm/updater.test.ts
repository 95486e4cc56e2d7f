import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotRun, type World } from '#swarm/slot-run';
import { DEFAULT_RULE, replayUpdate, type SlotRun, type UpdateRule } from '#swarm/updater';

const up: SlotRun = { runningMs: 1_000, endedMs: null };
const crash = (runningMs: number | null, endedMs: number): SlotRun => ({ runningMs, endedMs });
const replay = (slots: readonly SlotRun[], rule: Partial<UpdateRule> = {}) => replayUpdate(slots, { ...DEFAULT_RULE, ...rule }, 0);

const runs = fc.oneof(
  fc.constant(up),
  fc.record({ runningMs: fc.integer({ min: 0, max: 20_000 }), endedMs: fc.constant(null) }),
  fc.integer({ min: 0, max: 60_000 }).map((endedMs) => crash(null, endedMs)),
  fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 60_000 })).map(([ran, lived]) => crash(ran, ran + lived)),
);
const rules = fc.record({
  parallelism: fc.integer({ min: 0, max: 5 }),
  delayMs: fc.integer({ min: 0, max: 10_000 }),
  monitorMs: fc.integer({ min: 1, max: 60_000 }),
  maxFailureRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  failureAction: fc.constantFrom('pause', 'rollback', 'continue'),
  order: fc.constantFrom('stop-first', 'start-first'),
});

describe('the updater', () => {
  it('completes one monitor after its last task runs', () => {
    expect(replay([up, up])).toMatchObject({ state: 'completed', atMs: 7_000, failures: 0 });
    expect(replay([up, up], { parallelism: 0 })).toMatchObject({ state: 'completed', atMs: 6_000 });
    expect(replay([up], { delayMs: 9_000 })).toMatchObject({ state: 'completed', atMs: 1_000 + 9_000 + 10_000 });
    expect(replay([])).toMatchObject({ state: 'completed' });
  });

  it.each([
    ['never ran', crash(null, 90_000), { monitorMs: 1 }, 'paused'],
    ['ended within the monitor', crash(1_000, 4_000), {}, 'paused'],
    ['ended after the monitor', crash(1_000, 6_500), {}, 'completed'],
    ['rolls back', crash(null, 2_000), { failureAction: 'rollback' }, 'rollback_started'],
    ['goes on', crash(null, 2_000), { failureAction: 'continue' }, 'completed'],
    ['is forgiven', crash(null, 2_000), { maxFailureRatio: 1 }, 'completed'],
    ['waits', { runningMs: null, endedMs: null }, {}, 'updating'],
    ['ended in its delay', crash(0, 3_000), { delayMs: 60_000 }, 'paused'],
  ])('a task that %s', (_, run, rule, state) => {
    expect(replay([run], rule).state).toBe(state);
  });

  it('counts one failure of three against the ratio as Swarm’s 32-bit arithmetic does', () => {
    const slots = [crash(null, 1_000), up, up];
    expect(replay(slots, { maxFailureRatio: 0.33 }).state).toBe('paused');
    expect(replay(slots, { maxFailureRatio: 0.34 }).state).toBe('completed');
    expect(replay(slots, { maxFailureRatio: Math.fround(1 / 3) }).state).toBe('completed');
  });

  it('does not see an early end while it waits for its last workers', () => {
    expect(replay([crash(500, 4_000), { runningMs: 14_000, endedMs: null }], { parallelism: 2 }).state).toBe('completed');
    expect(replay([crash(500, 4_000), { runningMs: 5_000, endedMs: null }], { parallelism: 2 }).state).toBe('paused');
  });

  it('is never rescued by a longer monitor', () => {
    fc.assert(
      fc.property(fc.array(runs, { minLength: 1, maxLength: 6 }), rules, fc.integer({ min: 1, max: 100 }), (slots, rule, times) => {
        const failed = replay(slots, rule).state === 'paused' || replay(slots, rule).state === 'rollback_started';
        fc.pre(failed && rule.delayMs < rule.monitorMs);
        expect(replay(slots, { ...rule, monitorMs: rule.monitorMs * times }).state).toBe(replay(slots, rule).state);
      }),
    );
  });

  it('ends in a state that Swarm has, at a time after the failure it names', () => {
    fc.assert(
      fc.property(fc.array(runs, { maxLength: 6 }), rules, (slots, rule) => {
        const { state, atMs, slot } = replay(slots, rule);
        expect(['completed', 'paused', 'rollback_started', 'updating']).toContain(state);
        expect(state === 'updating').toBe(atMs === null);
        if (slot !== null) expect(slots[slot]?.endedMs).not.toBeNull();
        if (rule.failureAction === 'continue') expect(state).toBe('completed');
      }),
    );
  });
});

describe('a task', () => {
  const world: World = { leadMs: 500, stopMs: 1_000, probeMs: 20, pace: 'interval' };
  const check = { intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 2_000, startIntervalMs: 5_000, retries: 2 };

  it.each([
    ['runs at once without a check', { readyMs: 60_000, exitsMs: null }, null, { runningMs: 500, endedMs: null }],
    ['runs when it is healthy', { readyMs: 500, exitsMs: null }, check, { runningMs: 1_520, endedMs: null }],
    ['ends before it is healthy', { readyMs: null, exitsMs: 1_500 }, check, { runningMs: null, endedMs: 2_000 }],
    ['ends after it was healthy', { readyMs: 0, exitsMs: 5_000 }, check, { runningMs: 1_520, endedMs: 5_500 }],
  ])('%s', (_, behaviour, times, run) => {
    expect(slotRun({ kind: 'runs', ...behaviour }, times, world)).toEqual(run);
  });

  it('is stopped for bad health, and never ran', () => {
    const { runningMs, endedMs } = slotRun({ kind: 'runs', readyMs: null, exitsMs: null }, check, world);
    expect(runningMs).toBeNull();
    expect(endedMs).toBeGreaterThan(3_000);
    expect(slotRun({ kind: 'rejected' }, check, world)).toEqual({ runningMs: null, endedMs: 500 });
    expect(slotRun({ kind: 'waiting' }, check, world)).toEqual({ runningMs: null, endedMs: null });
  });
});
