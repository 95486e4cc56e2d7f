import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainLog } from '#classify/log/explain';
import { joinNovelty, noveltyOf } from '#classify/log/novelty';
import { splitLog } from '#classify/log/split';
import { actionsLog, compilerLog, pytestLog } from './logs.ts';

const lineOf = (lines: readonly string[], part: string): number => lines.findIndex((line) => line.includes(part)) + 1;

describe('the lines that explain a failure', () => {
  it.each([
    ['a failed assertion', pytestLog, 'E       assert 5 == 6'],
    ['a compiler that stops', compilerLog, 'error: ‘lenght’ undeclared'],
    ['a type error in an Actions run', actionsLog, 'error TS2322'],
  ] as const)('%s', (_, lines, part) => {
    const { blocks, shown, ranked } = explainLog(lines);
    expect(shown).toContain(lineOf(lines, part));
    expect(blocks[0]?.quote.join('\n')).toContain(part);
    expect(shown.length).toBeLessThan(16);
    expect(ranked.slice(0, 5).some((line) => Math.abs(line - lineOf(lines, part)) <= 3)).toBe(true);
  });

  it('the title is a message and neither its consequence nor a rule', () => {
    expect(explainLog(compilerLog).blocks[0]?.title).toBe('src/parse.c:41:12: error: ‘lenght’ undeclared (first use in this function)');
    expect(explainLog(actionsLog).blocks[0]?.title).toMatch(/^src\/cart\.ts\(12,7\): error TS2322/);
  });

  it('the title of a Python traceback is its exception, not its heading', () => {
    const lines = [
      '+ deploy',
      'working',
      'Traceback (most recent call last):',
      '  File "/app/run.py", line 8, in main',
      '    converge()',
      'app.errors.ConvergeError: the service did not converge',
    ];
    expect(explainLog(lines, { exitCode: 1 }).blocks[0]?.title).toBe('app.errors.ConvergeError: the service did not converge');
  });

  it('names the command and its exit status where the CI writes them', () => {
    expect(explainLog(compilerLog).failure).toEqual({ command: 'make', exitCode: 2, line: lineOf(compilerLog, 'The command "make"') });
    expect(explainLog(actionsLog).failure).toEqual({ command: 'npm run build', exitCode: 2, line: lineOf(actionsLog, '##[error]') });
  });

  it('takes the exit status of the step, and the command that ran before the lines, where the log says neither', () => {
    expect(explainLog(pytestLog, { exitCode: 1 }).failure).toEqual({
      command: 'pytest -q',
      exitCode: 1,
      line: lineOf(pytestLog, '+ pytest'),
    });
  });

  it('a step ended from outside, with no failure in its log, is explained by where it stood', () => {
    const lines = ['+ deploy', ...Array.from({ length: 40 }, (_, k) => `step ${k} of the work is done`), 'backing up the database'];
    for (const exitCode of [130, 137, 143]) expect(explainLog(lines, { exitCode }).shown.at(-1)).toBe(lines.length);
    expect(explainLog(pytestLog, { exitCode: 137 }).shown).toEqual(explainLog(pytestLog, { exitCode: 1 }).shown);
  });

  it('is the same with colour, time stamps, line ends and progress on the lines', () => {
    const plain = explainLog(pytestLog);
    const coloured = pytestLog.map((line) => (line === '' ? line : `\x1b[1m${line}\x1b[0m`));
    const stamped = pytestLog.map((line) => `2026-03-01T10:00:00.1234567Z ${line}`);
    const ended = pytestLog.map((line) => `${line}\r`);
    const overwritten = pytestLog.map((line) => (line === '' ? line : `10%\r50%\r${line}`));
    for (const lines of [coloured, stamped, ended, overwritten]) {
      const other = explainLog(lines);
      expect(other.shown).toEqual(plain.shown);
      expect(other.blocks.map(({ title }) => title)).toEqual(plain.blocks.map(({ title }) => title));
    }
  });

  it('never gives nothing for a log with anything in it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), { maxLength: 40 }), (lines) => {
        const { blocks, shown, ranked, confidence } = explainLog(lines);
        const hasText = ranked.length > 0;
        expect(blocks.length > 0).toBe(hasText);
        expect(shown.length > 0).toBe(hasText);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        for (const line of [...shown, ...ranked]) expect(line >= 1 && line <= lines.length).toBe(true);
      }),
    );
    expect(explainLog(['all is well']).shown).toEqual([1]);
    expect(explainLog([]).blocks).toEqual([]);
    expect(explainLog(['', '  ', '\x1b[0m']).blocks).toEqual([]);
  });

  it('gives the same answer twice, and leaves the lines alone', () => {
    const lines = Object.freeze([...compilerLog]);
    expect(explainLog(lines)).toEqual(explainLog(lines));
  });

  it('more of what went well before changes nothing in the best block', () => {
    const doubled = [...pytestLog.slice(0, 32), ...pytestLog];
    expect(explainLog(doubled).blocks[0]?.title).toBe(explainLog(pytestLog).blocks[0]?.title);
  });

  it('numbers lines as the whole log does where some were left out', () => {
    const numbers = pytestLog.map((_, k) => 1000 + k);
    const all = explainLog(pytestLog);
    const some = explainLog(pytestLog, { numbers, total: 5000 });
    expect(some.shown).toEqual(all.shown.map((line) => line + 999));
    expect(some.lines).toBe(5000);
    expect(some.leftOut).toBe(5000 - pytestLog.length);
  });

  it('costs grow with the lines, not with their square', () => {
    const lines = (times: number) => Array.from({ length: times }, () => compilerLog).flat();
    const timed = (log: readonly string[]) => {
      const start = performance.now();
      explainLog(log);
      return performance.now() - start;
    };
    timed(lines(100));
    const small = Math.min(...[1, 2, 3].map(() => timed(lines(100))));
    const large = Math.min(...[1, 2, 3].map(() => timed(lines(1000))));
    expect(large).toBeLessThan(small * 30);
  });

  it('long lines and lines made to trap a pattern cost little', () => {
    const traps = ['a.'.repeat(50_000), '('.repeat(50_000), ' '.repeat(100_000), `${'x'.repeat(99_000)}:1: error: y`, 'é'.repeat(40_000)];
    const start = performance.now();
    expect(explainLog(traps).blocks.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('what is new against a green log', () => {
  const green = pytestLog.filter((_, k) => k < 33);

  it('ranks what no green log held, and says so', () => {
    const explanation = explainLog(pytestLog, { against: noveltyOf([green]) });
    expect(explanation.blocks.every(({ novel }) => novel === true)).toBe(true);
    expect(explanation.shown).toContain(lineOf(pytestLog, 'E       assert 5 == 6'));
    expect(explanation.novelty?.novelLines).toBeGreaterThan(5);
  });

  it('an error that stands in green too is no cause', () => {
    const noise = ['ERROR: could not read the cache, going on without', 'fatal: no tag describes this commit'];
    const red = [...noise, ...pytestLog];
    const { shown } = explainLog(red, { against: noveltyOf([[...noise, ...green]]) });
    expect(shown).not.toContain(1);
    expect(shown).not.toContain(2);
  });

  it('numbers, hashes and paths that differ from run to run make no line new', () => {
    const novelty = noveltyOf([['took 12 ms in /home/ci/build/17 at deadbeef1']]);
    const { novelty: found } = explainLog(['took 9345 ms in /home/ci/build/2041 at 0abcdef23', 'a new line'], { against: novelty });
    expect(found?.novelLines).toBe(1);
  });

  it('says where nothing is new, and ranks without it', () => {
    const explanation = explainLog(pytestLog, { against: noveltyOf([pytestLog]) });
    expect(explanation.notes.join()).toContain('green log as well');
    expect(explanation.shown).toEqual(explainLog(pytestLog).shown);
  });

  it('several green logs count together', () => {
    const joined = joinNovelty(noveltyOf([['one']]), noveltyOf([['two'], ['three']]));
    expect(joined.logs).toBe(3);
    expect(explainLog(['one', 'two', 'four'], { against: joined }).novelty).toEqual({ novelLines: 1 });
  });
});

describe('how lines are counted', () => {
  it('by line feeds, for what overwrites itself on a terminal', () => {
    expect(splitLog('a\r10%\r20%\nb\r\nc')).toEqual(['a\r10%\r20%', 'b\r', 'c']);
  });
  it('as Jenkins shows its own: a lone carriage return breaks the line', () => {
    expect(splitLog('Started by timer\nProgress 1\rProgress 2\r\ndone\n')).toEqual([
      'Started by timer',
      'Progress 1',
      'Progress 2',
      'done',
    ]);
  });
});
