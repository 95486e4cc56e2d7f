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
const WORDS = {
  'before 25.0': (id: string) => `network sandbox does not exist for container db.1.${id}`,
  'from 25.0': (id: string) =>
    `failed to activate service binding for container /db.1.${id}: network sandbox for container 5e323b115ba371f4f42e8407fcc1b137c388062a0879b12a94a87794afc458ce not found`,
};
const tooLateIn =
  (words: (id: string) => string): Change =>
  (kind, text) => {
    if (kind === 'tasks')
      return JSON.stringify(
        (JSON.parse(text) as Task[]).map((task) => {
          const isKilled = /unhealthy container/.test(task.Status.Err ?? '');
          return isKilled ? { ...task, Status: { ...task.Status, Err: words(task.ID) } } : task;
        }),
      );
    if (kind !== 'journal') return text;
    return text.replace(/task: non-zero exit \(\d+\): dockerexec: unhealthy container/g, words('x'));
  };
const tooLate = tooLateIn(WORDS['before 25.0']);

it.each(Object.entries(WORDS))(
  'a task that turns healthy while it is stopped had too little time, and the network is innocent (%s)',
  async (_, words) => {
    const { verdict, findings } = classify(await captureScenario(recording, { change: tooLateIn(words), drop: ['containers'] }));
    expect(verdict).toMatchObject({ outcome: 'red', label: 'update-paused', reason: 'health-grace-too-short', cause: 'timing' });
    expect(findings.filter(({ label, confidence }) => label === 'network-plumbing' && confidence !== 'possible')).toEqual([]);
  },
);

it('it is likely where no later task tells the same', async () => {
  const before: Change = (kind, text) =>
    kind === 'tasks'
      ? JSON.stringify((JSON.parse(tooLate(kind, text)) as Task[]).filter(({ Status }) => Status.State !== 'running'))
      : tooLate(kind, text);
  const { verdict } = classify(await captureScenario(recording, { change: before, drop: ['containers'] }));
  expect(verdict).not.toMatchObject({ label: 'network-plumbing' });
  expect(verdict.confidence).not.toBe('certain');
});

it('a program that died of itself, with the network gone at that moment, is no health kill', async () => {
  const died: Change = (kind, text) =>
    kind === 'tasks'
      ? text.replaceAll(/task: non-zero exit \(\d+\): dockerexec: unhealthy container/g, 'task: non-zero exit (1)')
      : text.replaceAll('unhealthy container', 'container');
  const { verdict } = classify(await captureScenario(recording, { change: died, drop: ['containers'] }));
  expect(verdict).not.toMatchObject({ reason: 'health-grace-too-short' });
});
