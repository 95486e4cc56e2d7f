import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Absent } from '#model/errors';
import { type Capture, probes } from '#probes/index';
import { runProbe } from '#probes/run-probe';
import type { DockerPort, Ports } from '#transport/ports';

/** The sets of recordings: `corpus` and `corpus-2` of a real swarm, `field` made after public reports (test/fixtures/corpus/README.md). */
export const sets = ['corpus', 'corpus-2', 'field'] as const;
export type CorpusSet = (typeof sets)[number];

export const folderOf = (set: CorpusSet): string => new URL(`../fixtures/${set}`, import.meta.url).pathname;
export const corpusFolder = folderOf('corpus');
export const scenarios = (set: CorpusSet = 'corpus'): string[] =>
  readdirSync(folderOf(set))
    .filter((name) => existsSync(join(folderOf(set), name, 'expected.json')))
    .sort();

export interface Expected {
  readonly stack: string;
  readonly proxy?: string;
  readonly accept: readonly Record<string, string | readonly string[] | null>[];
  readonly also?: readonly string[];
  readonly forbid?: readonly string[];
  /** Findings that must not be there. */
  readonly never?: readonly Record<string, string | null>[];
}
export const expectedOf = (name: string, set: CorpusSet = 'corpus'): Expected =>
  JSON.parse(readFileSync(join(folderOf(set), name, 'expected.json'), 'utf8'));

type Json = Record<string, unknown>;
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

export const snapshotsOf = (folder: string): { readonly at: string; readonly files: Record<string, string> }[] =>
  JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));

/** What is made of each text of a recording before anybody reads it: what it holds (`tasks`, `services`, `journal`, `log` ...) and the text. */
export interface Change {
  (kind: string, text: string): string;
  /** The name that a service has in the recording. */
  readonly nameBefore?: (name: string) => string;
}

/** A DockerPort over one scenario's last snapshot, answering as tools/replay-docker does. */
export const dockerOf = (folder: string, drop: readonly string[], at: number, change: Change = (_, text) => text): DockerPort => {
  const files: Record<string, string> = Object.assign(
    {},
    ...snapshotsOf(folder)
      .slice(0, at + 1)
      .map((snapshot) => snapshot.files),
  );
  const load = (kind: string): unknown =>
    files[kind] ? JSON.parse(change(kind, readFileSync(join(folder, files[kind]), 'utf8'))) : undefined;
  const inspects = join(folder, 'inspect');
  const read = (path: string): unknown => {
    const [kind = '', id, rest] = path.replace(/^\//, '').split('/');
    if (drop.includes(kind)) throw new Error('evidence withheld');
    if (path === '/info') return load('info') ?? {};
    if (path === '/containers/json') return load('containers') ?? [];
    if (kind === 'containers' && rest === 'json') {
      for (const file of existsSync(inspects) ? readdirSync(inspects) : []) {
        const held = JSON.parse(change('inspect', readFileSync(join(inspects, file), 'utf8')));
        const one = Array.isArray(held) ? held[0] : held;
        if (one?.Id?.startsWith(id)) return one;
      }
      throw new Absent(`No such container: ${id}`);
    }
    if (kind === 'volumes') {
      const volumes = load('volumes') as Json | Json[] | undefined;
      return { Volumes: Array.isArray(volumes) ? volumes : (volumes?.['Volumes'] ?? []), Warnings: null };
    }
    const all = load(kind);
    if (!Array.isArray(all)) throw new Error(JSON.stringify(all ?? { message: 'not recorded' }).slice(0, 400));
    if (id === undefined) return all;
    const hit = list(all).find((one) => String(one['ID'] ?? one['Id']).startsWith(id));
    if (!hit) throw new Absent(`${kind} ${id} not found`);
    return hit;
  };
  return {
    async getJson(path) {
      const value = read(path);
      return { value, bytes: 0 };
    },
    async getLog(path) {
      const id = path.split('/')[2] ?? '';
      if (drop.includes('services')) throw new Error('evidence withheld');
      const service = list(load('services')).find((one) => one['ID'] === id);
      const name = `${(service?.['Spec'] as Json | undefined)?.['Name']}`;
      const file = join(folder, 'logs', `${change.nameBefore?.(name) ?? name}.log`);
      return { value: existsSync(file) ? change('log', readFileSync(file, 'utf8')) : '', bytes: 0 };
    },
  };
};

const absent = (): never => {
  throw new Absent('not configured');
};

interface Withhold {
  readonly drop?: readonly string[];
  readonly journal?: boolean;
  readonly change?: Change;
  /** Position of the snapshot to stop at; what the daemon and the CI said later is left out. */
  readonly at?: number;
}

const noGitea: Ports['gitea'] = { origin: '', getJson: async () => absent(), getAll: async () => absent(), isMember: async () => absent() };

const portsOf = (
  folder: string,
  { drop = [], journal = true, at = snapshotsOf(folder).length - 1, change = (_, text) => text }: Withhold = {},
): Ports => ({
  docker: dockerOf(folder, drop, at, change),
  ci: { build: async () => absent(), history: async () => absent(), recent: async () => absent() },
  gitea: noGitea,
  tmux: { session: async () => absent() },
  recipe: { read: async () => absent() },
  runs: { read: async () => absent() },
  host: { state: async () => absent() },
  journal: {
    async lines() {
      const file = join(folder, 'dockerd.log');
      if (!journal || !existsSync(file)) throw new Absent('no --dockerd-log');
      return {
        value: {
          source: 'dockerd-log',
          lines: change(
            'journal',
            until(readFileSync(file, 'utf8').split('\n'), snapshotsOf(folder)[at]?.at, /time="([^"]+)"/).join('\n'),
          ).split('\n'),
          truncated: false,
        },
        bytes: 0,
      };
    },
  },
  ciLog: {
    async read() {
      const file = join(folder, 'ci.log');
      return existsSync(file)
        ? {
            value: change('ci-log', until(readFileSync(file, 'utf8').split('\n'), snapshotsOf(folder)[at]?.at, /^(\S+Z)/).join('\n')),
            bytes: 0,
          }
        : absent();
    },
  },
});

const until = (lines: readonly string[], at: string | undefined, stamp: RegExp): string[] =>
  lines.filter((line) => at === undefined || Date.parse(stamp.exec(line)?.[1] ?? '') <= Date.parse(at) + 1000 || !stamp.test(line));

/** Captures one scenario the way `classify --stack` does. */
export const captureScenario = async (name: string, withhold: Withhold = {}, set: CorpusSet = 'corpus'): Promise<Capture> => {
  const expected = expectedOf(name, set);
  const stack = withhold.change?.('stack', expected.stack) ?? expected.stack;
  const target = { build: null, repo: null, stack, proxyNetwork: expected.proxy ?? 'proxy' };
  const ports = portsOf(join(folderOf(set), name), withhold);
  const signal = new AbortController().signal;
  const evidence: Record<string, unknown> = {};
  for (const probe of probes) {
    if (probe.serves === 'build' || probe.serves === 'host') continue;
    evidence[probe.id] = await runProbe(probe as never, ports, target, signal, () => 0);
  }
  return { capturedAt: '2027-01-01T00:00:00.000Z', target, hosts: [], evidence };
};
