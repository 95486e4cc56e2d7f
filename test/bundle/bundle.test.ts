import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { beforeEach, expect, it } from 'vitest';
import { readBundle } from '#bundle/read';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import type { Capture } from '#probes/index';

const capture: Capture = {
  capturedAt: '2026-06-13T06:20:00.000Z',
  target: { build: 557, repo: null, stack: null, proxyNetwork: 'proxy' },
  hosts: [{ name: 'ci', via: 'ssh', hostKey: 'SHA256:x', clockOffsetMs: 3, clockErrorMs: 9 }],
  evidence: {
    'ci-log': { status: 'ok', artifact: { lines: ['one', 'two'] }, notes: [], ms: 5, bytes: 8 },
    'host-load': { status: 'timed-out', afterMs: 100, ms: 100, bytes: 0 },
    'run-results': { status: 'denied', because: 'no', ms: 1, bytes: 0 },
  },
};
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccci-bundle-'));
});
const saved = async (name: string) => {
  const path = join(folder, name);
  await writeBundle(seal(capture, [{ kind: 'url', where: 'evidence.ci-log' }], '1.0.0'), path);
  return path;
};

it.each(['b', 'b.tar.gz'])('reads back from %s what was written', async (name) => {
  const { capture: back } = await readBundle(await saved(name));
  expect(back).toEqual(capture);
});
it.each([['.'], ['b']])('reads an archive that tar made of the folder as %s', async (inside) => {
  const path = await saved('b');
  const made = join(folder, `made-${inside.length}${inside}.tar.gz`);
  execFileSync('tar', ['-czf', made, '-C', inside === '.' ? path : folder, inside]);
  expect((await readBundle(made)).capture).toEqual(capture);
});
it('is the same bytes each time', async () => expect(readFileSync(await saved('a.tgz'))).toEqual(readFileSync(await saved('b.tgz'))));
it('replaces a bundle, leaves anything else', async () => {
  await saved('b');
  await saved('b');
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'thesis.txt'), 'x');
  await expect(saved('mine')).rejects.toThrow(/no bundle/);
  expect(existsSync(join(folder, 'mine', 'thesis.txt'))).toBe(true);
  await saved('b.tar.gz');
  await saved('b.tar.gz');
  writeFileSync(join(folder, 'mine.tar.gz'), 'x');
  await expect(saved('mine.tar.gz')).rejects.toThrow(/no bundle/);
  expect(readFileSync(join(folder, 'mine.tar.gz'), 'utf8')).toBe('x');
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
it('names the file that was changed, whichever byte', async () => {
  const path = await saved('b');
  for (const file of ['ci-log.json', 'manifest.json']) {
    const bytes = readFileSync(join(path, file));
    for (let at = 0; at < bytes.length; at += 11) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(join(path, file), flipped);
      await expect(readBundle(path)).rejects.toThrow(/manifest|ci-log|newer form|nests/);
    }
    writeFileSync(join(path, file), bytes);
  }
});
it('refuses a file the manifest does not name, a link, and a missing one', async () => {
  const extra = await saved('extra');
  writeFileSync(join(extra, 'more.json'), '{}');
  await expect(readBundle(extra)).rejects.toThrow(/more\.json is not named/);
  const link = await saved('link');
  symlinkSync('/etc/passwd', join(link, 'passwd.json'));
  await expect(readBundle(link)).rejects.toThrow(/passwd\.json cannot be read/);
  await expect(readBundle(join(folder, 'none'))).rejects.toThrow(/no bundle at/);
});
const hostile: [string, Partial<Header> & { name: string }][] = [
  ['a path that leads out', { name: '../evil.json' }],
  ['an absolute path', { name: '/etc/evil.json' }],
  ['a link', { name: 'x.json', type: 'symlink', linkname: '/etc/passwd' }],
  ['an escape in a name', { name: 'x\u001b]0;.json' }],
];
it.each(hostile)('refuses an archive with %s', async (_, header) => {
  const archive = pack();
  if ('type' in header) archive.entry(header);
  else archive.entry(header, '{}');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const path = join(folder, 'evil.tar.gz');
  writeFileSync(path, gzipSync(Buffer.concat(chunks)));
  await expect(readBundle(path)).rejects.toThrow(/does not belong into a bundle/);
});
it('refuses an archive that was cut', async () => {
  const path = await saved('b.tar.gz');
  writeFileSync(path, readFileSync(path).subarray(0, 300));
  await expect(readBundle(path)).rejects.toThrow(/whole|manifest/);
});
