import { describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import type { Epoch } from '#model/epoch';
import type { Capture } from '#probes/index';
import { captureBuild } from './builds.ts';

const of = async (
  build: number,
  target: Partial<Capture['target']>,
  hosts: Capture['hosts'] = [],
): Promise<ReturnType<typeof classify>> => {
  const capture = await captureBuild(build);
  return classify({ ...capture, hosts, target: { ...capture.target, ...target } });
};
const fix: Epoch = { name: 'proxy-fix', at: '2026-06-13T05:38:00.000Z', why: 'proxy was made anew' };

describe('a declared epoch', () => {
  it('keeps the label of a build from before it and takes away its weight', async () => {
    const bare = await of(557, {});
    const { verdict, epochs } = await of(557, { epochs: [fix] });
    expect(verdict).toMatchObject({ label: bare.verdict.label, admissible: false });
    expect(verdict.qualifiers).toContain('before-epoch:proxy-fix');
    expect(bare.verdict.admissible).toBe(true);
    expect(epochs).toMatchObject([{ name: 'proxy-fix', build: 'before', inForce: true, source: 'declared' }]);
  });

  it('leaves a build from after it alone', async () => {
    const { verdict } = await of(612, { epochs: [fix] });
    expect(verdict).toMatchObject({ label: 'green', admissible: true });
    expect(verdict.qualifiers.filter((one) => one.includes('epoch'))).toEqual([]);
  });

  it('that falls into the build straddles it', async () => {
    const { verdict } = await of(612, { epochs: [{ ...fix, at: '2026-06-13T06:14:00.000Z' }] });
    expect(verdict).toMatchObject({ label: 'green', admissible: false });
    expect(verdict.qualifiers).toContain('straddles-epoch:proxy-fix');
  });

  it('is not in force before its time has come', async () => {
    expect((await of(612, { epochs: [{ ...fix, at: '2199-01-01T00:00:00.000Z' }] })).epochs).toEqual([]);
  });

  it('of several the newest is in force, unless another is asked for by name', async () => {
    const later = { name: 'later', at: '2026-06-13T08:00:00.000Z', why: null };
    expect((await of(612, { epochs: [later, fix] })).verdict).toMatchObject({ admissible: false });
    expect((await of(612, { epochs: [later, fix], sinceEpoch: 'proxy-fix' })).verdict).toMatchObject({ admissible: true });
  });

  it.each([
    [30_000, 'unclear', false],
    [0, 'after', true],
  ])('with a clock %d ms off the side is %s', async (clockOffsetMs, build, admissible) => {
    const at = new Date(Date.parse((await of(612, {})).subject.startedAt ?? '') - 20_000).toISOString();
    const host = { name: 'ci', via: 'ssh', hostKey: null, clockOffsetMs, clockErrorMs: 5 };
    const { verdict, epochs } = await of(612, { epochs: [{ ...fix, at }] }, [host]);
    expect(epochs[0]).toMatchObject({ build });
    expect(verdict.admissible).toBe(admissible);
  });
});

describe('another ref or PR than the one meant', () => {
  it.each([
    [{ ref: null, pr: 5 }, ['wrong-pr'], false],
    [{ ref: 'd42d0f7c', pr: null }, ['wrong-ref'], false],
    [{ ref: 'd88f5801', pr: 4 }, [], true],
  ])('%j', async (asked, qualifiers, admissible) => {
    const { verdict } = await of(612, { asked });
    expect(verdict.qualifiers.filter((one) => one.startsWith('wrong'))).toEqual(qualifiers);
    expect(verdict.admissible).toBe(admissible);
  });
});

it('a proxy network younger than the build is a fence nobody had to declare', async () => {
  const capture = await captureBuild(557);
  const network = { id: 'n', name: 'proxy', driver: 'overlay', scope: 'swarm', ingress: false, attachable: true, stack: null };
  const proxy = {
    ...network,
    createdAt: '2026-06-13T05:37:00.000Z',
    subnets: [],
    allocated: true,
    counted: null,
    endpoints: [],
    peers: [],
  };
  const overlay = { status: 'ok' as const, ms: 1, bytes: 1, notes: [], artifact: { networks: [proxy], others: [] } };
  const { verdict } = classify({ ...capture, evidence: { ...capture.evidence, 'overlay-ipam': overlay } });
  expect(verdict.admissible).toBe(false);
  expect(verdict.qualifiers).toContain('before-epoch:network-proxy');
});

it('a node that joined an old swarm is told, and takes no weight from any build', async () => {
  const capture = await captureBuild(557);
  const node = (hostname: string, createdAt: string) => ({
    ...{ id: hostname, hostname, role: 'worker', availability: 'active', state: 'ready', message: null, leader: false, reachability: null },
    ...{ memory: null, nanoCpus: null, labels: {}, engineLabels: {}, engine: null, createdAt },
  });
  const nodes = [node('one', '2026-01-01T00:00:00Z'), node('two', '2026-01-01T00:05:00Z'), node('three', '2026-06-13T00:00:00Z')];
  const artifact = { nodes, engine: null, because: null };
  const { verdict, epochs } = classify({
    ...capture,
    evidence: { ...capture.evidence, 'swarm-nodes': { status: 'ok', ms: 1, bytes: 1, notes: [], artifact } },
  });
  expect(epochs).toMatchObject([{ name: 'node-three', source: 'found', build: 'before', inForce: false }]);
  expect(verdict.admissible).toBe(true);
});
