import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signScanner } from '#analysis/sweep/scanner';
import { signs } from '#analysis/sweep/signs';
import { plain } from '#classify/facts/log-text';
import { readLogBlob } from '#probes/ci-build/log-blob';

/** As Go's encoder writes it (encoding/json before 1.22, with HTML escaped). */
const goJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/\\b/g, '\\u0008')
    .replace(/\\f/g, '\\u000c')
    .replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const plainLoop = (blob: string): string[] =>
  readLogBlob(blob, 0)
    .lines.map(plain)
    .flatMap((line) => signs.filter(({ pattern }) => pattern.test(line)).map(({ id }) => `${id} ${line}`));
const scanned = (blob: string): string[] =>
  signScanner()
    .scan(new TextEncoder().encode(blob))
    .map(({ sign, line }) => `${signs[sign]?.id} ${line}`);

const telling = fc.constantFrom(
  'could not find an available IP while allocating VIP',
  'COULD NOT FIND AN AVAILABLE IP',
  'could not find an avail\u001b[31mable IP',
  'FAILED tests/test_x.py::test_y - "quoted" \\n backslash',
  "!! upgrade op failed: UpdateStatus='paused'",
  'dial tcp 10.0.0.1:443: i/o timeout <&>',
  'task: non-zero exit (137): unhealthy container',
  'network proxy not found',
  'no space left on device\r50%\rdone',
);
const calm = fc.oneof(
  telling,
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc.constantFrom('\n', '\n', '\r', 'ä\u2028', '\\n', '"', '","time":3},{', '\\u001b[1m', '\\b', '\\'),
  fc.constantFrom('\u001b[31m', '\u001b[0;1m', '\u001b[K', '\r\u001b[K'),
);
const wild = fc.oneof(calm, fc.string({ maxLength: 12 }), fc.constantFrom('\u0000', '\u001b', '\u001b]0;', '\u0007', '\u007f', '\b'));
/** A log cut into entries at any place, as reads of a pipe are. */
const logOf = (piece: fc.Arbitrary<string>) =>
  fc.tuple(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 60 })).map(([pieces, cuts]) => {
    const [text, outs] = [pieces.join(''), [] as string[]];
    let at = 0;
    for (const cut of cuts) {
      if (at < text.length) outs.push(text.slice(at, at + cut));
      at += cut;
    }
    outs.push(text.slice(at));
    return `${goJson(outs.map((out, pos) => ({ pos, out, time: pos % 7 })))}\n`;
  });

it('finds in raw blobs what the plain loop over their lines finds, in its order', () => {
  fc.assert(
    fc.property(fc.oneof(logOf(calm), logOf(wild)), (blob) => {
      expect(scanned(blob)).toEqual(plainLoop(blob));
    }),
    { numRuns: 1000 },
  );
});

it.each([
  ['no JSON', 'raw bytes: could not find an available IP\n'],
  ['JSON lines', '{"pos":0,"out":"no space left on device\\n","time":1}\n{"pos":1,"out":"x","time":1}\n'],
  ['cut', '[{"pos":0,"out":"connection refused\\n","time":1},{"pos":1,"out":"half'],
  ['empty', 'null\n'],
  ['of an encoder with short escapes', '[{"pos":0,"out":"no spa\\bce left on device\\n","time":1}]\n'],
  [
    'a line in three entries',
    '[{"pos":0,"out":"connection ","time":0},{"pos":1,"out":"ref","time":0},{"pos":2,"out":"used\\nok\\n","time":0}]\n',
  ],
])('takes a blob that is %s as the plain loop does', (_, blob) => {
  expect(scanned(blob)).toEqual(plainLoop(blob));
});

it('has for every sign words that its lines cannot do without', () => {
  for (const { id, pattern, words } of signs) {
    expect(words.filter((word) => word.length < 9 || /[<>&]/.test(word))).toEqual([]);
    const literal = pattern.source.toLowerCase().replace(/\\(.)/g, '$1');
    const shown = words.map((word) => (pattern.source.startsWith('^') ? word.replace(/^(\\[nr]|:")/, '') : word).trim());
    expect({ id, missing: shown.filter((word) => !literal.includes(word)) }).toEqual({ id, missing: [] });
  }
});
