import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hostileStrings } from '../report/hostile.ts';
import { type ReplayedDocker, replayDocker } from '../transport/docker/replayed-docker.ts';
import { hostConfig, noSshd, passphrase, startSshd } from './sshd.ts';
import { noTmux, root, type Terminal, terminal } from './terminal.ts';

const fixtures = join(root, 'test/fixtures/drone');
const drone = `--drone ${fixtures}/database.sqlite --runs ${fixtures}/cc-ci-runs --dockerd-log ${fixtures}/dockerd.journal.jsonl`;

describe.skipIf(noTmux !== null)('the terminal UI on live sources', () => {
  let ui: Terminal;
  let docker: ReplayedDocker;
  beforeAll(async () => {
    docker = await replayDocker('vip-exhaustion-new', [], { '/tasks': 4_000, '/networks': 1_500 });
    ui = terminal();
    await ui.until(/ready>/);
  });
  afterAll(async () => {
    ui[Symbol.dispose]();
    await docker[Symbol.asyncDispose]();
  });

  it('opens at once, tells of each probe, says that the verdict is provisional, takes keys meanwhile, and firms up', async () => {
    const run = ui.run(`tui 557 --docker ${docker.url} ${drone}`);
    const first = await ui.until(/swarm-tasks +asking/);
    expect(first).toMatch(/build 557/);
    const early = await ui.until(/SO FAR/);
    expect(early).toMatch(/provisional/);
    expect(early).not.toMatch(/\bcertain\b/);
    ui.keys('3');
    await ui.until(/\[3 log\]/);
    ui.keys('/');
    ui.type('teardown');
    ui.keys('Enter');
    const before = await ui.until(/===== teardown =====/);
    ui.keys('2');
    await ui.until(/swarm-tasks +asking +[1-9]/);
    ui.keys('3');
    const after = await ui.until(/RED /);
    expect(after.split('\n').slice(2, -2)).toEqual(before.split('\n').slice(2, -2));
    ui.keys('2');
    expect(await ui.until(/swarm-tasks +read/)).toMatch(/swarm-tasks +read +4\.\d s/);
    ui.keys('q');
    await run.ended('1');
    expect(docker.violations()).toBe('');
  });

  it('asks again', async () => {
    const run = ui.run(`tui 557 --docker ${docker.url} ${drone}`);
    await ui.until(/RED /);
    ui.keys('r');
    expect(await ui.until(/of \d+ read/)).toMatch(/RED /);
    await ui.until(/RED .* live/);
    ui.keys('q');
    await run.ended('1');
  });

  it.each([
    ['q', '3'],
    ['C-c', '3'],
  ])('%s while it looks ends it cleanly', async (key, status) => {
    const run = ui.run(`tui 557 --docker ${docker.url} ${drone}`);
    await ui.until(/swarm-tasks +asking/);
    const began = performance.now();
    ui.keys(key);
    expect(await run.ended(status)).toContain('ready>');
    expect(performance.now() - began).toBeLessThan(2_500);
    ui.type('echo typed');
    ui.keys('Enter');
    await ui.until(/^typed$/m);
  });

  it('lists builds where none was named, opens one, and its label stays in the list', async () => {
    const run = ui.run(`tui --docker ${docker.url} ${drone}`);
    await ui.until(/\d+ of \d+ builds, by number/);
    ui.keys('/');
    ui.type('ghost 612');
    await ui.until(/1 of \d+ builds/);
    ui.keys('Enter', 'Enter');
    await ui.until(/build 612/);
    await ui.until(/GREEN/);
    ui.keys('Escape');
    expect(await ui.until(/1 of \d+ builds/)).toMatch(/612 .* green/);
    ui.keys('Escape');
    await ui.until(/(\d+) of \1 builds/);
    ui.keys('/');
    ui.type('557');
    ui.keys('Enter', 'L');
    await ui.until(/557 .* update-paused\?/);
    ui.keys('Escape');
    ui.keys('v');
    expect(await ui.until(/passed\/failed by day/)).toMatch(/ghost/);
    ui.keys('q');
    await run.ended('0');
  });

  it.skipIf(noSshd !== null)('over SSH it lends the terminal to the question for a passphrase and takes it back', async () => {
    await using sshd = await startSshd();
    const config = join(sshd.folder, 'locked-config');
    writeFileSync(config, hostConfig('lab', sshd.port, sshd.encryptedKey, sshd.knownHosts));
    const run = ui.run(`tui 557 --ssh lab --ssh-config ${config} ${drone}`);
    await ui.until(/Passphrase for/);
    expect(ui.screen()).not.toContain('[1 verdict]');
    ui.type(passphrase);
    ui.keys('Enter');
    await ui.until(/\[1 verdict\]/);
    await ui.until(/RED update-paused.* live/);
    expect(ui.screen()).not.toContain(passphrase);
    ui.keys('2');
    await ui.until(/ci-build +read/);
    ui.keys('q');
    await run.ended('1');
    expect(sshd.logins()).toBe(1);
    ui.type('echo typed');
    ui.keys('Enter');
    await ui.until(/^typed$/m);
  });

  it('a log full of what hurts terminals leaves the terminal and the layout as they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccci-nasty-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'database.sqlite');
    cpSync(join(fixtures, 'database.sqlite'), path);
    const nasty = [...hostileStrings, 'x'.repeat(5_000_000), 'the end of the nasty log'];
    const db = new Sqlite(path);
    const step = db.prepare(
      'SELECT max(step_id) AS id FROM steps JOIN stages ON step_stage_id=stage_id JOIN builds ON stage_build_id=build_id WHERE build_number=557',
    );
    const blob = Buffer.from(
      JSON.stringify(nasty.map((out, pos) => ({ pos, out: `${out}\n`, time: 0 }))).replace('the end', 'the \\ud800\xff end'),
      'latin1',
    );
    db.prepare('UPDATE logs SET log_data=? WHERE log_id=?').run(blob, (step.get() as { id: number }).id);
    db.close();
    const title = () => ui.tmux('display-message', '-p', '-t', 'ui', '#{pane_title} #{window_name} #{pane_width}x#{pane_height}');
    const run = ui.run(`tui 557 --docker ${docker.url} --drone ${path} --runs ${fixtures}/cc-ci-runs`);
    await ui.until(/(?:RED|UNKNOWN|PENDING|GREEN).* live/);
    const before = title();
    ui.keys('3');
    await ui.until(/\[3 log\]/);
    for (let page = 0; page < 12; page++) {
      ui.keys(page % 3 === 2 ? 'w' : 'PageDown');
      const seen = await ui.until(/\[3 log\]/);
      expect(seen.split('\n')[0]).toMatch(/^build 557/);
      expect(seen.trimEnd().split('\n')).toHaveLength(24);
    }
    expect(title()).toBe(before);
    expect(ui.tmux('list-buffers')).toBe('');
    ui.keys('q');
    await run.ended('[013]');
    ui.type('echo typed');
    ui.keys('Enter');
    await ui.until(/^typed$/m);
  });

  it('says what to do where nothing can be shown', async () => {
    const run = ui.run('tui');
    expect(await run.ended('2')).toContain('which build?');
    const none = ui.run('tui --drone /nonexistent.sqlite');
    expect(await none.ended('3')).toContain('/nonexistent.sqlite');
  });
});
