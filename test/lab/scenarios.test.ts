import { beforeAll, describe, expect, it } from 'vitest';
import { lacking } from './engine.ts';
import { type Demand, openGround } from './ground.ts';
import { play, truthOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { remainsOf } from './space.ts';
import { strike } from './stage.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the scenarios on a real Swarm. This machine lacks ${missing.join(', ')}.`);

/** So many at once on one engine: two cores, and health checks every second. */
const AT_ONCE = 5;
const sameSwarm = (one: Demand, other: Demand): boolean =>
  one.nodes === other.nodes && (one.debug ?? false) === (other.debug ?? false) && JSON.stringify(one.pool) === JSON.stringify(other.pool);
/** The swarms that are needed, one after the other, each with all scenarios that ask for just that. */
const swarmsOf = (nodes: 1 | 3): Scenario[][] => {
  const groups: Scenario[][] = [];
  for (const scenario of scenarios.filter((one) => one.nodes === nodes)) {
    const group = groups.find(([first]) => first && sameSwarm(first, scenario));
    if (group) group.push(scenario);
    else groups.push([scenario]);
  }
  return groups;
};

describe.skipIf(missing.length > 0)('every failure kind, live', () => {
  const wrong = new Map<string, string | null>();
  const folders: string[] = [];

  beforeAll(async () => {
    const inTurn = async (groups: Scenario[][]): Promise<void> => {
      for (const group of groups) await stageAll(group);
    };
    await Promise.all([inTurn(swarmsOf(1)), inTurn(swarmsOf(3))]);
  }, 900_000);

  const stageAll = async (group: Scenario[]): Promise<void> => {
    const [first] = group;
    if (!first) return;
    await using ground = await openGround(first);
    folders.push(...ground.engines.map(({ folder }) => folder));
    // Three nodes come and go with their scenarios, so these have them one at a time.
    const together = group.filter(({ alone, nodes }) => !alone && nodes === 1);
    const apart = group.filter((scenario) => !together.includes(scenario));
    const stage = async (scenario: Scenario): Promise<void> => {
      const began = Date.now();
      const said = await play(ground, scenario, true).then((played) => played.wrong, String);
      const struck = scenario === group.at(-1) ? null : await strike(ground, scenario.id).then(() => null, String);
      wrong.set(scenario.id, said ?? struck);
      if (process.env['LAB_TIMES'])
        console.log(`${scenario.id} ${((Date.now() - began) / 1000).toFixed(1)} s: ${said ?? struck ?? 'agrees'}`);
    };
    const waiting = [...together];
    const worker = async (): Promise<void> => {
      for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) await stage(scenario);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (const scenario of apart) await stage(scenario);
  };

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
    expect(wrong.has(id), 'it was staged').toBe(true);
    expect(wrong.get(id), `the truth is ${truthOf(scenario)}`).toBeNull();
  });

  it('leaves no process, namespace or mount behind', () => {
    expect(folders.length).toBe(6);
    expect(folders.flatMap(remainsOf)).toEqual([]);
  });
});
