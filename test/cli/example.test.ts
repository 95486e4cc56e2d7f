import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBundle } from '#bundle/read';
import { seal } from '#bundle/seal';
import { writeBundle } from '#bundle/write';
import { root, runMain } from './fake-io.ts';
import { runSources } from './spawned.ts';

const formats = { json: 'json', text: 'txt', markdown: 'md', html: 'html' } as const;

describe.each([
  ['557', 1],
  ['612', 0],
])('the example ghost-%s', (build, expected) => {
  const bundle = `examples/ghost-${build}`;

  it.each(Object.entries(formats))('gives its golden report as %s', async (format, ending) => {
    const { status, out, err } = await runMain(['classify', build, '--from', bundle, '--format', format]);
    expect({ status, err }).toEqual({ status: expected, err: '' });
    await expect(out).toMatchFileSnapshot(`../golden/ghost-${build}.${ending}`);
  });

  it.each(Object.keys(formats))('is the same bytes as %s in any time zone and locale', async (format) => {
    const argv = ['classify', build, '--from', bundle, '--format', format];
    const here = await runMain(argv);
    expect(await runSources(argv, { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' })).toEqual(here);
  });

  it('is the same bytes from a .tar.gz of it, whose own bytes are the same twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccci-tar-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { capture, manifest } = await readBundle(join(root, bundle));
    const sealed = seal(capture, [], manifest.tool.version);
    const [archive, directory] = [join(folder, 'one.tar.gz'), join(folder, 'one')];
    await Promise.all([archive, directory].map((path) => writeBundle(sealed, path)));
    const whole = await runMain(['classify', build, '--from', bundle, '--json']);
    for (const path of [archive, directory]) {
      const again = await runMain(['classify', build, '--from', path, '--json']);
      expect(again.out.replace(sealed.manifest.digest, manifest.digest)).toBe(whole.out);
    }
  });
});
