import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { type Change, captureScenario } from './corpus.ts';

// The engine took the new version back by itself, and the old one has run ever since.
const recording = 'rollback-completed';

interface Task {
  readonly ID: string;
  readonly Slot: number;
  readonly ServiceID: string;
  readonly CreatedAt: string;
  readonly Spec: object;
  readonly Status: { readonly State: string; readonly Timestamp: string };
}

const withTasks = (text: string, change: (task: Task, all: readonly Task[]) => Task): string => {
  const tasks = JSON.parse(text) as Task[];
  return JSON.stringify(tasks.map((task) => change(task, tasks)));
};

/** With order stop-first the old version comes back as a new task (swarmkit updater.go); the same swarm, looked at so many minutes later. */
const cameBack =
  (minutes: number): Change =>
  (kind, text) => {
    if (kind === 'info')
      return text.replace(/(?<="SystemTime":\s*")[^"]+/, (at) => new Date(Date.parse(at) + minutes * 60_000).toISOString());
    if (kind !== 'tasks') return text;
    return withTasks(text, (task, all) => {
      const failed = all.find(({ Status }) => Status.State === 'failed');
      const isBack = task.Status.State === 'running' && task.ServiceID === failed?.ServiceID;
      const [CreatedAt, Timestamp] = ['2026-11-20T18:17:40.600Z', '2026-11-20T18:17:42.100Z'];
      return isBack ? { ...task, CreatedAt, Status: { ...task.Status, Timestamp } } : task;
    });
  };

const verdictOf = async (change: Change, drop: readonly string[] = []) =>
  classify(await captureScenario(recording, { change, drop })).verdict;

describe('a version that crashed and was rolled back', () => {
  it.each([0, 1, 60])('is to blame %d minutes later, however long the old version has run', async (minutes) => {
    const crash = { outcome: 'red', label: 'recipe-regression', reason: 'crash' };
    expect(await verdictOf(cameBack(minutes))).toMatchObject(crash);
    expect(await verdictOf(cameBack(minutes), ['containers'])).toMatchObject(crash);
  });

  it('is innocent of a crash of the old version, which came up again', async () => {
    const oldCrashed: Change = (kind, text) => {
      const changed = cameBack(60)(kind, text);
      if (kind !== 'tasks') return changed;
      return withTasks(changed, (task, all) => {
        const back = all.find(({ Status, ServiceID }) => Status.State === 'running' && ServiceID === task.ServiceID);
        return task.Status.State === 'failed' && back ? { ...task, Spec: back.Spec } : task;
      });
    };
    const verdict = await verdictOf(oldCrashed, ['containers']);
    expect(verdict).toMatchObject({ outcome: 'red', label: 'update-paused', reason: 'undetermined' });
  });
});
