import { beforeAll, describe, expect, it } from 'vitest';
import { lacking } from './engine.ts';
import { truthOf } from './play.ts';
import { type Outcome, playAll } from './play-all.ts';
import { scenarios } from './scenarios.ts';
import { remainsOf } from './space.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the scenarios on a real Swarm. This machine lacks ${missing.join(', ')}.`);

describe.skipIf(missing.length > 0)('every failure kind, live', () => {
  const outcomes = new Map<string, Outcome>();
  let folders: readonly string[] = [];

  beforeAll(async () => {
    const played = await playAll((outcome) => {
      outcomes.set(outcome.scenario.id, outcome);
      console.log(`${outcome.seconds} s ${outcome.scenario.id}: ${outcome.wrong ?? 'right'}`);
    });
    folders = played.folders;
  }, 900_000);

  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
    expect(outcomes.has(id), 'it was staged').toBe(true);
    expect(outcomes.get(id)?.wrong, `the truth is ${truthOf(scenario)}`).toBeNull();
  });

  it('leaves no process, namespace or mount behind', () => {
    expect(folders.length).toBe(6);
    expect(folders.flatMap(remainsOf)).toEqual([]);
  });
});
