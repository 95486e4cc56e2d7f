import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { droneLocal } from '../../../../src/transport/ci/drone/local.ts';
import { RecentReply } from '../../../../src/transport/ci/drone/reply.ts';
import { recentCommand } from '../../../../src/transport/ci/drone/script.ts';
import { hostLocal } from '../../../../src/transport/host/local.ts';
import { hostOverSsh } from '../../../../src/transport/host/over-ssh.ts';
import { readReply } from '../../../../src/transport/remote/reply.ts';
import type { Session } from '../../../../src/transport/ssh/session.ts';

const database = new URL('../../../fixtures/drone/database.sqlite', import.meta.url).pathname;
const signal = new AbortController().signal;
const run = (command: string) => execFileSync('sh', ['-c', command], { maxBuffer: 64 << 20 });

describe('the newest builds', () => {
  it('are the same here and by the remote command', async () => {
    const here = (await droneLocal(database).recent({ signal })).value.builds;
    const there = readReply(RecentReply, { stdout: run(recentCommand(database)), stderr: '', code: 0 }).builds;
    expect(there).toEqual(here);
    expect(here.length).toBeGreaterThan(100);
    expect(here[0]).toMatchObject({ build_number: 44, build_status: 'success' });
    expect(here.filter((row) => row['build_status'] === 'running').map((row) => row['build_number'])).toContain(620);
    expect(new Set(here.map((row) => row['repo_slug'])).size).toBe(2);
  });

  it('of no database are absent', async () => {
    await expect(droneLocal('/nonexistent/db').recent({ signal })).rejects.toMatchObject({ name: 'Absent' });
    expect(() => readReply(RecentReply, { stdout: run(recentCommand('/nonexistent/db')), stderr: '', code: 0 })).toThrow();
  });
});

describe('locks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-locks-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'held'), '');
  const file = (name: string) => ({ kind: 'file', name: join(folder, name) }) as const;
  const locks = [file('held'), file('free'), { kind: 'tmux', name: 'ccci-no-such-session' }] as const;
  const overSh = async () => ({ exec: async (command: string) => ({ stdout: run(command), stderr: '', code: 0 }) }) as unknown as Session;

  it('read the same here and on the host', async () => {
    for (const port of [hostLocal(locks), hostOverSsh(overSh, locks)]) {
      const [held, free, tmux] = (await port.state({ signal })).value.locks ?? [];
      expect([held, free]).toEqual(['held', 'free']);
      expect(tmux).toMatch(/^(?:free|there is no tmux.*)$/);
    }
  });
});
