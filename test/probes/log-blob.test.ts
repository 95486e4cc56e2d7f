import { expect, it } from 'vitest';
import { readLogBlob } from '#probes/ci-build/log-blob';

const blob = (...outs: [string, number][]) => `${JSON.stringify(outs.map(([out, time], pos) => ({ pos, out, time })))}\n`;
const read = (text: string | null) => readLogBlob(text, text?.length ?? 0);

it('joins entries that are parts of a line and splits those that hold several', () => {
  const log = read(blob(['one ', 1], ['line\ntwo\nthr', 2], ['ee', 3], ['\n', 3], ['', 3]));
  expect(log).toMatchObject({ state: 'text', lines: ['one line', 'two', 'three'], seconds: [1, 2, 2], dropped: 0 });
});

it('keeps a last line without its end', () => expect(read(blob(['a\nb', 0])).lines).toEqual(['a', 'b']));
it('tells no row from no output', () => {
  expect(read(null).state).toBe('missing');
  expect(read('null\n').state).toBe('empty');
  expect(read('').state).toBe('empty');
});
it('says how many entries the runner dropped', () =>
  expect(read('[{"pos":812,"out":"x\\n","time":4}]')).toMatchObject({ dropped: 812, lines: ['x'] }));
it('reads JSON lines', () => expect(read('{"pos":0,"out":"a\\n","time":0}\n{"pos":1,"out":"b\\n","time":1}\n').lines).toEqual(['a', 'b']));
it('reads what is whole of an array that was cut', () =>
  expect(read('[{"pos":0,"out":"a\\n","time":0},{"pos":1,"out":"b\\n","ti').lines).toEqual(['a']));
it('shows bytes that are no JSON', () =>
  expect(read('plain text\nof a step')).toMatchObject({ state: 'unreadable', lines: ['plain text', 'of a step'] }));
it('takes a line of five megabytes', () => expect(read(blob(['x'.repeat(5_000_000), 0])).lines[0]).toHaveLength(5_000_000));
it('keeps control characters for the one who judges, not for the one who shows', () =>
  expect(read(blob(['\u001b]52;c;AAAA\u0007\r\n', 0])).lines).toEqual(['\u001b]52;c;AAAA\u0007\r']));
