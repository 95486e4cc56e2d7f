import http from 'node:http';
import { readAllocatorLog } from '#swarm/allocator-log';
import { type AuditedLedger, auditedLedger } from '#swarm/audited-ledger';
import { swarmNow } from '#swarm/clock';
import { artifactOf } from '../../src/model/outcome.ts';
import { capture } from '../../src/probes/capture.ts';
import { openPorts } from '../../src/transport/open-ports.ts';
import type { Engine } from './engine.ts';

/** What the lab reads of the API's answers. */
export interface ApiTask {
  readonly ServiceID?: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string };
}
export interface ApiService {
  readonly ID: string;
  readonly Endpoint?: { readonly VirtualIPs?: readonly unknown[] };
  readonly UpdateStatus?: { readonly State: string };
  readonly ServiceStatus: { readonly RunningTasks: number; readonly DesiredTasks: number };
}

/** One request to the engine's API, writes included: the lab measures with it. */
export const api = <T>(engine: Engine, method: string, path: string, body?: unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = { host: 'docker', 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const request = http.request({ socketPath: engine.socket, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const said = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path}: ${response.statusCode} ${said.slice(0, 300)}`));
        else resolve((said === '' ? null : JSON.parse(said)) as T);
      });
    });
    request.on('error', reject);
    request.end(text);
  });

/**
 * The allocator's real state, by exhaustion: how many more services without tasks get a virtual IP on the network. They are removed again.
 * The log then has one more refusal.
 */
export const roomOf = async (engine: Engine, network: string, atMost = 64): Promise<number> => {
  const ids: string[] = [];
  try {
    for (;;) {
      const { ID } = await api<{ ID: string }>(engine, 'POST', '/services/create', {
        Name: `probe-${Date.now()}-${ids.length}`,
        TaskTemplate: { ContainerSpec: { Image: 'bb:1' }, Networks: [{ Target: network }] },
        Mode: { Replicated: { Replicas: 0 } },
        EndpointSpec: { Mode: 'vip' },
      });
      ids.push(ID);
      if (!(await hasVip(engine, ID)) || ids.length > atMost) return ids.length - 1;
    }
  } finally {
    for (const id of ids) await api(engine, 'DELETE', `/services/${id}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
};

/** The allocator answers within milliseconds; a service without a VIP after 400 ms was refused one. */
const hasVip = async (engine: Engine, id: string): Promise<boolean> => {
  for (let tries = 0; tries < 8; tries++) {
    const { Endpoint } = await api<ApiService>(engine, 'GET', `/services/${id}`);
    if ((Endpoint?.VirtualIPs ?? []).length > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
};

/** The ledger of one network, as the program sees it over this engine's API; with its log, the counts of the log. */
export const ledgerOf = async (engine: Engine, network: string, withLog: boolean): Promise<AuditedLedger> => {
  const signal = AbortSignal.timeout(30_000);
  const sources = { ssh: null, drone: null, runs: null, ciLog: null, gitea: null, journal: false };
  const dockerdLog = withLog ? engine.log : null;
  await using opened = await openPorts({ ...sources, dockerdLog, docker: `unix://${engine.socket}` }, { env: {}, home: '/', signal });
  const target = { build: null, repo: null, stack: null, proxyNetwork: 'proxy' };
  const only = ['swarm-services', 'swarm-tasks', 'swarm-nodes', 'overlay-ipam', 'daemon-journal'] as const;
  const evidence = await capture(opened.ports, target, {
    ...{ signal, now: () => performance.now(), hear: () => undefined, longestMs: 20_000 },
    only,
  });
  const [services, tasks, networks] = [
    artifactOf(evidence['swarm-services']),
    artifactOf(evidence['swarm-tasks']),
    artifactOf(evidence['overlay-ipam']),
  ];
  if (!services || !tasks || !networks) throw new Error(JSON.stringify(evidence).slice(0, 500));
  const nodes = artifactOf(evidence['swarm-nodes']);
  const journal = artifactOf(evidence['daemon-journal']);
  const said = journal ? readAllocatorLog(journal.lines, nodes) : null;
  const ledger = auditedLedger({ services, tasks, networks, nodes }, said, swarmNow(nodes, tasks, new Date().toISOString()));
  const entry = ledger.find(({ name }) => name === network);
  if (!entry) throw new Error(`no network ${network}`);
  return entry;
};
