import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from '#report/json';
import { acting, hostileStrings, hostileText, reportWith } from './hostile.ts';

const checkSame = (foreign: string): void => {
  const report = reportWith(foreign);
  const shown = jsonText(report);
  expect(JSON.parse(shown)).toEqual(report);
  expect(shown).not.toMatch(acting);
  expect(shown.endsWith('}\n')).toBe(true);
};

it('gives the fixtures’ strings back, harmless', () => {
  for (const one of hostileStrings) checkSame(one);
});

it('gives any text back, harmless', () => {
  fc.assert(
    fc.property(hostileText, (foreign) => checkSame(foreign)),
    { numRuns: 300 },
  );
});

it('gives any JSON back', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (value) => {
      const parsed = JSON.parse(value) as unknown;
      expect(JSON.parse(jsonText(parsed))).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});
