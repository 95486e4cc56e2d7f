import { describe, expect, it } from 'vitest';
import { factsOf } from '#classify/facts/facts';
import { type Told, whatIf } from '#classify/what-if/what-if';
import type { Setting } from '#swarm/knobs';
import { World } from './made/world.ts';

const set = (knob: string, value: number | string): Setting => ({ service: null, knob, value });
const ns = (seconds: number): number => seconds * 1e9;
const check = (seconds: { readonly start?: number; readonly interval?: number; readonly retries?: number }) => ({
  Test: ['CMD', 'true'],
  ...{ Interval: ns(seconds.interval ?? 10), Timeout: ns(5), Retries: seconds.retries ?? 3, StartPeriod: ns(seconds.start ?? 0) },
});
const world = (): World => new World('shop', '20.10.24').node('m1').network('shop_default');
const replayed = async (made: World, settings: readonly Setting[] = [], told: readonly Told[] = []) => {
  const capture = await made.capture();
  const { stack } = factsOf(capture);
  const [replay] = stack ? whatIf(stack, settings, told) : [];
  return {
    ...replay?.simulated,
    recorded: replay?.recorded,
    from: Date.parse(replay?.simulated.range?.from ?? ''),
    now: made.now,
    tried: replay?.tried,
  };
};
const updating = (started: number) => ({ state: 'updating', started, message: 'update in progress' });

describe('an update that still goes on', () => {
  const starting = (health: object, age: number): World =>
    world()
      .service('web', { created: 600, updated: age, health: health as never, status: updating(age) })
      .task('web', { state: 'starting', created: age, at: age, container: { started: age } });

  it('is never certain to complete while its task is starting', async () => {
    const { state, confidence, comesUp, because, from, now } = await replayed(starting(check({ start: 60 }), 20));
    expect({ state, confidence, comesUp }).toEqual({ state: 'updating', confidence: 'possible', comesUp: null });
    expect(because).toMatch(/has been starting for 20 s.*may be completed .*or it may be paused/);
    expect(from).toBeGreaterThanOrEqual(now - 5_000);
  });

  it('says which ends are still open, by its failure action', async () => {
    const rolls = starting(check({ start: 60 }), 20);
    expect((await replayed(rolls, [set('failure_action', 'rollback')])).because).toMatch(/rollback/);
    expect((await replayed(rolls, [set('failure_action', 'continue')])).because).not.toMatch(/paused|rollback/);
  });

  it('is no more certain by the word of somebody how long its start takes', async () => {
    const told = await replayed(starting(check({ start: 60 }), 20), [], [{ service: null, ms: 30_000 }]);
    expect(told).toMatchObject({ state: 'updating', confidence: 'possible' });
    expect(told.because).toMatch(/completed/);
    expect(told.because).not.toMatch(/paused/);
    expect((await replayed(starting(check({ start: 10 }), 20), [], [{ service: null, ms: 90_000 }])).because).toMatch(/paused/);
  });

  it('is open while its running task is being watched, and is not decided by slots it has not come to', async () => {
    const watched = world()
      .service('web', { created: 600, updated: 4, status: updating(4) })
      .task('web', { created: 4, at: 3, container: { started: 3 } });
    expect(await replayed(watched)).toMatchObject({ state: 'updating', confidence: 'possible' });
    const half = world()
      .service('web', { replicas: 2, created: 600, updated: 60, status: updating(60), update: { Delay: ns(300), Monitor: ns(5) } })
      .task('web', { created: 60, at: 58, container: { started: 58 } });
    const at = await replayed(half, [set('delay', 0), set('parallelism', 0)]);
    expect(at.confidence).toBe('possible');
    expect((await replayed(half)).confidence).toBe('possible');
  });

  it('may wait for ever where its task is not placed', async () => {
    const waiting = world()
      .service('web', { created: 600, updated: 40, status: updating(40) })
      .task('web', { state: 'new', created: 40, at: 40, node: null });
    expect(await replayed(waiting)).toMatchObject({
      state: 'updating',
      confidence: 'possible',
      because: expect.stringContaining('for ever'),
    });
  });
});

it('that is over counts for longer under a longer monitor only as far as the record goes', async () => {
  const done = world()
    .service('web', { created: 600, updated: 30, status: { state: 'completed', started: 30, completed: 22, message: 'update completed' } })
    .task('web', { created: 30, at: 28, container: { started: 28 } });
  expect(await replayed(done)).toMatchObject({ state: 'completed', confidence: 'certain' });
  expect(await replayed(done, [set('monitor', 10_000)])).toMatchObject({ state: 'completed', confidence: 'certain' });
  expect(await replayed(done, [set('monitor', 300_000)])).toMatchObject({ state: 'completed', confidence: 'possible' });
});

describe('a job', () => {
  const job = (completions: number, maxAttempts = 0, restart = 'on-failure'): World =>
    world().service('web', { created: 100, restart, maxAttempts, job: { completions } });
  const done = (made: World, slot: number): World =>
    made.task('web', { slot, state: 'complete', created: 90, at: 80, desired: 'complete', container: null });

  it('that has completed has come up, whatever the knobs of updates are', async () => {
    for (const settings of [[], [set('monitor', 300_000)], [set('failure_action', 'rollback')]])
      expect(await replayed(done(job(1), 0), settings)).toMatchObject({ state: 'none', comesUp: true, confidence: 'certain' });
  });

  it('that runs is not known to complete', async () => {
    const runs = done(job(2), 0).task('web', { slot: 1, created: 50, at: 48, desired: 'complete' });
    expect(await replayed(runs)).toMatchObject({ state: 'none', comesUp: null, confidence: 'possible' });
    expect((await replayed(runs)).because).toMatch(/1 of 2 completed/);
  });

  it.each([
    ['is given no other try', 'none', 0, false, 'certain'],
    ['is tried again', 'on-failure', 0, null, 'possible'],
  ])('that failed and %s', async (_, restart, attempts, comesUp, confidence) => {
    const failed = job(1, attempts, restart).task('web', {
      slot: 0,
      state: 'failed',
      exit: 1,
      err: 'task: non-zero exit (1)',
      created: 60,
      at: 50,
    });
    expect(await replayed(failed)).toMatchObject({ comesUp, confidence });
  });

  it('is mended by no knob of the updater', async () => {
    const failed = job(1, 0, 'none').task('web', {
      slot: 0,
      state: 'failed',
      exit: 1,
      err: 'task: non-zero exit (1)',
      created: 60,
      at: 50,
    });
    for (const attempt of (await replayed(failed)).tried ?? []) expect(attempt.simulated.comesUp).not.toBe(true);
  });

  it('on every node is counted by its nodes', async () => {
    const everywhere = new World('shop', '20.10.24')
      .node('m1')
      .node('w1')
      .network('shop_default')
      .service('web', { created: 100, restart: 'none', job: 'global' });
    const one = everywhere.task('web', { node: 'm1', state: 'complete', desired: 'complete', created: 90, at: 80, container: null });
    expect((await replayed(one)).comesUp).toBeNull();
    const both = one.task('web', { node: 'w1', state: 'complete', desired: 'complete', created: 90, at: 80, container: null });
    expect(await replayed(both)).toMatchObject({ comesUp: true, confidence: 'certain' });
  });
});

describe('a global service', () => {
  const on = (...nodes: readonly string[]): World =>
    nodes.reduce((made, node) => made.node(node), new World('shop', '20.10.24')).network('shop_default');
  const paused = (made: World): World =>
    made.service('web', {
      ...{ global: true, created: 600, updated: 100, update: { MaxFailureRatio: 0, Parallelism: 1 } },
      status: { state: 'paused', started: 100, completed: 90, message: 'update paused due to failure or early termination of task x' },
    });
  const failed = (made: World, node: string): World =>
    made.task('web', { node, state: 'rejected', err: 'No such image: x', created: 98, at: 95 });

  it('has a slot on each node that takes its tasks', async () => {
    const three = failed(paused(on('m1', 'w1', 'w2')), 'm1');
    expect(await replayed(three)).toMatchObject({ state: 'paused' });
    expect((await replayed(three, [set('max_failure_ratio', 1)])).because).toMatch(/1 of 3 failed/);
  });

  it('is not sure where its nodes were not read', async () => {
    const capture = await failed(paused(on('m1', 'w1')), 'm1').capture();
    const { 'swarm-nodes': _, ...evidence } = capture.evidence;
    const { stack } = factsOf({ ...capture, evidence });
    const [replay] = stack ? whatIf(stack, [set('max_failure_ratio', 0.6)], []) : [];
    expect(replay?.simulated.confidence).not.toBe('certain');
  });
});

describe('a start longer than the check surely leaves', () => {
  const cut = world()
    .service('web', {
      ...{ created: 600, updated: 120, health: check({ start: 10, interval: 10, retries: 2 }) as never },
      status: { state: 'paused', started: 120, completed: 85, message: 'update paused due to failure or early termination of task x' },
    })
    .task('web', {
      state: 'failed',
      err: 'task: non-zero exit (137): dockerexec: unhealthy container',
      exit: 137,
      created: 120,
      at: 85,
      container: {
        started: 119,
        finished: 86,
        health: {
          status: 'unhealthy',
          streak: 2,
          log: [
            [1, 'starting', 108],
            [1, 'starting', 97],
          ],
        },
      },
    });

  it('comes up only possibly, and says so', async () => {
    const settings = [set('start_period', 50_000)];
    const [sure, longer] = await Promise.all([60_000, 60_050].map((ms) => replayed(cut, settings, [{ service: null, ms }])));
    expect(sure).toMatchObject({ state: 'completed', confidence: 'certain' });
    expect(longer?.confidence).not.toBe('certain');
    if (longer?.state === 'completed') expect(longer.because).toMatch(/longer than the 60 s/);
  });
});
