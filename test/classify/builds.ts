import { existsSync, readFileSync } from 'node:fs';
import { Absent } from '#model/errors';
import { type Capture, probes } from '#probes/index';
import { runProbe } from '#probes/run-probe';
import { droneLocal } from '#transport/ci/drone/local';
import { journalLocal } from '#transport/journal/local';
import type { Ports } from '#transport/ports';
import { runsLocal } from '#transport/runs/local';

export const droneFolder = new URL('../fixtures/drone', import.meta.url).pathname;
export interface ManifestBuild {
  readonly number: number;
  readonly kind: string;
  readonly status: string;
  readonly recipe: string | null;
  readonly expected_class: string | null;
  readonly note: string;
}
export const manifest = (): readonly ManifestBuild[] =>
  existsSync(`${droneFolder}/drone.manifest.json`) ? JSON.parse(readFileSync(`${droneFolder}/drone.manifest.json`, 'utf8')).builds : [];

const absent = (): never => {
  throw new Absent('not configured');
};

const noGitea: Ports['gitea'] = { origin: '', getJson: async () => absent(), getAll: async () => absent(), isMember: async () => absent() };

export const portsOf = (journal: boolean): Ports => {
  const ci = droneLocal(`${droneFolder}/database.sqlite`);
  return {
    docker: { getJson: async () => absent(), getLog: async () => absent() },
    ci,
    runs: runsLocal(`${droneFolder}/cc-ci-runs`),
    journal: journal ? journalLocal(`${droneFolder}/dockerd.journal.jsonl`, ci) : { lines: async () => absent() },
    host: { state: async () => absent() },
    ciLog: { read: async () => absent() },
    gitea: noGitea,
    tmux: { session: async () => absent() },
    recipe: { read: async () => absent() },
  };
};

/** Captures one build of the recorded Drone the way `classify BUILD` does; the swarm is out of reach. */
export const captureBuild = async (build: number, { journal = true } = {}): Promise<Capture> => {
  const target = { build, repo: null, stack: null, proxyNetwork: 'proxy' };
  const evidence: Record<string, unknown> = {};
  for (const probe of probes) {
    if (probe.serves === 'stack') continue;
    evidence[probe.id] = await runProbe(probe as never, portsOf(journal), target, new AbortController().signal, () => 0);
  }
  return { capturedAt: '2027-01-01T00:00:00.000Z', target, hosts: [], evidence };
};
