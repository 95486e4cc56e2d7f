import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LineKeeper } from '#app/log/keep-lines';
import { readLogs } from '#app/log/read-log';
import { actionsLog, compilerLog, pytestLog } from '../../classify/log/logs.ts';
import { zipOf } from './zip-of.ts';

const fileWith = (bytes: string | Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'build.log');
  writeFileSync(path, bytes);
  return path;
};

const { signal } = new AbortController();

const linesOf = async (bytes: string | Uint8Array, step?: string): Promise<Record<string, readonly string[]>> => {
  const path = fileWith(bytes);
  const logs: Record<string, readonly string[]> = {};
  for await (const { name, kept } of readLogs({ path, shown: path, step, signal })) logs[name === path ? 'file' : name] = kept.lines;
  return logs;
};

const text = `${pytestLog.join('\n')}\n`;

describe('a log is read as it is stored', () => {
  it('as text, with or without a last line feed', async () => {
    expect(await linesOf(text)).toEqual({ file: pytestLog });
    expect(await linesOf(text.trimEnd())).toEqual({ file: pytestLog });
    expect(await linesOf('')).toEqual({ file: [] });
  });
  it('as gzip', async () => expect(await linesOf(gzipSync(text))).toEqual({ file: pytestLog }));
  it('as zstd in many frames with a seek table behind, as Gitea keeps it', async () => {
    const half = Buffer.from(text).subarray(0, 400);
    const rest = Buffer.from(text).subarray(400);
    const table = Buffer.alloc(8 + 9);
    table.writeUInt32LE(0x184d2a5e, 0);
    table.writeUInt32LE(9, 4);
    expect(await linesOf(Buffer.concat([zstdCompressSync(half), zstdCompressSync(rest), table]))).toEqual({ file: pytestLog });
  });
  it.each([
    ['Drone', JSON.stringify(pytestLog.map((line, pos) => ({ pos, out: `${line}\n`, time: 1 })))],
    ['Woodpecker', pytestLog.map((line) => JSON.stringify({ line: 1, data: Buffer.from(line).toString('base64') })).join('\n')],
    ['CircleCI', JSON.stringify([{ type: 'out', message: text }])],
  ])('as the rows of %s', async (_, json) => expect(await linesOf(json)).toEqual({ file: pytestLog }));
  it('JSON that is no log stays text', async () => {
    expect(await linesOf('{"level":"error","msg":"x"}\n{"level":"info","msg":"y"}\n')).toEqual({
      file: ['{"level":"error","msg":"x"}', '{"level":"info","msg":"y"}'],
    });
  });
  it('as the zip of a run: whole jobs where there are any, else steps, the runner’s own talk never', async () => {
    const files = { 'build/1_Set up job.txt': 'a\n', 'build/2_Run tests.txt': text, 'build/system.txt': 'runner\n' };
    expect(Object.keys(await linesOf(zipOf({ ...files, '0_build.txt': text })))).toEqual(['0_build.txt']);
    expect(Object.keys(await linesOf(zipOf(files)))).toEqual(['build/1_Set up job.txt', 'build/2_Run tests.txt']);
    expect(await linesOf(zipOf({ ...files, '0_build.txt': text }), 'run tests')).toEqual({ 'build/2_Run tests.txt': pytestLog });
  });
  it('one step of a whole job', async () => {
    const { file } = await linesOf(actionsLog.join('\n'), 'npm run build');
    expect(file?.[0]).toContain('Run npm run build');
    await expect(linesOf(actionsLog.join('\n'), 'deploy')).rejects.toThrow('no step');
  });
});

describe('what cannot be read is said', () => {
  it.each([
    ['a zip that is cut off', zipOf({ 'a.txt': text }).subarray(0, 60), 'as a zip'],
    ['a zip that would unpack to terabytes', zipOf({ 'a.txt': text }, () => 0x7fffffff), 'would unpack'],
    ['a zip that lies about a size', zipOf({ 'a.txt': text }, () => 10), 'longer than the zip says'],
    ['gzip that is cut off', gzipSync(text).subarray(0, 100), 'cannot be unpacked'],
  ])('%s', async (_, bytes, words) => {
    await expect(linesOf(bytes)).rejects.toThrow(words);
  });
  it('no such file, and a folder', async () => {
    await expect(linesOfPath('/nonexistent/build.log')).rejects.toThrow('there is no file');
    await expect(linesOfPath(tmpdir())).rejects.toThrow('is a folder');
  });
  const linesOfPath = async (path: string): Promise<void> => {
    for await (const _ of readLogs({ path, shown: path, signal }));
  };
});

describe('a log too long to keep', () => {
  const quiet = Buffer.from(`${'x'.repeat(120)}\n`.repeat(5000));

  it('keeps head, tail and trouble, with their numbers in the whole log, in bounded memory', () => {
    const keeper = new LineKeeper();
    keeper.add(Buffer.from('first line\n'));
    for (let k = 0; k < 30; k++) keeper.add(quiet);
    keeper.add(Buffer.from(`${compilerLog.join('\n')}\n`));
    for (let k = 0; k < 60; k++) keeper.add(quiet);
    keeper.add(Buffer.from('last line'));
    const { lines, numbers, total, bytes } = keeper.end();
    expect(total).toBe(90 * 5000 + compilerLog.length + 2);
    expect(bytes).toBeGreaterThan(50_000_000);
    expect(lines.length).toBeLessThan(160_000);
    expect([lines[0], lines.at(-1)]).toEqual(['first line', 'last line']);
    expect(numbers.at(-1)).toBe(total);
    const error = lines.findIndex((line) => line.includes('lenght’ undeclared'));
    expect(numbers[error]).toBe(1 + 30 * 5000 + compilerLog.findIndex((line) => line.includes('lenght’ undeclared')) + 1);
    for (let k = 1; k < numbers.length; k++) expect(numbers[k] as number).toBeGreaterThan(numbers[k - 1] as number);
  });

  it('a line without end is cut and not held', () => {
    const keeper = new LineKeeper();
    for (let k = 0; k < 200; k++) keeper.add(Buffer.alloc(100_000, 0x61));
    keeper.add(Buffer.from('END\nnext'));
    const { lines } = keeper.end();
    expect(lines).toHaveLength(2);
    expect((lines[0] as string).length).toBeLessThan(500_000);
    expect(lines[0]).toMatch(/END$/);
  });

  it('characters that two chunks share stay whole', () => {
    const bytes = Buffer.from('größe ✖ fehlt\nzwei\n');
    for (let cut = 1; cut < bytes.length; cut++) {
      const keeper = new LineKeeper();
      keeper.add(bytes.subarray(0, cut));
      keeper.add(bytes.subarray(cut));
      expect(keeper.end().lines).toEqual(['größe ✖ fehlt', 'zwei']);
    }
  });
});
