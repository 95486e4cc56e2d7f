import { describe, expect, it } from 'vitest';
import type { FailureLog, StepBlock } from '#model/log';
import { alikeWords, logPartHtml, logPartLines, logPartMarkdown, shownBlocks, stepWords } from '#report/log-part';
import { paintOf } from '#report/paint';
import { cellsOf } from '#report/visible';
import { hostileStrings } from './hostile.ts';

const block = (from: number, more: Partial<StepBlock> = {}): StepBlock => ({
  step: 'test',
  from,
  to: from + 1,
  title: `title ${from}`,
  titleLine: from,
  score: 0.5,
  because: 'names an error',
  novel: null,
  quote: [`title ${from}`, `detail ${from}`],
  repeats: 1,
  cited: false,
  ...more,
});

const log: FailureLog = {
  step: 'test',
  exitCode: 127,
  exitMeans: 'command not found',
  command: 'pytest -q',
  blocks: [block(10), block(30), block(50), block(70), block(90, { cited: true, score: 0 })],
  confidence: 0.8,
  band: 'clear',
  fault: { answer: 'unknown', confidence: 0, because: 'the words do not tell' },
  fingerprint: 'title #',
  against: null,
  alike: [],
  notes: [],
};
const options = { columns: 80, paint: paintOf(0), unicode: true };

describe('the log in a report', () => {
  it('shows one block where it is clear, two where likely, three candidates, and always what the verdict cites', () => {
    const froms = (band: FailureLog['band']) => shownBlocks({ ...log, band }).map(({ from }) => from);
    expect(froms('clear')).toEqual([10, 90]);
    expect(froms('likely')).toEqual([10, 30, 90]);
    expect(froms('candidates')).toEqual([10, 30, 50, 90]);
  });
  it('names step, exit status, what it means, and the command', () => {
    expect(stepWords(log)).toBe('step test failed, exit 127 (command not found): `pytest -q`');
    expect(stepWords({ ...log, exitCode: null, exitMeans: null, command: null })).toBe('step test failed');
  });
  it('says with which builds it is alike, and since when', () => {
    expect(alikeWords(log)).toBeNull();
    const alike = [
      { build: 541, recipe: 'ghost', startedAt: '2026-06-20T00:00:00Z' },
      { build: 503, recipe: 'n8n', startedAt: '2026-06-12T00:00:00Z' },
    ];
    expect(alikeWords({ ...log, alike })).toBe('seen 2 times before: builds 541, 503, first on 2026-06-12 in n8n');
  });
  it('shows lines with their numbers within the width', () => {
    const lines = logPartLines({ ...log, blocks: [block(1234, { quote: ['x'.repeat(300), 'y'] })] }, options);
    expect(lines.join('\n')).toMatch(/> 1234 │ x+/);
    for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(80);
  });
  it('folds keep the numbers of the lines behind them right', () => {
    const quote = ['a', 'b', '… 96 lines …', 'y', 'z'];
    const lines = logPartLines({ ...log, blocks: [block(100, { to: 199, quote })] }, options).join('\n');
    expect(lines).toMatch(/ 101 │ b/);
    expect(lines).toMatch(/ 198 │ y/);
    expect(lines).toMatch(/ 199 │ z/);
  });
  it('what stands in a log does nothing in any form', () => {
    const hostile = { ...log, command: hostileStrings.join(' '), blocks: [block(1, { quote: hostileStrings, to: hostileStrings.length })] };
    for (const text of [logPartLines(hostile, options).join('\n'), logPartMarkdown(hostile), logPartHtml(hostile)])
      expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(logPartHtml(hostile)).not.toMatch(/<script|<img/i);
    expect(logPartMarkdown(hostile)).not.toMatch(/<script|<img|!testme/i);
  });
});
