// What may not change a verdict: names, ids, dates, what other stacks do, what was long ago, a clock that is off, a shorter history.
import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import type { Diagnosis } from '#model/report';
import { type Change, type CorpusSet, captureScenario, expectedOf, scenarios, sets } from './corpus.ts';
import { wrongness } from './score.ts';

type Task = Record<string, unknown> & {
  readonly ID: string;
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly CreatedAt: string;
};
type Service = Record<string, unknown> & { readonly ID: string; readonly CreatedAt: string; readonly Spec: { readonly Name: string } };

const DAY_MS = 86_400_000;
const STAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

/** The stamp with all of its digits below the second kept. */
const movedStamp = (stamp: string, ms: number): string => {
  if (stamp.startsWith('0001-')) return stamp;
  const whole = new Date(Date.parse(stamp.replace(/\.\d+/, '')) + ms).toISOString();
  const fraction = /\.\d+/.exec(stamp)?.[0] ?? '';
  return whole.replace(/\.\d+Z$/, `${fraction}Z`);
};

const changeLists =
  (changes: Readonly<Record<string, (list: readonly never[]) => readonly unknown[]>>): Change =>
  (kind, text) => {
    const change = changes[kind];
    const value: unknown = change ? JSON.parse(text) : null;
    return change && Array.isArray(value) ? JSON.stringify(change(value as never[])) : text;
  };

const renamed = (stack: string): Change => {
  const pattern = new RegExp(`(?<![A-Za-z0-9-])${stack.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`, 'g');
  return Object.assign((_: string, text: string) => text.replace(pattern, 'quite-another'), {
    nameBefore: (name: string) => name.replace(/^quite-another(?=_)/, stack),
  });
};

/** Swarm ids (25 letters and digits) and those of containers (64 hex digits), each read backwards. */
const renumbered: Change = (_, text) =>
  text.replace(/\b(?:[a-z0-9]{25}|[0-9a-f]{64})\b/g, (id) => (/\d/.test(id) && /[a-z]/.test(id) ? [...id].reverse().join('') : id));

const shifted: Change = (_, text) => text.replace(STAMP, (stamp) => movedStamp(stamp, 37 * DAY_MS));

const OTHER = { 'com.docker.stack.namespace': 'neighbour' };
const brokenNeighbour = changeLists({
  services: (services: readonly Service[]) => {
    const [some] = services;
    if (!some) return services;
    const spec = {
      Name: 'neighbour_web',
      Labels: OTHER,
      TaskTemplate: { ContainerSpec: { Image: 'neighbour:1', Labels: OTHER }, RestartPolicy: { Condition: 'any' } },
      Mode: { Replicated: { Replicas: 1 } },
    };
    return [
      ...services,
      { ID: 'neighbour0000000000000000', Version: { Index: 9 }, CreatedAt: some.CreatedAt, UpdatedAt: some.CreatedAt, Spec: spec },
    ];
  },
  tasks: (tasks: readonly Task[]) => {
    const [some] = tasks;
    if (!some) return tasks;
    const crashed = (index: number) => ({
      ID: `neighbourtask000000000000${index}`,
      Version: { Index: 10 + index },
      CreatedAt: some.CreatedAt,
      UpdatedAt: some.CreatedAt,
      Labels: {},
      Spec: { ContainerSpec: { Image: 'neighbour:1', Labels: OTHER }, RestartPolicy: { Condition: 'any' } },
      ServiceID: 'neighbour0000000000000000',
      Slot: 1,
      NodeID: some.NodeID,
      Status: {
        Timestamp: some.CreatedAt,
        State: 'failed',
        Message: 'started',
        Err: 'task: non-zero exit (1)',
        ContainerStatus: { ContainerID: '', PID: 0, ExitCode: 1 },
      },
      DesiredState: 'shutdown',
    });
    return [...tasks, crashed(1), crashed(2), crashed(3)];
  },
});

/** In each slot a task of a month before that crashed, under a spec of its own. */
const oldFailure = changeLists({
  services: (services: readonly Service[]) =>
    services.map((service) => ({ ...service, CreatedAt: movedStamp(service.CreatedAt, -60 * DAY_MS) })),
  tasks: (tasks: readonly Task[]) => [
    ...tasks,
    ...[...Map.groupBy(tasks, slotOf).values()].flatMap(([some], index) => (some ? [crashOf(some, index)] : [])),
  ],
});

const slotOf = ({ ServiceID, Slot, NodeID }: Task): string => `${ServiceID} ${Slot ?? NodeID}`;

const crashOf = (task: Task, index: number): unknown => {
  const at = movedStamp(task.CreatedAt, -30 * DAY_MS);
  const image = { Image: 'long-gone:0', Labels: {} };
  return {
    ...task,
    ID: `longago${String(index).padStart(18, '0')}`,
    Version: { Index: 1 },
    CreatedAt: at,
    UpdatedAt: at,
    Spec: { ContainerSpec: image, ForceUpdate: 77 },
    SpecVersion: undefined,
    Status: {
      Timestamp: at,
      State: 'failed',
      Message: 'started',
      Err: 'task: non-zero exit (137)',
      ContainerStatus: { ContainerID: '', PID: 0, ExitCode: 137 },
    },
    DesiredState: 'shutdown',
  };
};

/** What a worker stamps; what the manager stamps stays. */
const skewed = (ms: number): Change =>
  changeLists({
    tasks: (tasks: readonly Task[]) =>
      tasks.map((task) => {
        const status = task['Status'] as { Timestamp?: string } | undefined;
        return status?.Timestamp ? { ...task, Status: { ...status, Timestamp: movedStamp(status.Timestamp, ms) } } : task;
      }),
  });

/** An engine keeps five tasks of a slot (task history limit). */
const cutToFive = changeLists({
  tasks: (tasks: readonly Task[]) =>
    [...Map.groupBy(tasks, slotOf).values()].flatMap((list) =>
      [...list].sort((task, other) => (task.CreatedAt < other.CreatedAt ? 1 : -1)).slice(0, 5),
    ),
});

const RANK = { possible: 0, likely: 1, certain: 2 } as const;

/** Undefined where the verdict is the same, no surer, or an honest weaker one. */
const moved = (before: Diagnosis, after: Diagnosis, name: string, set: CorpusSet): string | undefined => {
  const [was, is] = [before.verdict, after.verdict];
  const same = was.label === is.label && was.reason === is.reason && was.outcome === is.outcome;
  if (same) return RANK[is.confidence] > RANK[was.confidence] ? `surer: ${was.confidence} -> ${is.confidence}` : undefined;
  const wrong = wrongness(after, expectedOf(name, set), true);
  const weaker = is.label === 'unexplained' || is.label === 'pending' || is.outcome === 'unknown' || is.confidence === 'possible';
  return wrong === undefined && weaker
    ? undefined
    : `${was.label}/${was.reason} ${was.confidence} -> ${is.label}/${is.reason} ${is.confidence}`;
};

const CHANGES: readonly (readonly [string, (stack: string) => Change])[] = [
  ['another name', renamed],
  ['other ids', () => renumbered],
  ['another month', () => shifted],
  ['an innocent broken neighbour', () => brokenNeighbour],
  ['an old failure before it', () => oldFailure],
  ['the clocks of the workers 5 s ahead', () => skewed(5_000)],
  ['the clocks of the workers 5 s behind', () => skewed(-5_000)],
  ['five tasks of history', () => cutToFive],
];

describe.each(sets)('the verdicts of %s stay or weaken', (set) => {
  it.each(CHANGES)('under %s', async (_, changeOf) => {
    const differences: string[] = [];
    for (const name of scenarios(set)) {
      const before = classify(await captureScenario(name, {}, set));
      const after = classify(await captureScenario(name, { change: changeOf(expectedOf(name, set).stack) }, set));
      const difference = moved(before, after, name, set);
      if (difference !== undefined) differences.push(`${name}: ${difference}`);
    }
    expect(differences).toEqual([]);
  });
});
