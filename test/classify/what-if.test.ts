import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { factsOf } from '#classify/facts/facts';
import type { StackFacts } from '#classify/facts/stack';
import { type Told, whatIf } from '#classify/what-if/what-if';
import type { ServiceReplay } from '#model/what-if';
import { wouldOf } from '#report/what-if/status';
import type { Setting } from '#swarm/knobs';
import { captureScenario, scenarios } from './corpus.ts';

const replays = async (name: string, settings: readonly Setting[] = [], told: readonly Told[] = [], drop: readonly string[] = []) => {
  const { stack } = factsOf(await captureScenario(name, { drop }));
  return stack ? whatIf(stack, settings, told) : [];
};
const updated = ({ recorded }: ServiceReplay) => recorded.state !== 'none';
const set = (knob: string, value: number | string): Setting => ({ service: null, knob, value });
const failing = async (name: string, settings: readonly Setting[] = [], told: readonly Told[] = []) =>
  (await replays(name, settings, told)).find(updated) as ServiceReplay;

describe.each(scenarios())('%s', (name) => {
  it('is replayed as it happened, or not believed', async () => {
    for (const { recorded, simulated } of await replays(name)) {
      if (simulated.confidence === null) expect(simulated.state).toBe('unknown');
      else expect(simulated.state).toBe(recorded.state);
    }
  });

  it('is replayed as it happened wherever an update is on record', async () => {
    for (const { recorded, simulated } of (await replays(name)).filter(updated)) expect(simulated.state).toBe(recorded.state);
  });

  it('is not rescued by a longer monitor', async () => {
    for (const { recorded, simulated } of (await replays(name, [set('monitor', 300_000)])).filter(updated))
      if (recorded.state !== 'completed' && recorded.state !== 'updating') expect(simulated.state).toBe(recorded.state);
  });

  it.each(['containers', 'nodes', 'networks'])('claims nothing else for certain without %s', async (kind) => {
    for (const { recorded, simulated } of (await replays(name, [], [], [kind])).filter(updated))
      expect([recorded.state, 'unknown']).toContain(simulated.state);
  });

  it('cites the update it replays', async () => {
    for (const { cites } of (await replays(name)).filter(updated)) expect(cites[0]?.where).toMatch(/UpdateStatus$/);
  });
});

describe('a start that was cut off', () => {
  it('comes up under a start period that covers what a later task needed', async () => {
    const { simulated } = await failing('migration-paused-then-converges', [set('start_period', 60_000)]);
    expect(simulated).toMatchObject({ state: 'completed', comesUp: true, confidence: 'certain' });
  });

  it('is only possibly covered where nothing says how long it takes, and unknown where little is added', async () => {
    const longer = await failing('migration-short-start-period', [set('start_period', 60_000)]);
    expect(longer.simulated).toMatchObject({ state: 'completed', confidence: 'possible' });
    expect(wouldOf(longer)).toBe('unknown');
    expect((await failing('migration-short-start-period', [set('start_period', 12_000)])).simulated.state).toBe('unknown');
  });

  it.each([
    [45_000, 60_000, 'completed'],
    [70_000, 60_000, 'paused'],
    [30_000, 26_000, 'completed'],
    [30_000, 15_000, 'paused'],
  ])('that takes %s ms ends under %s ms of start period as %s', async (ms, period, state) => {
    const { simulated } = await failing('migration-short-start-period', [set('start_period', period)], [{ service: 'db', ms }]);
    expect(simulated).toMatchObject({ state, confidence: 'certain' });
  });

  it('is not helped by any knob where the check cannot pass', async () => {
    const { change, tried } = await failing('healthcheck-regression');
    expect(change).toBeNull();
    expect(tried.map(({ turned }) => turned.knob)).toEqual(expect.arrayContaining(['start_period', 'retries', 'monitor']));
  });
});

it.each(['image-missing', 'exec-not-found', 'update-paused-crash', 'oom-kill'])(
  '%s is paused under every knob but those that look away',
  async (name) => {
    const { change, tried } = await failing(name);
    expect(change).toBeNull();
    for (const { turned, simulated } of tried) {
      const blind = turned.knob === 'failure_action' || turned.knob === 'max_failure_ratio';
      expect(simulated).toMatchObject({ state: blind ? 'completed' : 'paused', comesUp: false });
    }
  },
);

it('rolls back instead where it is told to, and says no more than is sure', async () => {
  const back = await failing('migration-short-start-period', [set('failure_action', 'rollback')]);
  expect(back.simulated.state).toBe('rollback_started');
  const kept = await failing('migration-short-start-period', [set('failure_action', 'rollback'), set('order', 'start-first')]);
  expect(kept.simulated.state).toBe('rollback_completed');
});

it.each([
  ['migration-paused-then-converges', 'completed'],
  ['migration-short-start-period', 'completed'],
])('the verdict on %s advises a change that was replayed', async (name, outcome) => {
  const { advice } = classify(await captureScenario(name));
  expect(advice[0]).toMatchObject({ change: { path: 'services.db.healthcheck.start_period' }, simulated: { outcome } });
  expect(advice[0]?.simulated?.because).toMatch(/monitor of 300s leaves it paused/);
});

it('only makes likely what the task did that is gone from the record', async () => {
  const capture = JSON.parse(JSON.stringify(await captureScenario('update-paused-crash')));
  const [replay] = whatIf(factsOf(capture).stack as StackFacts, [], []).filter(updated);
  const gone = /task ([a-z0-9]{25})/.exec(replay?.recorded.because ?? '')?.[1];
  const { 'swarm-tasks': tasks, containers } = capture.evidence;
  tasks.artifact.tasks = tasks.artifact.tasks.filter(({ id }: { id: string }) => id !== gone);
  containers.artifact.containers = containers.artifact.containers.filter(({ task }: { task: string }) => task !== gone);
  const [later] = whatIf(factsOf(capture).stack as StackFacts, [set('monitor', 300_000)], []).filter(updated);
  expect(later?.simulated).toMatchObject({ state: 'paused', confidence: 'likely' });
});
