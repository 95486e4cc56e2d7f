import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classify } from '#classify/classify';
import { artifactOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { journalLocal } from '#transport/journal/local';
import { captureBuild } from './builds.ts';

const withLines = (capture: Capture, keep: boolean): Capture => {
  const journal = artifactOf(capture.evidence['daemon-journal']);
  if (!journal) throw new Error('no journal was read');
  const artifact = keep ? journal : { ...journal, lines: [] };
  return { ...capture, evidence: { ...capture.evidence, 'daemon-journal': { status: 'ok', ms: 0, bytes: 0, notes: [], artifact } } };
};

describe("a daemon's log without a line of the build's time", () => {
  it('rules nothing out and counts as unread', async () => {
    const capture = await captureBuild(557);
    expect(classify(withLines(capture, true)).ruledOut.map(({ label }) => label)).toContain('vip-exhaustion');
    const { ruledOut, unread } = classify(withLines(capture, false));
    expect(ruledOut.map(({ label }) => label)).not.toContain('vip-exhaustion');
    expect(unread).toContainEqual(expect.objectContaining({ probe: 'daemon-journal', status: 'absent' }));
  });

  it('is nothing that a build which passed is asked for', async () =>
    expect(classify(withLines(await captureBuild(612), false)).unread.map(({ probe }) => probe)).not.toContain('daemon-journal'));
});

describe('a log that is no plain file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-fifo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'file'), '');
  });
  const lines = (name: string) =>
    journalLocal(join(folder, name), null).lines({ build: null, repo: null, signal: AbortSignal.timeout(5_000) });

  it('is refused before anybody waits on it', async () => {
    await expect(lines('pipe')).rejects.toThrow(/plain file/);
    expect((await lines('file')).value.lines).toEqual([]);
  });
});
