import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there is no terminal here, or null. */
export const noTmux = spawnSync('tmux', ['-V']).status === 0 ? null : 'there is no tmux';

export const root = new URL('../..', import.meta.url).pathname;

/** A shell in a real terminal: keys in, what is on the screen out. */
export interface Terminal extends Disposable {
  readonly tmux: (...args: string[]) => string;
  readonly screen: () => string;
  readonly keys: (...sent: string[]) => void;
  /** Types the text as it is. */
  readonly type: (text: string) => void;
  readonly until: (what: RegExp) => Promise<string>;
  /** Runs the program; what comes back is its end, told from those of earlier runs by its number. */
  readonly run: (args: string, node?: string, env?: string) => { readonly ended: (status: string) => Promise<string> };
  /** Process id of the program that runs. */
  readonly child: () => number;
}

export const terminal = ({ columns = 80, rows = 24, env = 'LANG=C.UTF-8' } = {}): Terminal => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-tui-'));
  const socket = join(folder, 'tmux');
  const tmux = (...args: string[]) => execFileSync('tmux', ['-f', '/dev/null', '-S', socket, ...args], { encoding: 'utf8' });
  const shell = `env PS1="ready> " HOME=/nonexistent ${env} bash --norc --noprofile`;
  tmux('new-session', '-d', '-s', 'ui', '-x', String(columns), '-y', String(rows), '-c', root, shell);
  const screen = () => tmux('capture-pane', '-p', '-t', 'ui');
  const keys = (...sent: string[]) => void tmux('send-keys', '-t', 'ui', ...sent);
  const type = (text: string) => void tmux('send-keys', '-t', 'ui', '-l', text);
  const until = async (what: RegExp): Promise<string> => {
    for (let left = 150; left > 0; left--) {
      const now = screen();
      if (what.test(now)) return now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never saw ${what} in\n${screen()}`);
  };
  let round = 0;
  return {
    tmux,
    screen,
    keys,
    type,
    until,
    run: (args, node = '', env = '') => {
      round += 1;
      const mine = round;
      type(`clear; ${env} ${process.execPath} ${node} bin/ccci-probe.js ${args}; echo "run ${mine} status $?"`);
      keys('Enter');
      return { ended: (status) => until(new RegExp(`run ${mine} status (?:${status})\\b`)) };
    },
    child: () => {
      const pane = tmux('display-message', '-p', '-t', 'ui', '#{pane_pid}').trim();
      return Number(readFileSync(`/proc/${pane}/task/${pane}/children`, 'utf8').trim().split(' ')[0]);
    },
    [Symbol.dispose]() {
      spawnSync('tmux', ['-f', '/dev/null', '-S', socket, 'kill-server']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
