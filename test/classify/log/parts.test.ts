import { describe, expect, it } from 'vitest';
import { atoms } from '#classify/log/atoms';
import { cleanLine, displayLine } from '#classify/log/clean';
import { condense } from '#classify/log/condense';
import { contextOf } from '#classify/log/context';
import { faultOf } from '#classify/log/fault';
import { fingerprintOf, logOfBuild } from '#classify/log/log-of-build';
import { maskOf, readAtoms } from '#classify/log/read-atoms';
import { commandIn, exitCodeIn, markOf } from '#classify/log/sections';
import { linesOfStep } from '#classify/log/step';
import { readTable } from '#classify/log/table';
import { readTemplate } from '#classify/log/template';
import { exitMeaning } from '#model/exit-meaning';
import { actionsLog, compilerLog, pytestLog } from './logs.ts';

const clean = (raw: string): string => cleanLine(raw).text;

describe('cleaning', () => {
  it.each([
    ['\x1b[31;1mred\x1b[0m', 'red'],
    ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x1b_bk;t=1700000000000\x07hello', 'hello'],
    ['travis_time:end:1f:start=1,finish=2,duration=1\r\x1b[0Kdone', 'done'],
    ['section_start:1700000000:step_script[collapsed=true]\r\x1b[0KRunning', 'Running'],
    ['2026-03-01T10:00:00.1234567Z text', 'text'],
    ['2026-03-01T10:00:00.123456Z 00O text', 'text'],
    ['build\tRun tests\t2026-03-01T10:00:00.1234567Z text', 'text'],
    ['[2026-03-01T10:00:00.123Z] text', 'text'],
    ['##[error]it broke', 'Error: it broke'],
    ['::error file=a.ts,line=3::it broke', 'Error: it broke'],
    ['#12 3.456 inside a container', 'inside a container'],
    ['10%\r20%\r100%', '100%'],
    ['text\r', 'text'],
  ])('%j is %j', (raw, text) => expect(clean(raw)).toBe(text));

  it('keeps head and tail of a long line for reading, more of it for showing', () => {
    const long = `${'a'.repeat(400)}END`;
    expect(clean(long)).toMatch(/^a{190} … a+END$/);
    expect(displayLine(long)).toBe(long);
    expect(displayLine('b'.repeat(5000))).toMatch(/^b{600}… \(4400 more\)$/);
  });
});

describe('templates', () => {
  const wholeOf = (text: string): number => {
    const out = { whole: 0, opening: 0 };
    readTemplate(text, out);
    return out.whole;
  };
  it.each([
    ['took 12 ms', 'took 9345 ms'],
    ['at deadbeef12', 'at 0a1b2c3d4e'],
    ['in /home/ci/a', 'in /var/lib/x/y.txt'],
    ['Name v1', 'name v22'],
    ['  indented', 'indented'],
  ])('%j and %j are one kind', (a, b) => expect(wholeOf(a)).toBe(wholeOf(b)));
  it.each([
    ['took 12 ms', 'took 12 s'],
    ['defaced', 'abcdefa1'],
    ['/a', '/a/b'],
  ])('%j and %j are two', (a, b) => expect(wholeOf(a)).not.toBe(wholeOf(b)));
  it('only a blank line has none', () => {
    expect(wholeOf('')).toBe(0);
    expect(wholeOf(' \t')).toBe(0);
    expect(wholeOf('x')).not.toBe(0);
  });
});

describe('atoms', () => {
  it.each([
    ['numbered', '  1) shop adds'],
    ['fileLineFirst', 'src/a.ts:12: oops'],
    ['frame', '    at run (a.js:1:2)'],
    ['exceptionName', 'java.lang.IllegalStateException'],
    ['sentence', 'this has four words here'],
    ['errorFirst', 'FATA deploy timed out'],
    ['errorGutter', '!! install op failed: x'],
    ['failureCount', '3 failed, 2 passed'],
    ['version', 'node 24.1.0'],
    ['noSuchCommand', 'sh: foo: not found'],
  ])('%s: %j', (name, text) => {
    const out = { low: 0, high: 0 };
    readAtoms(text, out);
    const mask = maskOf(name);
    expect((out.low & mask.low) | (out.high & mask.high)).not.toBe(0);
  });
  it('a version before a failure word counts nothing', () => {
    expect(atoms.find(({ name }) => name === 'failureCount')?.pattern.test('docker pull n8n:2.10.1 failed')).toBe(false);
  });
});

describe('what CIs write', () => {
  it.each([
    ['The command "npm test" exited with 1.', 1],
    ['Error: Process completed with exit code 127.', 127],
    ['ERROR: Job failed: exit code 3', 3],
    ['ERROR: Job failed: command terminated with exit code 9', 9],
    ['ERROR: script returned exit code 4', 4],
    ['Exited with code exit status 5', 5],
    ['🚨 Error: The command exited with status 6', 6],
    ["exitcode '7': failure", 7],
  ])('%s', (text, code) => {
    expect(exitCodeIn(text)).toBe(code);
    expect(markOf(text, text).ends).toBe(2);
  });
  it('a command that ended well is no failure', () => {
    expect(markOf('x', 'The command "npm test" exited with 0.').ends).toBe(0);
  });
  it.each([
    ['$ make all', 'make all'],
    ['+ make all', 'make all'],
    ['Run make all', 'make all'],
    ['⭐ Run Main make all', 'make all'],
    ['#7 [3/5] make all', 'make all'],
    ['Step 3/5 : make all', 'make all'],
  ])('%s', (text, command) => expect(commandIn(text)).toBe(command));
  it('finds a step by its name', () => {
    const places = linesOfStep(actionsLog, 'npm run build');
    expect(places[0]).toBe(actionsLog.findIndex((line) => line.includes('Run npm run build')));
    expect(linesOfStep(actionsLog, 'no such step')).toEqual([]);
    const columns = actionsLog.map((line, k) => `job\t${k < 20 ? 'Set up' : 'Build it'}\t${line}`);
    expect(linesOfStep(columns, 'build it')).toHaveLength(actionsLog.length - 20);
  });
  it.each([
    [126, /could not be executed/],
    [127, /command not found/],
    [130, /SIGINT/],
    [137, /SIGKILL/],
    [139, /SIGSEGV/],
    [143, /SIGTERM/],
  ])('exit %i has a meaning', (code, words) => expect(exitMeaning(code)).toMatch(words));
  it('exit 1 says nothing by itself', () => {
    expect(exitMeaning(1)).toBeNull();
    expect(exitMeaning(null)).toBeNull();
  });
});

describe('the fault from words alone', () => {
  const infra = ['Could not resolve host: github.com', 'fatal: unable to access: Connection timed out'];
  it('is infrastructure only where two cues agree, in set-up, and nothing speaks for the change', () => {
    expect(faultOf(infra, true)).toMatchObject({ answer: 'infra', because: expect.stringContaining('unproven') });
    expect(faultOf(infra, false).answer).toBe('unknown');
    expect(faultOf(infra.slice(0, 1), true).answer).toBe('unknown');
    expect(faultOf([...infra, 'AssertionError: expected 1 to equal 2'], true).answer).toBe('unknown');
  });
  it('never claims to be sure', () => {
    for (const lines of [infra, ['assert 1 == 2'], ['nothing']]) expect(faultOf(lines, true).confidence).toBeLessThan(0.75);
  });
});

describe('the log of a build', () => {
  const step = { number: 3, name: 'test', exitCode: 1, error: null, lines: pytestLog, dropped: 0 };
  it('names the step, its command and status, and counts dropped lines', () => {
    const plain = logOfBuild([step]);
    const shifted = logOfBuild([{ ...step, dropped: 500 }]);
    expect(plain).toMatchObject({ step: 'test', exitCode: 1, command: 'pytest -q', exitMeans: null });
    expect(shifted?.blocks[0]?.from).toBe((plain?.blocks[0]?.from ?? 0) + 500);
    expect(plain?.fingerprint).toBe(fingerprintOf(plain?.blocks[0]?.title ?? ''));
  });
  it('adds a line that the verdict cites and that no block holds', () => {
    const log = logOfBuild([step], {
      cited: [
        { step: 3, line: 2 },
        { step: 9, line: 1 },
        { step: 3, line: 10_000 },
      ],
    });
    expect(log?.blocks.filter(({ cited }) => cited)).toMatchObject([{ titleLine: 2, from: 1, to: 4 }]);
  });
  it('does not double a cited line that a block holds', () => {
    const first = logOfBuild([step])?.blocks[0];
    const log = logOfBuild([step], { cited: [{ step: 3, line: first?.titleLine ?? 0 }] });
    expect(log?.blocks.some(({ cited }) => cited)).toBe(false);
  });
  it('says that a step left no line, and why', () => {
    const log = logOfBuild([{ ...step, lines: [], exitCode: 125, error: 'no such image' }]);
    expect(log).toMatchObject({ blocks: [], fingerprint: null, exitMeans: expect.stringContaining('container') });
    expect(log?.notes.join()).toContain('no such image');
  });
  it('is nothing where no step failed', () => expect(logOfBuild([])).toBeNull());
});

it('condensing keeps the budget, the failure and what explains it', () => {
  const table = readTable(compilerLog);
  const kept = condense({ table, context: contextOf(table) }, 12);
  expect(kept.length).toBeLessThanOrEqual(12);
  const text = kept.map((line) => compilerLog[line]).join('\n');
  expect(text).toContain('lenght');
  expect(text).toContain('exited with 2');
});
