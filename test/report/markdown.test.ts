import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markdown } from '#report/markdown';
import { acting, hostileStrings, hostileText, reportWith } from './hostile.ts';

/** What a forge or a bot would act on in the raw body. */
const live = [
  /!\s*testme/i,
  /(?:^|[^\w&/])@\w/m,
  /(?:^|[^\w&])#\d/m,
  /(?:^|[^\w&])!\d/m,
  /https?:/i,
  /\]\(/,
  /`/,
  /<(?!\/?(?:pre|code|details|summary)\b)/,
  /^#{1,6} /m,
];

const foreignLess = (body: string): string => body.replace(/<code>[^<]*<\/code>/g, '<code></code>');

const checkInert = (foreign: string): void => {
  const body = markdown(reportWith(foreign));
  for (const pattern of live) expect(body).not.toMatch(pattern);
  expect(body).not.toMatch(acting);
  // All that is foreign stands inside code: without it the page is the same whatever came.
  expect(foreignLess(body)).toBe(foreignLess(markdown(reportWith('plain'))));
};

it.each([
  '!testme',
  '@name',
  '#4',
  '!7',
  'https://evil.example',
  '`code`',
  '</code></pre><b>',
  'a\n\n!testme\n\n# b',
  '| x |',
  '&#33;testme',
])('%j does nothing in a comment', (foreign) => checkInert(foreign));

it('nothing of the fixtures’ strings acts', () => {
  for (const one of hostileStrings) checkInert(one);
});

it('nothing acts, whatever comes', () => {
  fc.assert(
    fc.property(hostileText, (foreign) => checkInert(foreign)),
    { numRuns: 300 },
  );
});

it('shows the words it was given', () => {
  expect(markdown(reportWith('the disk is full'))).toContain('<pre><code>the disk is full</code></pre>');
});
