import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { citeOf, fileAt } from '#model/cite';
import { LANES, type Timeline, type TimelineRow } from '#model/timeline';
import { paintOf } from '#report/paint';
import { timelineHtml } from '#report/timeline/html';
import { timelineMarkdown } from '#report/timeline/markdown';
import { timelineText } from '#report/timeline/text';
import { cellsOf } from '#report/visible';
import { root, runMain } from '../cli/fake-io.ts';

const hostile = JSON.parse(readFileSync(join(root, 'test/fixtures/hostile-strings.json'), 'utf8')) as unknown;
const strings = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
const foreign = [...strings(hostile), '<script>alert(1)</script>', '"><svg onload=alert(1)>', '!testme', '\x1b[2J', '\u202egpj.exe'];

const base = JSON.parse((await runMain(['timeline', '557', '--from', 'examples/ghost-557', '--json'])).out) as Timeline;
const nasty: Timeline = {
  ...base,
  rows: foreign.map(
    (text, index): TimelineRow => ({
      at: new Date(Date.parse('2026-06-12T17:21:00Z') + index * 1000).toISOString(),
      lane: LANES[index % LANES.length] ?? 'task',
      what: text,
      cite: { ...citeOf('recording', fileAt(text), null, text), where: text },
      until: index % 3 === 0 ? new Date(Date.parse('2026-06-12T17:21:00Z') + index * 1000 + 700).toISOString() : null,
      of: text,
      mood: 'bad',
    }),
  ),
  gauges: foreign
    .slice(0, 3)
    .map((network, index) => ({ at: `2026-06-12T17:21:0${index}.000Z`, network, capacity: 5, used: index, free: 5 - index })),
};
const options = { columns: 80, paint: paintOf(0), unicode: true } as const;

describe('the timeline of a bundle', () => {
  it('is in order, each row with its source, and the same each time', async () => {
    expect(base).toMatchObject({ schema: 'ccci-probe/timeline@1', subject: { build: 557 } });
    expect(base.rows.map(({ at }) => at)).toEqual(base.rows.map(({ at }) => at).toSorted());
    expect(base.rows.every(({ cite }) => cite.probe !== '' && cite.where !== '')).toBe(true);
    expect([...new Set(base.rows.map(({ lane }) => lane))]).toEqual(expect.arrayContaining(['build', 'journal']));
    expect(base.rows.some(({ what }) => /TIER upgrade/.test(what))).toBe(true);
    const again = await runMain(['timeline', '557', '--from', 'examples/ghost-557', '--json']);
    expect(JSON.parse(again.out)).toEqual(base);
  });

  it('ends with 0 where something is known and 3 where nothing is', async () => {
    expect((await runMain(['timeline', '557', '--from', 'examples/ghost-557'])).status).toBe(0);
    expect((await runMain(['timeline', '9', '--from', 'examples/ghost-557'])).status).toBe(3);
  });
});

describe('foreign text in a timeline', () => {
  it('acts in no format', () => {
    const text = timelineText(nasty, options);
    for (const shown of [text, timelineMarkdown(nasty), timelineHtml(nasty)])
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    const page = timelineHtml(nasty);
    expect(page).not.toMatch(/<script|<svg onload|\b(?:href|src)=|url\(/i);
    expect(page).toContain("default-src 'none'");
    expect(
      page.match(
        /<(?!\/?(?:html|head|meta|title|style|body|h1|h2|div|input|label|svg|line|text|rect|circle|path|span|i|p|table|thead|tbody|tr|th|td|time|b|bdi|small|ul|li|footer)\b|!doctype)[^>]*>/gi,
      ),
    ).toBeNull();
  });

  it('takes no more than 80 columns', () => {
    for (const shown of [timelineText(nasty, options), timelineText(base, options)])
      for (const line of shown.split('\n')) expect(cellsOf(line)).toBeLessThanOrEqual(80);
  });
});
