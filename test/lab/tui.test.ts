import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noTmux, type Terminal, terminal } from './terminal.ts';

const example = 'tui 557 --from examples/ghost-557';

describe.skipIf(noTmux !== null)('the terminal UI in a real terminal', () => {
  let ui: Terminal;
  const begin = async (more = '') => {
    const run = ui.run(`${example} ${more}`);
    await ui.until(/\[1 verdict\]/);
    return run;
  };
  /** Whether the terminal asks its programs for the mouse, is on its alternate screen, and hides its cursor. */
  const modes = () =>
    ui.tmux('display-message', '-p', '-t', 'ui', '#{mouse_any_flag}#{mouse_sgr_flag}#{alternate_on}#{cursor_flag}').trim();
  const isShell = async () => {
    expect(modes()).toBe('0001');
    ui.type('echo typed');
    ui.keys('Enter');
    await ui.until(/^typed$/m);
  };
  beforeAll(async () => {
    ui = terminal();
    await ui.until(/ready>/);
  });
  afterAll(() => ui[Symbol.dispose]());

  it('opens, leads from the verdict to the cited line, searches, and gives the terminal back', async () => {
    const run = await begin();
    expect(ui.screen()).toContain('RED');
    ui.keys('/');
    ui.type('log line 50');
    ui.keys('Enter', 'Enter');
    expect(await ui.until(/\[3 log\]/)).toContain('ConvergeError');
    ui.keys('Escape');
    await ui.until(/\[1 verdict\]/);
    ui.keys('q');
    const after = await run.ended('1');
    expect(after).toContain('ready>');
    expect(after).not.toContain('[1 verdict]');
    await isShell();
  });

  it('follows the size of the terminal', async () => {
    const run = await begin();
    ui.tmux('resize-window', '-t', 'ui', '-x', '120', '-y', '40');
    ui.keys('5');
    const wide = await ui.until(/\[5 addresses\]/);
    expect(wide.split('\n')[1]?.trimEnd().length).toBeLessThanOrEqual(120);
    ui.tmux('resize-window', '-t', 'ui', '-x', '40', '-y', '15');
    await ui.until(/\[5 addresses\].*\n(?:.*\n)*.*\? help/);
    ui.tmux('resize-window', '-t', 'ui', '-x', '200', '-y', '60');
    await ui.until(/8 timeline {2}9 leaks {2}0 gates/);
    ui.tmux('resize-window', '-t', 'ui', '-x', '80', '-y', '24');
    ui.keys('q');
    await run.ended('1');
  });

  it('takes the mouse: a tab, a line, the wheel; a key gives it back', async () => {
    const run = await begin();
    expect(modes()).toBe('1110');
    const click = (x: number, y: number, button = 0) => ui.type(`\u001b[<${button};${x};${y}M\u001b[<${button};${x};${y}m`);
    click(14, 2);
    await ui.until(/\[2 evidence\]/);
    click(5, 4);
    await ui.until(/^2\/13/m);
    click(5, 4);
    await ui.until(/> run-results/);
    click(5, 10, 65);
    await ui.until(/^4\//m);
    ui.keys('M');
    await ui.until(/the mouse is the terminal's/);
    expect(modes()).toBe('0010');
    ui.keys('M', 'q');
    await run.ended('1');
    await isShell();
    const without = await begin('--no-mouse');
    expect(modes()).toBe('0010');
    ui.keys('q');
    await without.ended('1');
  });

  it('goes to the background and comes back', async () => {
    await begin();
    ui.keys('C-z');
    await ui.until(/Stopped/);
    await isShell();
    ui.type('fg; echo "back $?"');
    ui.keys('Enter');
    await ui.until(/\[1 verdict\]/);
    expect(modes()).toBe('1110');
    ui.keys('q');
    await ui.until(/^back 1$/m);
    await isShell();
  });

  it.each([
    ['Ctrl-C', () => ui.keys('C-c'), '1'],
    ['SIGTERM', () => void process.kill(ui.child(), 'SIGTERM'), '130'],
    ['SIGHUP', () => void process.kill(ui.child(), 'SIGHUP'), '130'],
    ['two SIGTERM', () => [1, 2].forEach(() => void process.kill(ui.child(), 'SIGTERM')), '130'],
  ])('%s gives the terminal back', async (_, stop, code) => {
    const run = await begin();
    stop();
    await run.ended(code);
    await isShell();
  });

  it('a crash gives the terminal back', async () => {
    const crash = 'data:text/javascript,setTimeout(() => { throw new Error("crashed on purpose") }, 1500)';
    const run = ui.run(`${example} --no-color`, `--import '${crash}'`);
    await ui.until(/\[1 verdict\]/);
    expect(await run.ended('[1-9]\\d*')).toContain('crashed on purpose');
    await isShell();
  });

  it('ends where its terminal goes away', async () => {
    await begin();
    const pid = ui.child();
    ui.tmux('kill-window', '-t', 'ui');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
    ui[Symbol.dispose]();
    ui = terminal();
    await ui.until(/ready>/);
  });

  it('shows colours only where they are wanted', async () => {
    const run = await begin('--no-color');
    expect(ui.tmux('capture-pane', '-p', '-e', '-t', 'ui')).not.toContain('\u001b[3');
    ui.keys('q');
    await run.ended('1');
  });

  it('is lines for a screen reader', async () => {
    const run = ui.run(`${example} --screen-reader`);
    await ui.until(/\[1 verdict\]/);
    expect(modes()[2]).toBe('0');
    ui.keys('q');
    await run.ended('1');
  });

  it('writes ASCII where the locale has no more', async () => {
    const run = ui.run(example, '', 'LANG=C LC_ALL=C');
    await ui.until(/\[1 verdict\]/);
    ui.keys('8');
    await ui.until(/\[8 timeline\]/);
    expect(ui.screen()).toMatch(/^[\x0a\x20-\x7e]*$/);
    ui.keys('q');
    await run.ended('1');
  });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
