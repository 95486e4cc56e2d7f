import { expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { type Change, captureScenario } from './corpus.ts';

// The update is paused, the migration goes on in the next task and ends well.
const recording = 'migration-paused-then-converges';

interface Task {
  readonly ID: string;
  readonly Status: { readonly State: string; readonly Err?: string };
}

/** The words of the task that was stopped for bad health and passed its check before it had ended (moby ActivateContainerServiceBinding). */
const tooLate: Change = (kind, text) => {
  if (kind === 'tasks')
    return JSON.stringify(
      (JSON.parse(text) as Task[]).map((task) => {
        const isKilled = /unhealthy container/.test(task.Status.Err ?? '');
        return isKilled
          ? { ...task, Status: { ...task.Status, Err: `network sandbox does not exist for container db.1.${task.ID}` } }
          : task;
      }),
    );
  if (kind !== 'journal') return text;
  return text.replace(
    /task: non-zero exit \(\d+\): dockerexec: unhealthy container/g,
    'network sandbox does not exist for container db.1.x',
  );
};

it('a task that turns healthy while it is stopped had too little time, and the network is innocent', async () => {
  const { verdict, findings } = classify(await captureScenario(recording, { change: tooLate, drop: ['containers'] }));
  expect(verdict).toMatchObject({ outcome: 'red', label: 'update-paused', reason: 'health-grace-too-short', cause: 'timing' });
  expect(findings.filter(({ label, confidence }) => label === 'network-plumbing' && confidence !== 'possible')).toEqual([]);
});

it('it is likely where no later task tells the same', async () => {
  const before: Change = (kind, text) =>
    kind === 'tasks'
      ? JSON.stringify((JSON.parse(tooLate(kind, text)) as Task[]).filter(({ Status }) => Status.State !== 'running'))
      : tooLate(kind, text);
  const { verdict } = classify(await captureScenario(recording, { change: before, drop: ['containers'] }));
  expect(verdict).not.toMatchObject({ label: 'network-plumbing' });
  expect(verdict.confidence).not.toBe('certain');
});
