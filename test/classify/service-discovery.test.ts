import { expect, it } from 'vitest';
import { classify } from '#classify/classify';
import type { Diagnosis } from '#model/report';
import { type Change, captureScenario } from './corpus.ts';

// Three managers of a real swarm; an app of two tasks and its database run.
const recording = 'leader-change-during-deploy';
const app = 'word-40ce3b_app';

type Json = Record<string, unknown>;
interface Names {
  [service: string]: { Tasks: { EndpointIP: string }[] };
}

/** The recording as it would stand ten minutes later, with the names of the asked node changed. */
const named =
  (
    names: (services: Names) => void,
    {
      minutes = 10,
      version = '29.1.3',
      nodes = (list: Json[]) => list,
    }: { minutes?: number; version?: string; nodes?: (list: Json[]) => Json[] } = {},
  ): Change =>
  (kind, text) => {
    const earlier = (at: unknown) => new Date(Date.parse(String(at)) - minutes * 60_000).toISOString();
    if (kind === 'tasks')
      return JSON.stringify(
        (JSON.parse(text) as Json[]).map((task) => ({
          ...task,
          CreatedAt: earlier(task['CreatedAt']),
          Status: { ...(task['Status'] as Json), Timestamp: earlier((task['Status'] as Json)['Timestamp']) },
        })),
      );
    if (kind === 'info') return JSON.stringify({ ...(JSON.parse(text) as Json), ServerVersion: version });
    if (kind === 'nodes') return JSON.stringify(nodes(JSON.parse(text) as Json[]));
    if (kind !== 'networks') return text;
    const networks = JSON.parse(text) as (Json & { Services?: Names | null })[];
    for (const { Services } of networks) if (Services?.[app]) names(Services);
    return JSON.stringify(networks);
  };

const judged = async (change: Change): Promise<Diagnosis> => classify(await captureScenario(recording, { change }));
const lost = ({ findings }: Diagnosis) => findings.filter(({ reason }) => reason === 'service-discovery');

it('an address that the name does not lead to is likely lost, and the stack is not green', async () => {
  const diagnosis = await judged(named((services) => services[app]?.Tasks.splice(0, 1)));
  expect(diagnosis.verdict).toMatchObject({
    outcome: 'red',
    label: 'network-plumbing',
    reason: 'service-discovery',
    cause: 'infra',
    confidence: 'likely',
    service: app,
  });
  expect(diagnosis.verdict.summary).toMatch(/leads to \d+\.\d+\.\d+\.\d+ in .*; \d+\.\d+\.\d+\.\d+, where a task runs, is not among them/);
});

it('so is a name that leads to nothing at all', async () => {
  const diagnosis = await judged(
    named((services) => {
      delete services[app];
    }),
  );
  expect(lost(diagnosis).map(({ summary }) => summary)).toEqual([
    expect.stringContaining('leads to nothing in'),
    expect.stringContaining('leads to nothing in'),
  ]);
});

it('of an engine that loses no names one look is only a doubt', async () => {
  const diagnosis = await judged(named((services) => services[app]?.Tasks.splice(0, 1), { version: '20.10.24' }));
  expect(lost(diagnosis).map(({ confidence }) => confidence)).toEqual(['possible', 'possible']);
  expect(diagnosis.verdict).toMatchObject({ outcome: 'green', confidence: 'likely' });
});

it('names that lead to all tasks are no finding', async () => {
  const { verdict } = await judged(named(() => undefined));
  expect(verdict).toMatchObject({ outcome: 'green', label: 'green' });
});

it.each<[string, Change]>([
  ['a row that may still come', named((services) => services[app]?.Tasks.splice(0, 1), { minutes: 0 })],
  [
    'a node that is down',
    named((services) => services[app]?.Tasks.splice(0, 2), {
      nodes: (list) => list.map((node) => ({ ...node, Status: { ...(node['Status'] as Json), State: 'down' } })),
    }),
  ],
  [
    'a node that has nothing on the network, and so no names of it',
    (kind, text) =>
      kind === 'networks'
        ? JSON.stringify((JSON.parse(text) as Json[]).map(({ Services: _, ...network }) => network))
        : named(() => undefined)(kind, text),
  ],
])('%s is not taken for it', async (_, change) => expect(lost(await judged(change))).toEqual([]));
