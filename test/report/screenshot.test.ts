import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { artifactOf } from '#model/outcome';
import { buildReport } from '#report/build-report';
import { html } from '#report/html';
import { captureBuild, droneFolder } from '../classify/builds.ts';

it('the screenshot of a run is in its evidence by hash and bytes, and in the page', async () => {
  const capture = await captureBuild(612);
  const file = readFileSync(`${droneFolder}/cc-ci-runs/612/screenshot.png`);
  const picture = artifactOf(capture.evidence['run-results'])?.screenshot ?? undefined;
  expect(picture).toEqual({ base64: file.toString('base64'), size: file.length, sha256: createHash('sha256').update(file).digest('hex') });
  const report = buildReport(classify(capture), capture, 'sha256:0', '0');
  expect(html(report, { picture })).toContain(
    `<img style="max-width:100%" alt="screenshot of the run" src="data:image/png;base64,${file.toString('base64')}">`,
  );
  expect(html(report, { picture })).toContain('; img-src data:"');
  expect(html(report)).not.toContain('img-src');
});

it('one that was too large, or whose bytes are no base64, is named and not shown', async () => {
  const capture = await captureBuild(612);
  const report = buildReport(classify(capture), capture, 'sha256:0', '0');
  for (const base64 of [null, '"><script>alert(1)</script>']) {
    const page = html(report, { picture: { base64, size: 9_000_000, sha256: null } });
    expect(page).toContain('screenshot.png, 9000000 bytes: too large to keep');
    expect(page).not.toContain('<img');
  }
});

it('the badge and the lint report of the run are read', async () => {
  const capture = await captureBuild(527);
  expect(artifactOf(capture.evidence['run-results'])).toMatchObject({
    badge: { level: 4, text: 'level 4' },
    lint: { failed: ['rule R009  FAIL'] },
  });
});
