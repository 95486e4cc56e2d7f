import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking } from './engine.ts';
import { type Demand, type Ground, openGround } from './ground.ts';
import { play, truthOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { remainsOf } from './space.ts';
import { strike } from './stage.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the scenarios on a real Swarm. This machine lacks ${missing.join(', ')}.`);

/** So many at once on one engine: two cores, and health checks every second. */
const AT_ONCE = 6;
/** Swarms that scenarios share, by what they ask of it. Those of three nodes change the nodes, so each has them to itself. */
const groups: readonly { readonly title: string; readonly demand: Demand; readonly atOnce: number }[] = [
  { title: 'one engine', demand: { nodes: 1 }, atOnce: AT_ONCE },
  { title: 'one engine at debug level', demand: { nodes: 1, debug: true }, atOnce: 1 },
  { title: 'one engine with a small pool', demand: { nodes: 1, pool: { base: '10.201.0.0/24', size: 26 } }, atOnce: 1 },
  { title: 'three managers', demand: { nodes: 3 }, atOnce: 1 },
];
const sameSwarm = (one: Demand, other: Demand): boolean =>
  one.nodes === other.nodes && (one.debug ?? false) === (other.debug ?? false) && JSON.stringify(one.pool) === JSON.stringify(other.pool);
const folders: string[] = [];

describe.skipIf(missing.length > 0).each(groups)('failure kinds on $title', ({ demand, atOnce }) => {
  const mine = scenarios.filter((scenario) => sameSwarm(scenario, demand));
  const wrong = new Map<string, string | null>();
  let ground: Ground;

  beforeAll(async () => {
    ground = await openGround(demand);
    folders.push(...ground.engines.map(({ folder }) => folder));
    const waiting = mine.filter(({ alone }) => !alone);
    const worker = async (): Promise<void> => {
      for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) await stage(scenario);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    for (const scenario of mine.filter(({ alone }) => alone)) await stage(scenario);
  }, 400_000);
  afterAll(async () => {
    await ground?.[Symbol.asyncDispose]();
  });

  const stage = async (scenario: Scenario): Promise<void> => {
    const began = Date.now();
    const failed = (error: unknown) => String(error);
    const said = await play(ground, scenario, true).then((played) => played.wrong, failed);
    const struck = await strike(ground, scenario.id).then(() => null, failed);
    wrong.set(scenario.id, said ?? struck);
    if (process.env['LAB_TIMES']) console.log(`${scenario.id} ${((Date.now() - began) / 1000).toFixed(1)} s ${said ?? struck ?? 'agrees'}`);
  };

  it.each(mine.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
    expect(wrong.has(id), 'it was staged').toBe(true);
    expect(wrong.get(id), `the truth is ${truthOf(scenario)}`).toBeNull();
  });
});

it.skipIf(missing.length > 0)('nothing is left behind', () => {
  expect(folders.length).toBe(6);
  expect(folders.flatMap(remainsOf)).toEqual([]);
});
