import { expect, it } from 'vitest';
import { artifactOf } from '#model/outcome';
import { overlayIpam } from '#probes/overlay-ipam/index';
import { runProbe } from '#probes/run-probe';
import type { Ports } from '#transport/ports';

it('a network was made when the swarm says so, not when this node set it up', async () => {
  const proxy = { Id: 'p', Name: 'proxy', Driver: 'overlay', Scope: 'swarm', Created: '2026-06-13T05:37:00Z' };
  const here = { ...proxy, Created: '2026-06-14T00:00:00Z', Containers: { c: { Name: 'one', IPv4Address: '10.10.0.3/24' } } };
  const docker = { getJson: async (path: string) => ({ value: path === '/networks' ? [proxy] : here, bytes: 1 }) };
  const target = { build: null, repo: null, stack: null, proxyNetwork: 'proxy' };
  const outcome = await runProbe(overlayIpam, { docker } as unknown as Ports, target, new AbortController().signal, () => 0);
  expect(artifactOf(outcome)?.networks).toMatchObject([{ createdAt: '2026-06-13T05:37:00.000Z', endpoints: [{ name: 'one' }] }]);
});
