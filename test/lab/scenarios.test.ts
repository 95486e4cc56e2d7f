import { afterAll, describe, expect, it } from 'vitest';
import { lacking } from './engine.ts';
import { type Ground, openGround } from './ground.ts';
import { type Played, play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { remainsOf, spacesOf } from './space.ts';
import { strike } from './stage.ts';

const missing = lacking();
if (missing.length > 0) console.warn(`NOT RUN: the scenarios on a real Swarm. This machine lacks ${missing.join(', ')}.`);

/** So many at once on one engine: two cores, and health checks every second. */
const AT_ONCE = 5;
const used = new Set<string>();

const onStage = async (ground: Ground, scenario: Scenario): Promise<string | null> => {
  let played: Played | null = null;
  try {
    played = await play(ground, scenario, true);
    return played.wrong;
  } finally {
    for (const { folder } of ground.engines) used.add(folder);
    await strike(ground, scenario.id);
  }
};

/** Each scenario's own promise; no more than so many of them run at once, in their order. */
const inTurns = (list: readonly Scenario[], atOnce: number, run: (scenario: Scenario) => Promise<string | null>) => {
  const turns = new Map<string, PromiseWithResolvers<string | null>>();
  for (const { id } of list) turns.set(id, withResolvers());
  const waiting = [...list];
  const next = async (): Promise<void> => {
    const scenario = waiting.shift();
    if (!scenario) return;
    const turn = turns.get(scenario.id);
    await run(scenario).then(turn?.resolve, turn?.reject);
    return next();
  };
  const all = Promise.all(Array.from({ length: atOnce }, next));
  return { turns, all };
};
