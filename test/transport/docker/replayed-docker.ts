import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Absent } from '#model/errors';
import { corpusFolder, dockerOf } from '../../classify/corpus.ts';

export interface ReplayedDocker extends AsyncDisposable {
  readonly socket: string;
  readonly url: string;
  /** Requests other than GET and HEAD that reached it. */
  violations(): string;
}

/** Serves a recorded swarm of the fixtures as a Docker Engine API on a unix socket; what is dropped answers 500, what is slow after that many ms. */
export const replayDocker = async (
  scenario: string,
  drop: readonly string[] = [],
  slow: Readonly<Record<string, number>> = {},
): Promise<ReplayedDocker> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-docker-'));
  const socket = join(folder, 'docker.sock');
  const docker = dockerOf(join(corpusFolder, scenario), drop, 99);
  const violations: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://docker');
    const path = url.pathname.replace(/^\/v1\.\d+/, '');
    await sleep(slow[path] ?? 0);
    const json = { 'content-type': 'application/json' };
    if (request.method !== 'GET' && request.method !== 'HEAD') violations.push(`${request.method} ${path}`);
    if (path === '/_ping') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
    const ask = { signal: AbortSignal.timeout(5_000) };
    if (path.endsWith('/logs'))
      return void docker.getJson('/services', ask).then(async ({ value }) => {
        const asked = path.split('/')[2];
        const id = (value as Service[]).find((one) => one.ID === asked || one.Spec.Name === asked)?.ID;
        const { value: text } = await docker.getLog(`/services/${id}/logs`, { ...ask, maxBytes: 1 << 20 });
        response.writeHead(200, { 'content-type': 'application/vnd.docker.multiplexed-stream' }).end(framed(text));
      });
    docker.getJson(path, ask).then(
      ({ value }) => response.writeHead(200, json).end(JSON.stringify(named(value, url.searchParams.get('filters')))),
      (error: unknown) => response.writeHead(error instanceof Absent ? 404 : 500, json).end(JSON.stringify({ message: String(error) })),
    );
  }).listen(socket);
  await once(server, 'listening');
  return {
    socket,
    url: `unix://${socket}`,
    violations: () => violations.join('\n'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

interface Service {
  readonly ID: string;
  readonly Spec: { readonly Name: string };
}

/** Of the filters the API knows, names are enough here. */
const named = (value: unknown, filters: string | null): unknown => {
  const { name } = (filters === null ? {} : JSON.parse(filters)) as { name?: readonly string[] };
  return name && Array.isArray(value) ? (value as Service[]).filter(({ Spec }) => name.includes(Spec.Name)) : value;
};

/** Standard output in frames, as a log without a terminal comes. */
const framed = (text: string): Buffer =>
  Buffer.concat(
    text.split(/(?<=\n)/).map((line) => {
      const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
      head.writeUInt32BE(Buffer.byteLength(line), 4);
      return Buffer.concat([head, Buffer.from(line)]);
    }),
  );
