import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Absent } from '#model/trouble';
import { corpusFolder, dockerOf } from '../classify/corpus.ts';

/** Serves a recorded swarm of the fixtures as a Docker Engine API on a unix socket. */
export const corpusDocker = async (scenario: string): Promise<{ readonly url: string } & AsyncDisposable> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-docker-'));
  const docker = dockerOf(join(corpusFolder, scenario), [], 99);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://docker').pathname.replace(/^\/v1\.\d+/, '');
    docker.getJson(path, { signal: AbortSignal.timeout(5_000) }).then(
      ({ value }) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)),
      (error: unknown) =>
        response.writeHead(error instanceof Absent ? 404 : 500, { 'content-type': 'application/json' }).end('{"message":"no"}'),
    );
  }).listen(join(folder, 'docker.sock'));
  await once(server, 'listening');
  return {
    url: `unix://${join(folder, 'docker.sock')}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
