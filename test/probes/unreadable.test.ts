import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Note, Outcome } from '#model/outcome';
import type { Stored } from '#model/recording';
import { containers } from '#probes/containers/index';
import type { UnreadableObject } from '#probes/listing';
import { overlayIpam } from '#probes/overlay-ipam/index';
import { runProbe } from '#probes/run-probe';
import { swarmNodes } from '#probes/swarm-nodes/index';
import { swarmObjects } from '#probes/swarm-objects/index';
import { swarmServices } from '#probes/swarm-services/index';
import { swarmTasks } from '#probes/swarm-tasks/index';
import { KnownState } from '#recording/recorder/known-state';
import { SwarmSnapshot, SwarmUnread } from '#recording/recorder/snapshot';
import type { DockerPort, Ports } from '#transport/ports';

type Row = Readonly<Record<string, unknown>>;

/** A type of object: how the engine lists it, which field breaks it, and how the recorder looks at it. */
interface ObjectType {
  readonly kind: string;
  readonly path: string;
  readonly idField: 'ID' | 'Id' | 'Name';
  readonly good: (id: string) => Row;
  /** Rows of that id that are no such object. */
  readonly bad: (id: string) => readonly Row[];
  readonly look: (snapshot: SwarmSnapshot) => Promise<Stored[]>;
}
const swarmLook = (snapshot: SwarmSnapshot) => snapshot.swarm(null);

const types: readonly ObjectType[] = [
  {
    kind: 'service',
    path: '/services',
    idField: 'ID',
    good: (id) => ({ ID: id, Spec: { Name: `shop_${id}`, TaskTemplate: {} } }),
    bad: (id) => [{ ID: id, Spec: null }, { ID: id }, { ID: id, Spec: 'x' }, { ID: id, Spec: { Name: 5, TaskTemplate: {} } }],
    look: swarmLook,
  },
  {
    kind: 'task',
    path: '/tasks',
    idField: 'ID',
    good: (id) => ({ ID: id, ServiceID: 's', Status: { State: 'running' }, DesiredState: 'running' }),
    bad: (id) => [
      { ID: id, Status: 'x' },
      { ID: id, DesiredState: null },
      { ID: id, Slot: 'one' },
      { ID: id, NetworksAttachments: [{ Network: { ID: 7 } }] },
    ],
    look: swarmLook,
  },
  {
    kind: 'node',
    path: '/nodes',
    idField: 'ID',
    good: (id) => ({ ID: id, Spec: { Role: 'worker' }, Status: { State: 'ready' } }),
    bad: (id) => [
      { ID: id, Spec: 'x' },
      { ID: id, Status: { State: 3 } },
      { ID: id, Description: [] },
    ],
    look: (snapshot) => snapshot.nodes(),
  },
  {
    kind: 'network',
    path: '/networks',
    idField: 'Id',
    good: (id) => ({ Id: id, Name: `net-${id}`, Driver: 'overlay', Scope: 'swarm' }),
    bad: (id) => [{ Id: id }, { Id: id, Name: 'n', Driver: 4 }, { Id: id, Name: 'n', IPAM: 'x' }],
    look: (snapshot) => snapshot.networks(null),
  },
  {
    kind: 'container',
    path: '/containers/json',
    idField: 'Id',
    good: (id) => ({ Id: id, Names: [`/${id}`], State: 'running', Status: 'Up 2 minutes' }),
    bad: (id) => [
      { Id: id, State: null },
      { Id: id, Names: 'x' },
      { Id: id, Labels: { a: 1 } },
    ],
    look: (snapshot) => snapshot.containers(null),
  },
];

/** An engine whose lists are these rows; an inspect of a network gives its row. */
const engineOf = (lists: Readonly<Record<string, unknown>>): DockerPort => {
  const reply = (path: string, query: Readonly<Record<string, string>> = {}): unknown => {
    if (path === '/info') return { Name: 'ci', Swarm: { LocalNodeState: 'active' } };
    if (path === '/tasks' && query['filters']?.includes('attachment')) return [];
    const [, network] = /^\/networks\/(.+)$/.exec(path) ?? [];
    if (network !== undefined) return (lists['/networks'] as Row[]).find((row) => row['Id'] === network);
    return lists[path] ?? [];
  };
  return {
    getJson: async (path: string, { query }: { query?: Readonly<Record<string, string>> }) => ({ value: reply(path, query), bytes: 1 }),
  } as unknown as DockerPort;
};

const target = { build: null, repo: null, stack: null, proxyNetwork: 'proxy' };
const probes = [swarmServices, swarmTasks, swarmNodes, overlayIpam, containers] as const;
const run = async (type: ObjectType, rows: unknown): Promise<Outcome<unknown>> => {
  const probe = probes[types.indexOf(type)];
  if (!probe) throw new Error('no such probe');
  return runProbe(
    probe as never,
    { docker: engineOf({ [type.path]: rows }) } as unknown as Ports,
    target,
    new AbortController().signal,
    () => 0,
  );
};
const artifact = (outcome: Outcome<unknown>): { unreadable?: UnreadableObject[]; notes: readonly Note[] } =>
  outcome.status === 'ok'
    ? { ...(outcome.artifact as { unreadable?: UnreadableObject[] }), notes: outcome.notes }
    : expect.unreachable(`${outcome.status}: it should have been read`);

const look = (type: ObjectType, knownState: KnownState, at: number, rows: unknown): Promise<Stored[]> =>
  type.look(
    new SwarmSnapshot({
      docker: engineOf({ [type.path]: rows }),
      knownState,
      at,
      signal: new AbortController().signal,
      spend: () => undefined,
    }),
  );
const goneOf = (rows: readonly Stored[], kind: string): readonly string[] =>
  rows.filter((row) => row.kind === kind && row.state === null).map(({ key }) => key);

describe.each(types)('a $kind that is there and cannot be read', (type) => {
  const { kind, idField, good, bad } = type;
  const broken: readonly [string, unknown, string | null][] = [
    ...bad('b').map((row): [string, unknown, string] => [JSON.stringify(row), row, 'b']),
    ['no id', { ...good('b'), [idField]: undefined }, null],
    ['an empty id', { ...good('b'), [idField]: '' }, null],
    ['an id of another type', { ...good('b'), [idField]: 5 }, null],
    ['null', null, null],
    ['a word', 'b', null],
    ['a list', [good('b')], null],
  ];

  it.each(broken)('%s: the probe names it beside the others', async (_, row, id) => {
    const { unreadable, notes } = artifact(await run(type, [good('a'), row]));
    expect(unreadable).toMatchObject([{ ...(id === null ? {} : { id }), because: expect.stringMatching(/./) }]);
    expect(notes.map(({ code }) => code)).toContain(kind);
  });

  it.each(broken)('%s: the recorder keeps its last state and says since when', async (_, row) => {
    const knownState = new KnownState((value) => value);
    await look(type, knownState, 1, [good('a'), good('b')]);
    const rows = await look(type, knownState, 2, [good('a'), row]);
    expect(goneOf(rows, kind)).toEqual([]);
    expect(knownState.get(kind, 'b')).toBeDefined();
    expect(rows.filter(({ kind }) => kind === 'unreadable')).toMatchObject([{ at: 2, state: expect.stringContaining(kind) }]);
    expect(await look(type, knownState, 3, [good('a'), row])).toEqual([]);
    const again = await look(type, knownState, 4, [good('a')]);
    expect(goneOf(again, kind)).toEqual(['b']);
    expect(goneOf(again, 'unreadable')).toHaveLength(1);
  });

  it('a list of nothing else is no empty list', async () => {
    for (const [, row] of broken) {
      const outcome = await run(type, [row]);
      if (type.kind === 'node') expect(outcome).toMatchObject({ status: 'ok', artifact: { nodes: null, because: expect.any(String) } });
      else expect(outcome.status).toBe('failed');
    }
  });

  it.each([[null], [{}], ['x'], [{ message: 'rpc error' }]])('a reply of %j is no list, and no absence', async (reply) => {
    const knownState = new KnownState((value) => value);
    await look(type, knownState, 1, [good('a')]);
    const rows = await look(type, knownState, 2, reply ?? 'null').catch((error: unknown) => {
      if (kind === 'service' || kind === 'task') expect(error).toBeInstanceOf(SwarmUnread);
      return [];
    });
    expect(goneOf(rows, kind)).toEqual([]);
    expect(knownState.get(kind, 'a')).toBeDefined();
  });

  it('only what a list proves to be gone is called gone', async () => {
    const states = fc.constantFrom('good', 'bad', 'nameless', 'gone');
    const look4 = fc.tuple(states, states, states, states);
    await fc.assert(
      fc.asyncProperty(fc.array(look4, { minLength: 1, maxLength: 12 }), async (looks) => {
        const knownState = new KnownState((value) => value);
        const known = new Set<string>();
        for (const [at, look4] of looks.entries()) {
          const ids = ['a', 'b', 'c', 'd'];
          const rows = ids.flatMap((id, index) => {
            if (look4[index] === 'good') return [good(id)];
            if (look4[index] === 'bad') return [bad(id)[at % bad(id).length]];
            return look4[index] === 'nameless' ? [{ ...good(id), [idField]: undefined }] : [];
          });
          const gone = goneOf(await look(type, knownState, at, rows), kind);
          const provable = look4.includes('nameless') ? [] : ids.filter((id, index) => look4[index] === 'gone' && known.has(id));
          expect([...gone].sort()).toEqual(provable);
          for (const [index, id] of ids.entries()) if (look4[index] === 'good') known.add(id);
          for (const id of gone) known.delete(id);
          expect(
            knownState
              .values<{ id: string }>(kind)
              .map(({ id }) => id)
              .sort(),
          ).toEqual([...known].sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a volume, a secret and a config that cannot be read', () => {
  it.each([
    ['/volumes', 'volume', (rows: unknown[]) => ({ Volumes: rows }), { Name: 'v' }, { Name: 5 }],
    ['/secrets', 'secret', (rows: unknown[]) => rows, { ID: '1', Spec: { Name: 's' } }, { ID: '2', Spec: null }],
    ['/configs', 'config', (rows: unknown[]) => rows, { ID: '1', Spec: { Name: 'c' } }, { ID: '2' }],
  ])('%s', async (path, kind, reply, row, odd) => {
    const ask = (rows: unknown[]) =>
      runProbe(
        swarmObjects,
        { docker: engineOf({ [path]: reply(rows) }) } as unknown as Ports,
        target,
        new AbortController().signal,
        () => 0,
      );
    const some = await ask([row, odd]);
    expect(some).toMatchObject({
      status: 'ok',
      artifact: { [`${kind}s`]: [{ name: kind[0] }] },
      notes: [{ code: kind }, ...(path === '/volumes' ? [] : [{ code: 'objects' }])],
    });
    expect(await ask([odd])).toMatchObject({ status: 'ok', artifact: { [`${kind}s`]: null } });
  });
});

it('containers attached by hand that could not be listed are not gone', async () => {
  const knownState = new KnownState((value) => value);
  const attached = {
    ID: 't',
    Spec: { NetworkAttachmentSpec: { ContainerID: 'c' } },
    DesiredState: 'running',
    Status: { State: 'running' },
  };
  let refused = false;
  const docker = {
    getJson: async (path: string, { query }: { query?: Readonly<Record<string, string>> }) => {
      const isAttachments = query?.['filters']?.includes('attachment') === true;
      if (isAttachments && refused) throw new Error('the engine answered 500');
      return { value: path === '/tasks' && isAttachments ? [attached] : [], bytes: 1 };
    },
  } as unknown as DockerPort;
  const swarm = (at: number) =>
    new SwarmSnapshot({ docker, knownState, at, signal: new AbortController().signal, spend: () => undefined }).swarm(null);
  expect((await swarm(1)).map(({ key }) => key)).toEqual(['t']);
  refused = true;
  expect(await swarm(2)).toMatchObject([{ kind: 'unreadable', key: 'attachment ?' }]);
  expect(await swarm(3)).toEqual([]);
  refused = false;
  expect(await swarm(4)).toMatchObject([{ kind: 'unreadable', state: null }]);
});
