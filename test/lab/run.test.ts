import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacking, until } from './engine.ts';
import { remainsOf } from './space.ts';

const missing = lacking();
const runner = new URL('./run.ts', import.meta.url).pathname;

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | NodeJS.Signals>;
}

const lab = (...argv: readonly string[]): Run => {
  let text = '';
  const child = spawn(process.execPath, [runner, ...argv], { cwd: join(runner, '../../..'), stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => (text += chunk));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return { child, said: () => text, ended };
};

const keeps = async ({ said }: Run): Promise<string> => {
  await until(() => said().includes('until Ctrl-C'), 120_000, said);
  const [, folder = ''] = /DOCKER_HOST=unix:\/\/(\S+)\/docker\.sock/.exec(said()) ?? [];
  return folder;
};

describe.skipIf(missing.length > 0)('npm run lab', () => {
  it('says which scenarios there are, and refuses what is none', async () => {
    const list = lab('list');
    expect(await list.ended).toBe(0);
    expect(list.said()).toMatch(/^vip-exhaustion-new +1 node/m);
    expect(list.said()).toContain('Cannot be staged here:');
    for (const wrong of [
      ['no-such-thing'],
      [],
      ['list', 'list'],
      ['node-down', '--nodes', '1'],
      ['image-missing', '--nodes', '2'],
      ['--odd'],
    ]) {
      const refused = lab(...wrong);
      expect(await refused.ended, wrong.join(' ')).toBe(2);
    }
  });

  it('keeps a scenario up until Ctrl-C, and then leaves nothing behind', async () => {
    const run = lab('unsatisfiable-constraint', '--keep');
    const folder = await keeps(run);
    expect(run.said()).toContain('They agree.');
    expect(remainsOf(folder).length).toBeGreaterThan(2);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(remainsOf(folder)).toEqual([]);
  });

  it('takes away what a killed run left, and nothing of a run that lives', async () => {
    const [killed, living] = [lab('missing-network', '--keep'), lab('missing-network', '--keep')];
    const [gone, stays] = await Promise.all([keeps(killed), keeps(living)]);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    expect(remainsOf(gone).some((what) => what.includes('dockerd'))).toBe(true);
    const clean = lab('clean');
    expect(await clean.ended).toBe(0);
    expect(clean.said()).toContain(gone);
    expect(clean.said()).not.toContain(stays);
    expect(remainsOf(gone)).toEqual([]);
    expect(remainsOf(stays).some((what) => what.includes('dockerd'))).toBe(true);
    living.child.kill('SIGTERM');
    expect(await living.ended).toBe(143);
    expect(remainsOf(stays)).toEqual([]);
  });
});
