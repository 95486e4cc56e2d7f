import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, runMain } from './fake-io.ts';

const example = join(root, 'examples/ghost-557');
const names = readdirSync(example);

/** A copy of the example with one file changed. */
const copyWith = (name: string, change: (bytes: Buffer) => Buffer | null): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bundle = join(folder, 'bundle');
  cpSync(example, bundle, { recursive: true });
  const changed = change(readFileSync(join(bundle, name)));
  if (changed) writeFileSync(join(bundle, name), changed);
  else rmSync(join(bundle, name));
  return bundle;
};

const flip = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  const at = changed.length >> 1;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

it('show tells when, where and how each probe ended', async () => {
  const { status, out } = await runMain(['bundle', 'show', example]);
  expect(status).toBe(0);
  expect(out).toMatch(/^build 557, captured 20\d\d-/);
  expect(out).toContain('ci-build: ok');
});

it('verify finds the example whole', async () => {
  const { status, out } = await runMain(['bundle', 'verify', example, '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ schema: 'ccci-probe/verify@1', whole: true });
});

describe.each(names)('%s', (name) => {
  it.each([
    ['a flipped byte', flip],
    ['cut in half', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['emptied', () => Buffer.alloc(0)],
    ['gone', () => null],
  ])('%s: verify is 1 and names it, classify --from is 3 with no label', async (_, change) => {
    const bundle = copyWith(name, change);
    const verified = await runMain(['bundle', 'verify', bundle]);
    expect(verified.status).toBe(1);
    expect(verified.out).toMatch(/^not whole: [^\n]+\n$/);
    expect(verified.out).toContain(name);
    const judged = await runMain(['classify', '557', '--from', bundle]);
    expect({ status: judged.status, out: judged.out }).toEqual({ status: 3, out: '' });
    expect(judged.err).toMatch(/^ccci-probe: [^\n]+\n$/);
    expect(judged.err).toContain(name);
  });
});

it('a file that the manifest does not name is refused', async () => {
  const bundle = copyWith('manifest.json', (bytes) => bytes);
  writeFileSync(join(bundle, 'extra.json'), '{}\n');
  expect(await runMain(['bundle', 'verify', bundle])).toMatchObject({ status: 1, out: expect.stringContaining('extra.json') });
});
