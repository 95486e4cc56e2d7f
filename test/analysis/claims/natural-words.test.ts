import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkClaims } from '#analysis/claims/check-claims';
import { readBundle } from '#bundle/read';
import type { Capture } from '#probes/index';
import { root } from '../../cli/fake-io.ts';
import { natural, type Whole } from './natural-words.ts';

let captures: Capture[] = [];
beforeAll(async () => {
  captures = (await Promise.all(['557', '612'].map((build) => readBundle(join(root, 'examples', `ghost-${build}`))))).map(
    ({ capture }) => capture,
  );
});

const ORDER = ['contradicted', 'confirmed', 'unsupported', 'not-checkable'] as const;
const wholeOf = (text: string, using: readonly Capture[] = captures): Whole => {
  const { claims } = checkClaims([{ file: 'REVIEW.md', text }], using, '0');
  return ORDER.find((answer) => claims.some((claim) => claim.answer === answer)) ?? 'none';
};

describe('a sentence in natural words', () => {
  it.each(natural)('%j is %s', (text, whole) => {
    expect(wholeOf(text)).toBe(whole);
  });

  it('is true and false about as often as it is right', () => {
    const count = (wanted: Whole) => natural.filter(([, whole]) => whole === wanted).length;
    expect(count('confirmed')).toBeGreaterThan(80);
    expect(count('contradicted')).toBeGreaterThan(70);
  });

  it.each(natural.filter(([text]) => !text.startsWith('#') && !text.includes('|') && !text.includes('\n')))(
    '%j says the same as a point, in bold and behind a sentence about nothing',
    (text, whole) => {
      expect([`- ${text}`, `**${text}**`, `So it was. ${text}`].map((form) => wholeOf(form))).toEqual([whole, whole, whole]);
    },
  );

  it.each(natural)('%j is never decided without evidence', (text) => {
    const blind = captures.map((capture) => ({ ...capture, evidence: {} }));
    expect(['confirmed', 'contradicted']).not.toContain(wholeOf(text, blind));
  });
});
