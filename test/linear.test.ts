import { describe, expect, it } from 'vitest';
import { messages } from '#classify/messages/index';
import { slowestOf } from './linear/measure.ts';
import { type FoundPattern, patternsIn } from './linear/patterns.ts';

const root = new URL('..', import.meta.url).pathname;
const { patterns, unread } = patternsIn(root, 'src');

/** Where a pattern is made of nothing that the sources hold. */
const NOT_WRITTEN_HERE: readonly string[] = [
  // What the build packed: the literals of the catalogue, which are in the list.
  'src/classify/messages/unpack.ts',
  // What the user gives as --redact.
  'src/cli/commands/bundle/redact.ts',
];

const areaOf = ({ place }: FoundPattern): string => place.split('/').slice(1, 3).join('/').replace(/:.*/, '');

const slowOnes = (found: readonly FoundPattern[]): readonly string[] => {
  const checked = new Map<string, string | null>();
  return found.flatMap(({ place, source, flags }) => {
    const key = `/${source}/${flags}`;
    if (!checked.has(key)) {
      const slow = slowestOf(source, flags);
      const times = slow?.times.map((ms) => Math.round(ms)).join(', ');
      checked.set(key, slow && `${key} took ${times} ms on ${JSON.stringify(slow.text.slice(0, 60))}`);
    }
    const because = checked.get(key);
    return because ? [`${place}: ${because}`] : [];
  });
};

describe('the patterns of src', () => {
  it('are all on the list', () => {
    expect(unread.map((place) => place.split(':', 1)[0])).toEqual(NOT_WRITTEN_HERE);
    const sources = new Set(patterns.map(({ source }) => source));
    expect(messages.filter(({ pattern }) => !sources.has(pattern.source)).map(({ id }) => id)).toEqual([]);
    expect(messages.length).toBeGreaterThan(500);
  });

  for (const [area, found] of Map.groupBy(patterns, areaOf))
    it(`take time in proportion to the text: ${area}`, () => expect(slowOnes(found)).toEqual([]), 180_000);
});

describe('the measure', () => {
  it.each([/x+$/, /(?:a+)+b/, /\ba.*b.*c/, /^\s*a?\s*b/, /[\w-]+=/g, /\((.*?)\)/g, /^(?:a|aa)+$/])('finds that %s goes back', (pattern) => {
    expect(slowestOf(pattern.source, pattern.flags)).not.toBeNull();
  });

  it.each([/(?<!x)x+$/, /a+b?/, /\ba.{0,40}b/, /^\s*(?:a\s*)?b/, /(?<![\w-])[\w-]+=/g, /^(?:\d+(?:\.\d*)?[smh])+$/])(
    'finds %s linear',
    (pattern) => {
      expect(slowestOf(pattern.source, pattern.flags)).toBeNull();
    },
  );
});
