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

  it.each([
    [['nothing.log'], 'no file nothing.log'],
    [[], 'missing required argument'],
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
