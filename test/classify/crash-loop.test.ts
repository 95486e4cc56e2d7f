import { expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import type { Task } from '#probes/swarm-tasks/artifact';
import { captureScenario } from './corpus.ts';

/** A recorded service that ended twice and then came up; here it ended so many times more, and runs since so many milliseconds. */
const after = async (more: number, runsForMs: number): Promise<Capture> => {
  const capture = await captureScenario('dependency-self-heals');
  const tasks = artifactOf(capture.evidence['swarm-tasks'])?.tasks ?? [];
  const failed = tasks.findLast(({ state }) => state === 'failed') as Task;
  const running = tasks.find((task) => task.service === failed.service && task.state === 'running') as Task;
  const systemTime = new Date(Date.parse(running.at ?? '') + runsForMs).toISOString();
  const swarm = artifactOf(capture.evidence['swarm-nodes']);
  const artifact = {
    tasks: [...Array.from({ length: more }, (_, index) => ({ ...failed, id: `again${index}`, container: null })), ...tasks],
  };
  const ok = { status: 'ok', ms: 0, bytes: 0, notes: [] } as const;
  const nodes = swarm?.engine ? { ...swarm, engine: { ...swarm.engine, systemTime } } : swarm;
  const evidence = {
    ...capture.evidence,
    'swarm-tasks': { ...ok, artifact },
    ...(nodes ? { 'swarm-nodes': { ...ok, artifact: nodes } } : {}),
  };
  return { ...capture, evidence };
};

it.each([
  [0, 60_000, 'green', null],
  [3, 60_000, 'green', null],
  [0, 1_000, 'pending', 'in-flight'],
  [3, 1_000, 'recipe-regression', 'crash'],
])('a service that ended %d times more and runs for %d ms is %s', async (more, ms, label, reason) => {
  const { verdict } = classify(await after(more, ms));
  expect(verdict).toMatchObject({ label, reason });
  expect(label === 'green' || verdict.confidence !== 'certain').toBe(true);
});
