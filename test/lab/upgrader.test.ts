import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'ccci-upgrader-'));
/** Why there is no tmux here, or null. */
const noTmux = spawnSync('tmux', ['-V']).status === 0 ? null : 'there is no tmux';
const env = { ...process.env, TMUX_TMPDIR: folder, TMUX: '' };
const tmux = (...args: string[]) => execFileSync('tmux', args, { env, encoding: 'utf8' });
const upgrader = (verb: string, ...more: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/ccci-probe.js', 'upgrader', verb, '--session', 'up', '--json', ...more],
    { cwd: root, env, encoding: 'utf8' },
  );
  return { status, stderr, said: stdout === '' ? null : JSON.parse(stdout) };
};
const working = 'while :; do date +%N; sleep 0.2; done';

describe.skipIf(noTmux !== null)('the upgrader in a real tmux', () => {
  afterAll(() => {
    spawnSync('tmux', ['kill-server'], { env });
    rmSync(folder, { recursive: true, force: true });
  });

  it('is absent, and start creates it', () => {
    expect(upgrader('status').said).toMatchObject({ state: 'absent' });
    // A server without sessions ends, and takes a moment to.
    tmux('new-session', '-d', '-s', 'other', 'sleep 1000');
    expect(upgrader('status').said).toMatchObject({ state: 'absent', startWould: 'create it' });
    expect(upgrader('start', '--command', working).said).toMatchObject({ did: 'created it', state: 'busy' });
  });

  it('start leaves a busy one alone, fresh does not', () => {
    const born = tmux('display', '-p', '-t', '=up:', '#{pane_pid}');
    expect(upgrader('start', '--command', working).said.did).toContain('left it alone');
    expect(tmux('display', '-p', '-t', '=up:', '#{pane_pid}')).toBe(born);
    expect(upgrader('fresh', '--command', working).said.did).toBe('replaced it');
    expect(tmux('display', '-p', '-t', '=up:', '#{pane_pid}')).not.toBe(born);
  });

  it('start replaces one that has ended, which stays to be seen until then', () => {
    tmux('kill-session', '-t', '=up');
    tmux('new-session', '-d', '-s', 'up', '-x', '80', '-y', '24', 'bash --norc --noprofile');
    expect(upgrader('status').said).toMatchObject({ state: 'idle', startWould: 'replace it' });
    expect(upgrader('start', '--command', working).said).toMatchObject({ did: 'replaced it', state: 'busy' });
  });

  it('a --with-tests is a finding, and never given', () => {
    tmux('kill-session', '-t', '=up');
    tmux('new-session', '-d', '-s', 'up', "sh -c 'sleep 60; : --with-tests'");
    expect(upgrader('status')).toMatchObject({ status: 1, said: { findings: ['it runs with --with-tests'] } });
    expect(upgrader('start', '--command', 'upgrade-all --with-tests').status).toBe(2);
  });

  it('stop ends it, and a second stop has nothing to do', () => {
    expect(upgrader('stop').said).toMatchObject({ did: 'stopped it', state: 'absent' });
    expect(upgrader('stop').said.did).toContain('nothing');
  });
});
