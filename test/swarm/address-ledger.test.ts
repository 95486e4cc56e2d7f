import { describe, expect, it } from 'vitest';
import { artifactOf } from '#model/outcome';
import { addressLedger } from '#swarm/address-ledger';
import { capacityOf, overlap } from '#swarm/subnet';
import { captureScenario } from '../classify/corpus.ts';

describe('capacity of an IPv4 overlay, as measured on engine 20.10', () => {
  it.each([
    ['10.0.0.0/29', null, 5],
    ['10.0.0.0/28', null, 13],
    ['10.0.0.0/24', null, 253],
    ['10.10.0.0/16', null, 65_533],
    ['10.0.0.0/24', '10.0.0.16/28', 15],
    ['10.0.0.0/24', '10.0.0.0/28', 14],
    ['10.0.0.0/24', '10.0.0.240/28', 14],
    ['fd00::/64', null, null],
  ])('%s range %s holds %s', (subnet, range, capacity) => expect(capacityOf(subnet, range)).toBe(capacity));

  it('knows which subnets share an address', () => {
    expect(overlap('10.0.0.0/24', '10.0.0.128/25')).toBe(true);
    expect(overlap('10.0.0.0/24', '10.0.1.0/24')).toBe(false);
  });
});

const proxyOf = async (name: string) => {
  const { evidence } = await captureScenario(name);
  const [services, tasks, networks] = [
    artifactOf(evidence['swarm-services']),
    artifactOf(evidence['swarm-tasks']),
    artifactOf(evidence['overlay-ipam']),
  ];
  if (!services || !tasks || !networks) throw new Error('not read');
  return addressLedger({ services, tasks, networks, nodes: artifactOf(evidence['swarm-nodes']) }).find((entry) => entry.name === 'proxy');
};

describe('free addresses of the proxy overlay by count', () => {
  it.each([
    ['vip-exhaustion-new', 0],
    ['vip-exhaustion-large', 0],
    ['task-ip-exhaustion-new', 0],
    ['exhaustion-start-first-update', 0],
    ['hidden-containers-exhaustion', 0],
    ['near-full-but-ok', 1],
    ['leaked-addresses', 26],
    ['stack-rm-leak', 25],
  ])('%s: %d', async (name, free) => expect((await proxyOf(name))?.free).toBe(free));
});
