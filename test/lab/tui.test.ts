import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Why there is no terminal here, or null. */
const noTmux = spawnSync('tmux', ['-V']).status === 0 ? null : 'there is no tmux';
const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'ccci-tui-'));
const socket = join(folder, 'tmux');
const tmux = (...args: string[]): string => execFileSync('tmux', ['-f', '/dev/null', '-S', socket, ...args], { encoding: 'utf8' });
const screen = (): string => tmux('capture-pane', '-p', '-t', 'ui');
const keys = (...sent: string[]): void => void tmux('send-keys', '-t', 'ui', ...sent);
const until = async (what: RegExp): Promise<string> => {
  for (let left = 150; left > 0; left--) {
    const now = screen();
    if (what.test(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never saw ${what} in\n${screen()}`);
};
let round = 0;
/** Every run is told by its number: what an earlier one left on the screen is no answer. */
const status = (code: string): RegExp => new RegExp(`run ${round} status (?:${code})`);
const begin = async (...more: string[]): Promise<string> => {
  round += 1;
  keys('clear', 'Enter');
  const line = `${process.execPath} bin/ccci-probe.js tui 557 --from examples/ghost-557 ${more.join(' ')}; echo "run ${round} status $?"`;
  keys(line, 'Enter');
  return until(/\[1 verdict\]/);
};

describe.skipIf(noTmux !== null)('the terminal UI in a real terminal', () => {
  beforeAll(
    () =>
      void tmux(
        'new-session',
        '-d',
        '-s',
        'ui',
        '-x',
        '80',
        '-y',
        '24',
        '-c',
        root,
        'env PS1="ready> " LANG=C.UTF-8 bash --norc --noprofile',
      ),
  );
  afterAll(() => {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens, leads from the verdict to the cited line, searches, and gives the terminal back', async () => {
    await until(/ready>/);
    expect(await begin()).toContain('RED');
    keys('/', 'l', 'o', 'g', ' ', 'l', 'i', 'n', 'e', ' ', '5', '0', 'Enter', 'Enter');
    expect(await until(/\[3 log\]/)).toContain('ConvergeError');
    keys('Escape');
    await until(/\[1 verdict\]/);
    keys('q');
    const after = await until(status('1'));
    expect(after).toContain('ready>');
    expect(after).not.toContain('[1 verdict]');
    keys('echo still here', 'Enter');
    await until(/^still here$/m);
  });

  it('follows the size of the terminal', async () => {
    await begin();
    tmux('resize-window', '-t', 'ui', '-x', '120', '-y', '40');
    keys('5');
    const wide = await until(/\[5 addresses\]/);
    expect(wide.split('\n')[0]?.trimEnd().length).toBeLessThanOrEqual(120);
    tmux('resize-window', '-t', 'ui', '-x', '60', '-y', '12');
    await until(/q quit/);
    tmux('resize-window', '-t', 'ui', '-x', '80', '-y', '24');
    keys('q');
    await until(status('1'));
  });

  it('goes to the background and comes back', async () => {
    await begin();
    keys('C-z');
    await until(/Stopped/);
    keys('fg', 'Enter');
    await until(/\[1 verdict\]/);
    keys('q');
    await until(status('1'));
  });

  it.each([
    ['Ctrl-C', () => keys('C-c'), '1|130'],
    ['SIGTERM', () => void execFileSync('pkill', ['-TERM', '-f', 'bin/ccci-probe.js tui 557']), '130'],
  ])('%s gives the terminal back', async (_, stop, code) => {
    await begin();
    stop();
    await until(status(code));
    keys('echo typed', 'Enter');
    await until(/^typed$/m);
  });

  it('shows colours only where they are wanted', async () => {
    await begin('--no-color');
    expect(tmux('capture-pane', '-p', '-e', '-t', 'ui')).not.toContain('\u001b[3');
    keys('q');
    await until(status('1'));
  });
});
