import { describe, expect, it } from 'vitest';
import { artifactOf } from '#model/outcome';
import { readAllocatorLog } from '#swarm/allocator-log';
import { auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import { captureScenario, scenarios } from '../classify/corpus.ts';

const auditOf = async (name: string, withJournal: boolean) => {
  const { evidence, capturedAt } = await captureScenario(name);
  const [services, tasks, networks] = [
    artifactOf(evidence['swarm-services']),
    artifactOf(evidence['swarm-tasks']),
    artifactOf(evidence['overlay-ipam']),
  ];
  if (!services || !tasks || !networks) return undefined;
  const nodes = artifactOf(evidence['swarm-nodes']);
  const journal = artifactOf(evidence['daemon-journal']);
  const said = journal && withJournal ? readAllocatorLog(journal.lines, nodes) : null;
  return { said, ledger: auditedLedger({ services, tasks, networks, nodes }, said, swarmNow(nodes, tasks, capturedAt)) };
};
const proxyOf = async (name: string, withJournal = true) =>
  (await auditOf(name, withJournal))?.ledger.find((entry) => entry.name === 'proxy');

describe('what the allocator leaked, on recordings', () => {
  it.each([
    ['leaked-addresses', 26],
    ['stack-rm-leak', 25],
  ])('%s: %d, since somebody waits although they look free', async (name, leaked) => {
    for (const withJournal of [true, false])
      expect(await proxyOf(name, withJournal)).toMatchObject({ free: 0, countedBy: 'refusal', used: { leaked } });
  });

  it('the debug log counts exactly', async () => {
    expect(await proxyOf('vip-exhaustion-debug-log')).toMatchObject({ free: 0, countedBy: 'debug-log', used: { leaked: 0 } });
    expect(await proxyOf('vip-exhaustion-debug-log', false)).toMatchObject({ countedBy: null, used: { leaked: null } });
  });

  it('the service whose retries leak is named on the network that loses', async () => {
    expect((await proxyOf('leaked-addresses'))?.leaking).toEqual(['stats-d1bb3f_agent']);
    expect((await proxyOf('vip-exhaustion-new'))?.leaking).toEqual([]);
  });

  it('removals that leak are found in the log', async () => {
    expect((await auditOf('stack-rm-leak', true))?.said?.leaks.length).toBeGreaterThan(2);
    expect((await auditOf('near-full-but-ok', true))?.said?.leaks).toEqual([]);
  });

  it('what cannot be known is null, and nobody is said to leak who does not', async () => {
    for (const name of scenarios().filter((one) => !['leaked-addresses', 'stack-rm-leak', 'vip-exhaustion-debug-log'].includes(one)))
      for (const { name: network, countedBy, used } of (await auditOf(name, true))?.ledger ?? [])
        expect([name, network, used.leaked]).toEqual([name, network, countedBy === null ? null : 0]);
  });
});

it('the engine’s own count, where it gives one, goes before everything', async () => {
  const { evidence, capturedAt } = await captureScenario('near-full-but-ok');
  const [services, tasks, overlays] = [
    artifactOf(evidence['swarm-services']),
    artifactOf(evidence['swarm-tasks']),
    artifactOf(evidence['overlay-ipam']),
  ];
  if (!services || !tasks || !overlays) throw new Error('not read');
  const nodes = artifactOf(evidence['swarm-nodes']);
  const withFree = (free: number) => {
    const networks = overlays.networks.map((network) =>
      network.name === 'proxy' ? { ...network, counted: [{ subnet: '10.84.11.0/27', used: 32 - free, free }] } : network,
    );
    const ledger = auditedLedger({ services, tasks, networks: { ...overlays, networks }, nodes }, null, swarmNow(nodes, tasks, capturedAt));
    return ledger.find(({ name }) => name === 'proxy');
  };
  expect(withFree(1)).toMatchObject({ countedBy: 'engine', free: 1, forgotten: 0, used: { leaked: 0 } });
  expect(withFree(0)).toMatchObject({ countedBy: 'engine', free: 0, forgotten: 0, used: { leaked: 1 } });
  expect(withFree(3)).toMatchObject({ countedBy: 'engine', free: 3, forgotten: 2, used: { leaked: 0 } });
});

it('every address has one holder', async () => {
  for (const name of scenarios())
    for (const entry of (await auditOf(name, false))?.ledger ?? []) {
      expect(entry.holders.length).toBe(entry.visible);
      const addresses = entry.holders.flatMap(({ address }) => address ?? []);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
});
