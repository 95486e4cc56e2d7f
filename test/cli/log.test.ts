import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zipOf } from '../app/log/zip-of.ts';
import { actionsLog, compilerLog, pytestLog } from '../classify/log/logs.ts';
import { hostileStrings } from '../report/hostile.ts';
import { runMain } from './fake-io.ts';

const folderWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
};

const log = (files: Readonly<Record<string, string | Uint8Array>>, ...argv: string[]) =>
  runMain(['log', ...argv], { cwd: folderWith(files) });

const fail = `${compilerLog.join('\n')}\n`;
const red = `${pytestLog.join('\n')}\n`;
const green = `${pytestLog.slice(0, 33).join('\n')}\n10 passed in 0.38s\n`;

describe('log', () => {
  it('shows the lines with their numbers, the title marked, and the command that failed', async () => {
    const { status, out, err } = await log({ 'fail.log': fail }, 'fail.log');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('`make` failed, exit 2');
    expect(out).toMatch(/> +47 │ src\/parse\.c:41:12: error: ‘lenght’ undeclared/);
    expect(out).toContain('no green log');
  });

  it('--json is ccci-probe/log@1, lines from 1', async () => {
    const { out } = await log({ 'fail.log': fail }, 'fail.log', '--json');
    const answer = JSON.parse(out) as { lines: number; ranked: number[]; shown: number[]; blocks: { from: number; title: string }[] };
    expect(answer).toMatchObject({
      schema: 'ccci-probe/log@1',
      source: 'fail.log',
      lines: compilerLog.length,
      failure: { command: 'make', exitCode: 2 },
      against: null,
      fault: { answer: 'change' },
    });
    expect(compilerLog[(answer.shown.at(0) ?? 0) - 1]).toBeDefined();
    expect(answer.blocks[0]?.title).toContain('lenght');
  });

  it('--against shows what is new', async () => {
    const { out } = await log({ 'fail.log': red, 'pass.log': green }, 'fail.log', '--against', 'pass.log', '--json');
    const answer = JSON.parse(out) as { against: object; blocks: { novel: boolean; quote: string[] }[] };
    expect(answer.against).toMatchObject({ logs: ['pass.log'] });
    expect(answer.blocks[0]?.novel).toBe(true);
    expect(answer.blocks[0]?.quote.join('\n')).toContain('assert 5 == 6');
  });

  it('of a zip the job that failed', async () => {
    const zip = zipOf({ '0_lint.txt': 'all fine\n', '1_build.txt': actionsLog.join('\n'), '2_docs.txt': 'all fine\n' });
    const { out } = await log({ 'run.zip': zip }, 'run.zip');
    expect(out).toContain('1_build.txt');
    expect(out).toContain('TS2322');
    expect(out).toContain('of 3 logs');
  });

  it('--explain says what made a line rank, --lines what is worth keeping', async () => {
    const explained = await log({ 'fail.log': fail }, 'fail.log', '--explain', '47');
    expect(explained.out).toMatch(/^line 47: src\/parse\.c/);
    expect(explained.out).toMatch(/\d\.\d{3} {2}fileLine/);
    const kept = await log({ 'fail.log': fail }, 'fail.log', '--lines', '8');
    expect(kept.out.split('\n').filter((line) => /^ *\d+ /.test(line))).toHaveLength(8);
    expect(kept.out).toContain('lenght');
  });

  it('learns what the operator calls a failure, finds it again, lists, tests and forgets it', async () => {
    const home = folderWith({ 'fail.log': fail, 'red.log': red, 'pass.log': green });
    const at = { cwd: home, home };
    const run = (...argv: string[]) => runMain(['log', ...argv], at);
    expect((await run('--learned')).out).toContain('no failure was learned');
    expect((await run('red.log', '--mark', '44-48', '--as', 'the cart adds wrongly')).status).toBe(0);
    const again = red.replaceAll('== 6', '== 8').replace('0.41s', '0.77s');
    writeFileSync(join(home, 'again.log'), `something before\n${again}`);
    const found = await run('again.log', '--json');
    expect(JSON.parse(found.out)).toMatchObject({ learned: { name: 'the cart adds wrongly', from: 45, to: 49 }, band: 'likely' });
    expect((await run('again.log')).out).toContain('what you named "the cart adds wrongly"');
    expect((await run('fail.log', '--json')).out).toContain('"learned": null');
    expect((await run('--learned', '--against', 'pass.log')).out).not.toContain('in green as well');
    expect((await run('--learned', '--against', 'red.log')).out).toContain('in green as well');
    expect((await run('red.log', '--mark', '2-9', '--as', 'downloads', '--against', 'pass.log')).status).toBe(2);
    expect((await run('--forget', 'the cart adds wrongly')).status).toBe(0);
    expect((await run('--forget', 'the cart adds wrongly')).status).toBe(2);
    expect((await run('again.log', '--json')).out).toContain('"learned": null');
  });

  it.each([[], ['--json'], ['--lines', '5'], ['--format', 'html'], ['--explain', '2']])(
    'shows no secret with %j',
    async (...argv: string[]) => {
      const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ';
      const { out } = await log(
        { 'fail.log': `+ push\nfatal: Authentication failed for https://ci:${secret}@git.example.org/a.git\n` },
        'fail.log',
        ...argv,
      );
      expect(out).toContain('Authentication failed');
      expect(out).not.toContain(secret);
    },
  );

  it.each([
    [['nothing.log'], 'no file nothing.log'],
    [[], 'which log'],
    [['fail.log', '--step', 'deploy'], 'no step'],
    [['fail.log', '--explain', '9999'], 'no line 9999'],
    [['fail.log', '--explain', 'x'], 'wants a number'],
  ])('%j is wrong usage', async (argv, words) => {
    const { status, out, err } = await log({ 'fail.log': fail }, ...argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
  });

  it('an empty log is nothing to know from', async () => {
    const { status, out } = await log({ 'empty.log': '' }, 'empty.log');
    expect({ status, out }).toEqual({ status: 3, out: '' });
  });

  it.each(['text', 'markdown', 'html'])('what stands in a log does nothing in %s', async (format) => {
    const hostile = hostileStrings.flatMap((line) => [`error: ${line}`, line]).join('\n');
    const { status, out } = await log({ 'fail.log': `+ make\n${hostile}\nmake: *** [all] Error 2\n` }, 'fail.log', '--format', format);
    expect(status).toBe(0);
    expect(out).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
    if (format !== 'text') expect(out).not.toMatch(/<script|<img|onerror=/i);
  });
});
