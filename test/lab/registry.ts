import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Engine } from './engine.ts';

export interface Registry extends AsyncDisposable {
  /** Knows no image under any name, and lets nobody in under `busy/`. */
  readonly address: string;
}

/** A registry that serves no image, on the loopback of the engine's own namespace. */
export const startRegistry = async (engine: Engine): Promise<Registry> => {
  const answer = `require('node:http').createServer((ask, reply) => {
    const status = ask.url === '/v2/' ? 200 : ask.url.startsWith('/v2/busy/') ? 429 : 404;
    const code = { 404: 'MANIFEST_UNKNOWN', 429: 'TOOMANYREQUESTS' }[status];
    const message = { 404: 'manifest unknown', 429: 'You have reached your pull rate limit.' }[status];
    reply.writeHead(status, { 'content-type': 'application/json', 'docker-distribution-api-version': 'registry/2.0' });
    reply.end(code ? JSON.stringify({ errors: [{ code, message }] }) : '{}');
  }).listen(5000, '127.0.0.1', () => console.log('up'))`;
  const space = `/var/run/netns/ccci-${engine.folder.slice(-6)}`;
  // The folder among its arguments tells whose it is, should the lab be killed.
  const child = spawn('nsenter', [`--net=${space}`, process.execPath, '-e', answer, engine.folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  return { address: '127.0.0.1:5000', [Symbol.asyncDispose]: stop };
};
