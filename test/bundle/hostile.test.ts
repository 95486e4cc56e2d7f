import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, it, onTestFinished } from 'vitest';
import { root, runMain } from '../cli/fake-io.ts';

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'ccci-hostile-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
const copied = (change: (bundle: string) => void): string => {
  const bundle = join(folder(), 'b');
  cpSync(join(root, 'examples/ghost-557'), bundle, { recursive: true });
  change(bundle);
  return bundle;
};
const refused = async (bundle: string, said: RegExp) => {
  const started = performance.now();
  const { status, out, err } = await runMain(['classify', '557', '--from', bundle]);
  expect({ status, out, err }).toEqual({ status: 3, out: '', err: expect.stringMatching(said) });
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(45_000);
};
const tarOf = async (fill: (archive: ReturnType<typeof pack>) => void): Promise<string> => {
  const archive = pack();
  fill(archive);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const path = join(folder(), 'b.tar.gz');
  writeFileSync(path, gzipSync(Buffer.concat(chunks), { level: 9 }));
  return path;
};

it.each<[string, (bundle: string) => void, RegExp]>([
  ['a FIFO', (b) => execFileSync('mkfifo', [join(b, 'pipe.json')]), /pipe\.json/],
  ['a link', (b) => symlinkSync('/etc/passwd', join(b, 'link.json')), /link\.json/],
  ['a folder', (b) => mkdirSync(join(b, 'sub')), /sub/],
  ['too many files', (b) => Array.from({ length: 1001 }, (_, i) => writeFileSync(join(b, `f${i}.json`), '')), /more than 1000 files/],
  ['a huge manifest', (b) => writeFileSync(join(b, 'manifest.json'), `{"x":"${'y'.repeat(5e6)}"}`), /manifest\.json is too large/],
  ['a deep manifest', (b) => writeFileSync(join(b, 'manifest.json'), '['.repeat(200_000)), /nests too deep/],
  ['a manifest with __proto__', (b) => writeFileSync(join(b, 'manifest.json'), '{"__proto__":{"polluted":1}}'), /__proto__/],
  ['an escaped __proto__', (b) => writeFileSync(join(b, 'manifest.json'), '{"\\u005f_proto__":{"polluted":1}}'), /__proto__/],
  [
    'a doubled key',
    (b) => writeFileSync(join(b, 'manifest.json'), readFileSync(join(b, 'manifest.json'), 'utf8').replace('{', '{\n "capturedAt": "x",')),
    /manifest\.json was changed/,
  ],
  ['a manifest that is no JSON', (b) => writeFileSync(join(b, 'manifest.json'), '\u0000\u0001'), /manifest\.json is not JSON/],
  ['a wrong hash', (b) => writeFileSync(join(b, 'run-results.json'), '{}'), /run-results\.json was changed/],
])('a folder with %s is refused', async (_, change, said) => {
  await refused(copied(change), said);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it.each<[string, (archive: ReturnType<typeof pack>) => void, RegExp]>([
  ['a path out', (a) => a.entry({ name: '../../x.json' }, 'x'), /does not belong/],
  ['a hard link', (a) => a.entry({ name: 'x.json', type: 'link', linkname: '/etc/passwd' }), /does not belong/],
  ['a device', (a) => a.entry({ name: 'x.json', type: 'character-device' }), /does not belong/],
  ['a FIFO', (a) => a.entry({ name: 'x.json', type: 'fifo' }), /does not belong/],
  ['one name twice', (a) => [a.entry({ name: 'x.json' }, '1'), a.entry({ name: 'x.json' }, '2')], /does not belong/],
  ['a million files', (a) => Array.from({ length: 1100 }, (_, i) => a.entry({ name: `f${i}.json` }, '')), /too large/],
])('an archive with %s is refused', async (_, fill, said) => {
  await refused(await tarOf(fill), said);
});

it('an entry whose size lies is refused', async () => {
  const block = Buffer.alloc(512);
  block.write('manifest.json');
  block.write('0000600\0', 100);
  for (const at of [108, 116]) block.write('0000000\0', at);
  block.write('77777777777\0', 124);
  block.write('00000000000\0        0', 136);
  block.write('ustar\x0000', 257);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const path = join(folder(), 'b.tar.gz');
  writeFileSync(path, gzipSync(Buffer.concat([block, Buffer.from('short')]), { level: 9 }));
  await refused(path, /too large|whole/);
});

it('a bomb is refused before it has filled the memory', { timeout: 60_000 }, async () => {
  const path = join(folder(), 'b.tar.gz');
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const zeros = Buffer.alloc(4 << 20);
  for (let i = 0; i < 200; i++) if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve));
  gzip.end();
  await new Promise((resolve) => gzip.once('end', resolve));
  writeFileSync(path, Buffer.concat(chunks));
  const before = process.memoryUsage().rss;
  await refused(path, /unpacks to more|no manifest/);
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});
