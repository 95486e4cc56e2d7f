import { expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { type Change, captureScenario } from './corpus.ts';

interface Task {
  readonly ID: string;
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly Status: { readonly State: string; readonly Err?: string };
  readonly DesiredState: string;
}

/** The task that the drained node had, still on its way out. */
const leaving: Change = (kind, text) => {
  if (kind !== 'tasks') return text;
  const tasks = JSON.parse(text) as Task[];
  const waiting = tasks.find(({ Status }) => Status.State === 'pending');
  return JSON.stringify(
    tasks.map((task) =>
      task !== waiting && task.ServiceID === waiting?.ServiceID && task.Slot === waiting?.Slot && task.DesiredState === 'shutdown'
        ? { ...task, Status: { ...task.Status, State: 'running' } }
        : task,
    ),
  );
};

it('a task that no node takes does not wait for the old one to go: the drained node is the cause', async () => {
  const { verdict } = classify(await captureScenario('node-drained', { change: leaving }));
  expect(verdict).toMatchObject({ outcome: 'red', label: 'swarm-unavailable', reason: 'node-drained' });
});
