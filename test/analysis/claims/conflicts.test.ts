import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Claims, checkClaims } from '#analysis/claims/check-claims';
import { runMain } from '../../cli/fake-io.ts';

const reviewsOf = (texts: readonly string[]) => texts.map((text, index) => ({ file: `${index + 1}.md`, text }));
const conflictsOf = (...texts: readonly string[]) => checkClaims(reviewsOf(texts), [], '0').conflicts;

it.each([
  ['**5. Operator comment on PR#4**\n- Comment at 2026-06-13T06:22:11Z', 'Operator comment posted on PR#4 at 06:35Z on 2026-06-13.'],
  ['Comment at 06:22:11 on PR#4.', 'The comment was posted at 06:35.'],
  ['comment at 06:22:11Z', 'comment at 06:35Z'],
  ['Comment at 06:22:11Z on PR#4.', 'The comment was posted on PR#4 at 08:35 CEST.'],
  ['Build 612 passed.', 'Build 612 failed.'],
  ['Build 612 was green.', '- 612: red'],
  ['| build | level |\n|--|--|\n| 612 | 5 |', 'Build 612 reached level 4.'],
  ['Build 612 started at 06:13:02Z.', 'Build 612 started at 06:23Z.'],
  ['PR#5 is closed.', 'PR#5 is still open.'],
  ['PR#4 was merged.', 'PR#4 was not merged.'],
  ['M1 and M2 PASS.', 'M2: FAIL'],
  ['Build 612 took 2m11s.', 'Build 612 took 12 minutes.'],
  ['Build 585 tested PR#5.', 'Build 585 tested PR#4.'],
  ['The head of PR#4 is d88f5801.', 'The head of PR#4 is d42d0f7c.'],
  ['Build 612 passed.\nBuild 612 failed.'],
  ['Build 557 ran on 2026-06-12.', 'Build 557 ran on 2026-06-13.'],
  ['In build 557 the upgrade stage failed.', 'In build 557 the upgrade stage passed.'],
  ['!testme for build 612 was posted at 06:12:48Z on PR#4.', '!testme for build 612 was posted at 06:22:48Z on PR#4.'],
  ['PR#5 was closed at 06:20:30Z.', 'PR#5 was closed at 06:12Z.'],
  ['Nothing was merged.', 'PR#4 was merged.'],
])('%j contradict each other', (...texts) => {
  const conflicts = conflictsOf(...texts);
  expect(conflicts.length).toBeGreaterThan(0);
  expect(conflicts[0]?.statements.map(({ file }) => file)).toEqual(texts.length === 1 ? ['1.md', '1.md'] : ['1.md', '2.md']);
});

it.each([
  ['Comment at 06:22:11 on PR#4.', 'The comment was posted on PR#4 at 06:22.'],
  ['Comment at 06:22:11Z on PR#4.', 'The comment was posted on PR#4 at 08:22 CEST.'],
  ['Comment at 06:22:11Z on PR#4.', 'A comment was posted on PR#5 at 08:35Z.'],
  ['Build 612 passed.', 'Build 557 failed.'],
  ['Build 612 started at 06:13:02Z.', 'Build 612 started around 06:15Z.'],
  ['# 2026-06-13T06:00Z\nPR#5 is open.', '# 2026-06-13T07:00Z\nPR#5 is closed.'],
  ['PR#4 is open.', 'PR#4 was not merged.'],
  ['Build 612 took 2m11s.', 'Build 612 took about 2 minutes.'],
  ['Build 612 passed.', 'If build 612 failed, rerun.'],
  ['Build 612 passed.', 'Did build 612 fail?'],
  ['The head of PR#4 is d88f5801.', 'The head of PR#4 is d88f5801f9ea.'],
  ['Comment at 06:22:11Z on PR#4. Another comment was posted on PR#4 at 06:15Z.', 'A comment was posted on PR#4 at 06:35Z.'],
])('%j may both be right', (...texts) => {
  expect(conflictsOf(...texts)).toEqual([]);
});

it('names both lines, in text and in JSON, and exits 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  try {
    const [review, status] = ['REVIEW.md', 'STATUS.md'].map((name) => join(folder, name));
    writeFileSync(review ?? '', '# Review\n\n**5. Operator comment on PR#4**\n- Comment at 2026-06-13T06:22:11Z\n');
    writeFileSync(status ?? '', '# Status 2026-06-13\n\n- Operator comment posted on PR#4 at 06:35Z\n');
    const argv = ['verify-claims', review ?? '', status ?? '', '--from', 'examples/ghost-612'];
    const [json, text] = [await runMain([...argv, '--json']), await runMain(argv)];
    const { claims, conflicts, files } = JSON.parse(json.out) as Claims;
    expect([json.status, text.status]).toEqual([1, 1]);
    expect(files).toEqual([review, status]);
    expect(claims.map(({ file, line, answer }) => [file, line, answer])).toEqual(
      expect.arrayContaining([
        [review, 4, 'confirmed'],
        [status, 3, 'contradicted'],
      ]),
    );
    expect(conflicts.map(({ statements }) => statements.map(({ file, line }) => `${file}:${line}`))).toEqual([
      [`${review}:4`, `${status}:3`],
    ]);
    expect(text.out.replace(/\s+/g, '')).toContain(`${status}:3:Operatorcomment`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('of one file that agrees with itself there are none', async () => {
  const { out } = await runMain(['verify-claims', 'test/fixtures/seeds/REVIEW-ghost.md', '--json', '--from', 'examples/ghost-612']);
  expect((JSON.parse(out) as Claims).conflicts).toEqual([]);
});
