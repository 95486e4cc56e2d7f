import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const shared = new URL('../../../shared', import.meta.url).pathname;
const tool = process.env['CCCI_REPLAY_DOCKER'] ?? join(shared, 'tools/replay-docker');
const corpus = process.env['CCCI_CORPUS'] ?? join(shared, 'corpus');

/** Why recorded daemons cannot be replayed here, or null. */
export const noReplay: string | null = existsSync(tool) && existsSync(corpus) ? null : `there is no ${tool} or ${corpus}`;

export interface ReplayedDocker extends AsyncDisposable {
  readonly socket: string;
  /** Requests other than GET and HEAD that reached it. */
  violations(): string;
}

/** Serves one recorded scenario as a Docker Engine API on a unix socket. */
export const replayDocker = async (scenario: string, more: readonly string[] = []): Promise<ReplayedDocker> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-docker-'));
  const socket = join(folder, 'docker.sock');
  const child = spawn('python3', [tool, join(corpus, scenario), socket, ...more], { stdio: 'ignore' });
  const end = Date.now() + 10_000;
  while (!existsSync(socket)) {
    if (Date.now() > end || child.exitCode !== null) throw new Error('replay-docker did not come up');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    socket,
    violations: () => (existsSync(`${socket}.violations`) ? readFileSync(`${socket}.violations`, 'utf8') : ''),
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
