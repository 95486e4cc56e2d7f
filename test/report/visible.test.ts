import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visible, visibleLine } from '#report/visible';

const acting =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}-\u{200f}\u2028\u2029\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])/u;

it.each([
  ['\u001b]52;c;AAAA\u0007', '\\x1b]52;c;AAAA\\x07'],
  ['a\u202eb', 'a\\u{202e}b'],
  ['nul\u0000', 'nul\\x00'],
  ['\u009b31m', '\\x9b31m'],
  ['a\u200bb', 'a\\u{200b}b'],
  ['\ud800', '\\u{d800}'],
  ['C:\\dir', 'C:\\dir'],
  ['\\x1b', '\\\\x1b'],
  ['grün ✔ 漢字 😀', 'grün ✔ 漢字 😀'],
])('%j is shown as %j', (raw, shown) => expect(visible(raw)).toBe(shown));

it('lets nothing act, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => !acting.test(visible(raw))),
    { numRuns: 2000 },
  );
});
it('shows hostile strings from the wild', () => {
  const hostile = JSON.parse(readFileSync(new URL('../fixtures/hostile-strings.json', import.meta.url), 'utf8')) as unknown;
  const strings =
    JSON.stringify(hostile)
      .match(/"(?:[^"\\]|\\.)*"/g)
      ?.map((one) => JSON.parse(one) as string) ?? [];
  expect(strings.length).toBeGreaterThan(40);
  for (const one of strings) expect(acting.test(visible(one))).toBe(false);
});
it('keeps each segment of a line that was overwritten', () =>
  expect(visibleLine('FAIL: broken\rPASS: all good')).toBe('FAIL: broken ␍ PASS: all good'));
it('cuts a long line and counts the rest', () => expect(visibleLine('x'.repeat(10_000), 100)).toBe(`${'x'.repeat(100)}…(+9900)`));
it('is linear', () => expect(visibleLine('\u001b]'.repeat(2_500_000)).length).toBeLessThan(5000));
