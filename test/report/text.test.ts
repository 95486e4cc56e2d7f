import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintOf } from '#report/paint';
import { text } from '#report/text';
import { cellsOf } from '#report/visible';
import { acting, hostileStrings, hostileText, reportWith } from './hostile.ts';

const plain = { paint: paintOf(0), unicode: true };
const checkFits = (foreign: string, columns: number): void => {
  const page = text(reportWith(foreign), { ...plain, columns });
  expect(page).not.toMatch(acting);
  expect(page.split('\n').filter((line) => cellsOf(line) > columns)).toEqual([]);
};

describe.each([24, 40, 80, 120, 200])('%i columns', (columns) => {
  it('the fixtures’ strings fit and do nothing', () => {
    for (const one of hostileStrings) checkFits(one, columns);
  });
  it('a word longer than the line is broken', () => checkFits('x'.repeat(1000), columns));
  it('wide characters count twice', () => checkFits('漢字'.repeat(200), columns));
});

it('anything fits any width from 24 to 200', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 24, max: 200 }), (foreign, columns) => checkFits(foreign, columns)),
    { numRuns: 300 },
  );
});

it('no escape comes from anybody but the paint', () => {
  fc.assert(
    fc.property(hostileText, (foreign) => {
      const page = text(reportWith(foreign), { ...plain, paint: paintOf(1), columns: 80 });
      expect(page.replace(/\u001b\[\d+m/g, '')).not.toMatch(acting);
    }),
    { numRuns: 100 },
  );
});

it('uses ASCII signs where the terminal has no others', () => {
  expect(text(reportWith('plain words'), { ...plain, unicode: false, columns: 80 })).toMatch(/^[\n\x20-\x7e]+$/);
});

it('a build that may not count says so', () =>
  expect(text(reportWith('x'), { ...plain, columns: 80 })).toContain('may not count as evidence'));

it('paint takes a text and nothing that comes along with it', () => {
  expect(['a', 'b'].map(paintOf(1).strong).map((one) => one.replace(/\u001b\[\d+m/g, ''))).toEqual(['a', 'b']);
});
