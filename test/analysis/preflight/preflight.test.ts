import { describe, expect, it } from 'vitest';
import { isWindowOpen } from '#analysis/preflight/checks/maintenance';
import { defaultStack } from '#analysis/preflight/default-stack';
import type { PreflightRequest } from '#analysis/preflight/facts';
import { defaultLimits } from '#analysis/preflight/limits';
import { preflight } from '#analysis/preflight/preflight';
import { readComposeFile } from '#compose/read';
import type { Capture } from '#probes/index';
import { paintOf } from '../../../src/report/paint.ts';
import { preflightText } from '../../../src/report/preflight-text.ts';
import { captureScenario, scenarios } from '../../classify/corpus.ts';

const ask = (more: Partial<PreflightRequest> = {}): PreflightRequest => ({
  file: defaultStack('proxy'),
  from: null,
  stack: null,
  rules: { limits: defaultLimits, maintenance: [], locks: [] },
  named: { journal: false, drone: false, host: false },
  hostname: null,
  ...more,
});
const stackOf = (services: string, networks = '  proxy: {external: true}'): PreflightRequest['file'] =>
  readComposeFile([{ file: 'compose.yml', text: `services:\n${services}\nnetworks:\n${networks}\n` }]);
const answersOf = (capture: Capture, more: Partial<PreflightRequest> = {}) => {
  const answer = preflight(capture, ask(more));
  return { ...answer, of: Object.fromEntries(answer.checks.map((check) => [check.id, check.answer])) };
};

describe('is one more run going to fit, on recordings', () => {
  it.each([
    ['vip-exhaustion-new', false, { addresses: 'unmet', 'stuck-tasks': 'unmet' }],
    ['vip-exhaustion-large', false, { addresses: 'unmet', 'stuck-tasks': 'unmet' }],
    ['task-ip-exhaustion-new', false, { addresses: 'unmet', 'stuck-tasks': 'unmet' }],
    ['hidden-containers-exhaustion', false, { addresses: 'unmet', 'stuck-tasks': 'unmet' }],
    ['stack-rm-leak', false, { addresses: 'unmet', 'leaked-addresses': 'unmet' }],
    ['leaked-addresses', false, { addresses: 'unmet', 'leaked-addresses': 'unmet' }],
    ['near-full-but-ok', false, { addresses: 'unmet', 'stuck-tasks': 'met' }],
    ['no-quorum', false, { quorum: 'unmet' }],
    ['image-missing', true, { addresses: 'met', 'stuck-tasks': 'met', quorum: 'met', nodes: 'met' }],
  ])('%s: %s', async (name, ready, of) => {
    const answer = answersOf(await captureScenario(name));
    expect(answer.of).toMatchObject(of);
    expect(answer.ready).toBe(ready);
  });

  it('a network with one free address takes a stack without a task of its own there, and not one with', async () => {
    const capture = await captureScenario('near-full-but-ok');
    expect(answersOf(capture, { file: stackOf('  app: {image: x, networks: [proxy], deploy: {replicas: 0}}') }).of['addresses']).toBe(
      'met',
    );
    expect(answersOf(capture, { file: stackOf('  app: {image: x, networks: [proxy]}') }).of['addresses']).toBe('unmet');
    expect(
      answersOf(capture, { file: stackOf('  app: {image: x, networks: [proxy], deploy: {endpoint_mode: dnsrr}}') }).of['addresses'],
    ).toBe('met');
  });

  it('of a stack that is deployed already only what it needs more counts', async () => {
    const capture = await captureScenario('near-full-but-ok');
    const of = (deploy: string) =>
      answersOf(capture, { stack: 'gite-4cea4b', file: stackOf(`  app: {image: x, networks: [proxy], deploy: {${deploy}}}`) });
    expect(of('replicas: 1').networks[0]).toMatchObject({ name: 'proxy', free: 1, demand: 0, fits: true });
    expect(of('replicas: 1, update_config: {order: start-first}').networks[0]).toMatchObject({ demand: 1, fits: true });
    expect(of('replicas: 3').networks[0]).toMatchObject({ demand: 2, fits: false });
  });

  it('a variable nobody gave makes it unknown where it could matter, and not where nothing could help', async () => {
    const capture = await captureScenario('image-missing');
    const file = stackOf('  app: {image: x, networks: [proxy], deploy: {replicas: "${N}"}}');
    expect(answersOf(capture, { file })).toMatchObject({ ready: null, of: { addresses: 'unknown' } });
    expect(answersOf(await captureScenario('vip-exhaustion-new'), { file }).of['addresses']).toBe('unmet');
  });

  it('a network that is not there is said, and so is a subnet that is taken', async () => {
    const capture = await captureScenario('near-full-but-ok');
    const missing = answersOf(capture, { file: stackOf('  app: {image: x, networks: [away]}', '  away: {external: true}') });
    expect(missing.of['networks']).toBe('unmet');
    const taken = answersOf(capture, {
      file: stackOf('  app: {image: x, networks: [own]}', '  own: {ipam: {config: [{subnet: 10.84.11.0/28}]}}'),
    });
    expect(taken.checks.find(({ id }) => id === 'networks')).toMatchObject({
      answer: 'unmet',
      because: expect.stringContaining('10.84.11.0/27'),
    });
  });

  it('without one of the sources it needs it does not know, and never says ready', async () => {
    for (const id of ['swarm-services', 'swarm-tasks', 'swarm-nodes', 'overlay-ipam'] as const) {
      const capture = await captureScenario('image-missing');
      const failed = {
        ...capture,
        evidence: { ...capture.evidence, [id]: { status: 'failed', because: 'withheld', ms: 0, bytes: 0 } },
      } as Capture;
      expect([id, answersOf(failed).ready]).toEqual([id, null]);
    }
  });

  it('where an object of a list could not be read it does not know, and never says ready', async () => {
    const capture = await captureScenario('image-missing');
    const tasks = capture.evidence['swarm-tasks'];
    if (tasks?.status !== 'ok') throw new Error('the scenario has no tasks');
    const artifact = { ...tasks.artifact, unreadable: [{ id: 'taskwithoutspec', because: 'Spec is null' }] };
    const answer = answersOf({ ...capture, evidence: { ...capture.evidence, 'swarm-tasks': { ...tasks, artifact } } });
    expect(answer).toMatchObject({ ready: null, of: { 'stuck-tasks': 'unknown', quorum: 'met' } });
    expect(answer.checks.find(({ id }) => id === 'stuck-tasks')?.because).toContain('taskwithoutspec could not be read: Spec is null');
  });

  it('a source that was named and cannot be read makes its check unknown; one that was not is left out and said', async () => {
    const capture = await captureScenario('image-missing', { journal: false });
    expect(answersOf(capture).skipped.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['allocation-failures', 'builds', 'disk', 'locks']),
    );
    const named = answersOf(capture, { named: { journal: true, drone: true, host: true } });
    expect(named).toMatchObject({ ready: null, of: { 'allocation-failures': 'unknown', builds: 'unknown', disk: 'unknown' } });
  });

  it('the answer about any recording fits into 80 columns and cites only what it read', async () => {
    for (const name of scenarios()) {
      const answer = answersOf(await captureScenario(name));
      for (const line of preflightText(answer, { columns: 80, paint: paintOf(0), unicode: true }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(80);
      for (const network of answer.networks)
        if (network.fits === true && network.free !== null) expect(network.demandAtLeast).toBeLessThanOrEqual(network.free);
    }
  });
});

describe('builds, windows and locks', () => {
  const build = {
    repo: 'o/cc-ci',
    number: 7,
    status: 'running',
    event: 'custom',
    recipe: 'ghost',
    ref: null,
    pr: null,
    createdAt: null,
    startedAt: null,
    finishedAt: null,
  };
  const withQueue = (capture: Capture, builds: (typeof build)[]): Capture => ({
    ...capture,
    evidence: { ...capture.evidence, 'ci-queue': { status: 'ok', artifact: { builds }, notes: [], ms: 0, bytes: 0 } },
  });

  it('a recipe run in flight is in the way, a push build is not', async () => {
    const capture = await captureScenario('image-missing');
    const named = { journal: false, drone: true, host: false };
    expect(answersOf(withQueue(capture, [build]), { named }).of['builds']).toBe('unmet');
    expect(answersOf(withQueue(capture, [{ ...build, recipe: null as never }]), { named }).of['builds']).toBe('met');
    expect(answersOf(withQueue(capture, [{ ...build, status: 'success' }]), { named }).of['builds']).toBe('met');
    const limits = { ...defaultLimits, builds: 1 };
    expect(answersOf(withQueue(capture, [build]), { named, rules: { limits, maintenance: [], locks: [] } }).of['builds']).toBe('met');
  });

  it('a row that a dead runner left days ago is no build in flight', async () => {
    const capture = await captureScenario('image-missing');
    const named = { journal: false, drone: true, host: false };
    const at = (day: string) => `2026-06-${day}T05:00:00.000Z` as never;
    const rows = [
      { ...build, startedAt: at('01') },
      { ...build, number: 8, status: 'success', startedAt: at('13') },
    ];
    expect(answersOf(withQueue(capture, rows), { named }).of['builds']).toBe('met');
    expect(answersOf(withQueue(capture, [{ ...build, startedAt: at('13') }, ...rows]), { named }).of['builds']).toBe('unmet');
  });

  it('a lock that cannot be looked at is unknown, one that is held is in the way', async () => {
    const capture = await captureScenario('image-missing');
    const lock = (kind: 'file' | 'build', name: string) => ({
      rules: { limits: defaultLimits, maintenance: [], locks: [{ kind, name, because: null }] },
    });
    expect(answersOf(capture, lock('file', '/run/x')).of['locks']).toBe('unknown');
    expect(answersOf(capture, lock('build', 'o/cc-ci')).of['locks']).toBe('unknown');
    expect(answersOf(withQueue(capture, [build]), lock('build', 'o/cc-ci')).of['locks']).toBe('unmet');
    expect(answersOf(withQueue(capture, [build]), lock('build', 'o/other')).of['locks']).toBe('met');
  });

  it.each([
    ['2026-06-13T23:30:00Z', true],
    ['2026-06-14T01:59:59Z', true],
    ['2026-06-14T02:00:00Z', false],
    ['2026-06-13T21:59:59Z', false],
    ['2026-06-13T01:00:00Z', false],
  ])('a window of Saturday 22:00 to 02:00 at %s: %s', (at, open) =>
    expect(isWindowOpen({ from: '22:00', to: '02:00', days: ['sat'], because: null }, Date.parse(at))).toBe(open),
  );

  it('a window between two dates, and one of the whole day', () => {
    const once = { from: '2026-06-13T05:30:00Z', to: '2026-06-13T06:30:00+00:00', days: null, because: null };
    expect([5, 6, 7].map((hour) => isWindowOpen(once, Date.parse(`2026-06-13T0${hour}:29:00Z`)))).toEqual([false, true, false]);
    expect(isWindowOpen({ from: '00:00', to: '00:00', days: null, because: null }, Date.now())).toBe(true);
  });
});
