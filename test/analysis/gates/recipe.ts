import { join } from 'node:path';
import type { Capture } from '#probes/index';
import { probes } from '#probes/index';
import { runProbe } from '#probes/run-probe';
import { giteaClient } from '#transport/gitea/client';
import { portsOf } from '../../classify/builds.ts';
import { corpusFolder, dockerOf } from '../../classify/corpus.ts';

export interface Asked {
  readonly url: string;
  readonly token?: string;
  readonly build: number | null;
  readonly pr?: number;
  readonly recipe?: string;
  /** The recorded swarm that stands for the host. */
  readonly swarm?: string;
}

/** Captures a recipe with one build the way `gate` does: the recorded Drone, a recorded swarm, a Gitea on loopback. */
export const captureRecipe = async ({
  url,
  token,
  build,
  pr = 4,
  recipe = 'ghost',
  swarm = 'near-full-but-ok',
}: Asked): Promise<Capture> => {
  const ports = {
    ...portsOf(true),
    gitea: giteaClient({ url, token: token ?? null }),
    docker: dockerOf(join(corpusFolder, swarm), [], 99),
  };
  const target = { build, repo: null, stack: null, proxyNetwork: 'proxy', recipe: { owner: 'recipe-maintainers', name: recipe, pr } };
  const evidence: Record<string, unknown> = {};
  for (const probe of probes) {
    if (probe.serves === 'stack' || probe.serves === 'host') continue;
    evidence[probe.id] = await runProbe(probe as never, ports, target, new AbortController().signal, () => 0);
  }
  return { capturedAt: '2026-06-13T06:40:00.000Z', target, hosts: [], evidence };
};
