import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html } from '#report/html';
import { acting, hostileStrings, hostileText, reportWith } from './hostile.ts';

const tagsOf = (page: string): string[] => page.match(/<[^>]*>?/g) ?? [];
const plain = tagsOf(html(reportWith('plain')));

const checkEscaped = (foreign: string): void => {
  const page = html(reportWith(foreign));
  // Nothing foreign opens, closes or changes a tag.
  if (foreign.trim() !== '') expect(tagsOf(page)).toEqual(plain);
  expect(page).not.toMatch(acting);
};

it.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=y>',
  "' onload='x",
  '</code></pre></body>',
  '`',
  '&lt;script&gt;',
  '<!--',
  ']]>',
])('%j stays text', (foreign) => checkEscaped(foreign));

it('nothing of the fixtures’ strings is markup', () => {
  for (const one of hostileStrings) checkEscaped(one);
});

it('nothing is markup, whatever comes', () => {
  fc.assert(
    fc.property(hostileText, (foreign) => checkEscaped(foreign)),
    { numRuns: 300 },
  );
});

it('is one page that runs nothing and asks nobody', () => {
  const page = html(reportWith('https://evil.example'));
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|<img|<iframe|<form|\b(?:src|href|action)=|@import|url\(/i);
});
