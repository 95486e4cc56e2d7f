import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root, runMain } from '../cli/fake-io.ts';

const lab = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-sign-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'examples/ghost-557'), join(folder, 'b'), { recursive: true });
  return folder;
};
const keyIn = (folder: string, type = 'ed25519'): string => {
  const key = join(folder, `key-${type}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', key, '-C', 'lab']);
  return key;
};
const verify = (bundle: string, ...more: string[]) => runMain(['bundle', 'verify', bundle, ...more]);

it.each(['ed25519', 'ecdsa', 'rsa'])('signs with %s what ssh-keygen itself accepts', async (type) => {
  const [folder] = [lab()];
  const [bundle, key, allowed] = [join(folder, 'b'), keyIn(folder, type), join(folder, 'allowed')];
  const before = (await runMain(['classify', '557', '--from', bundle, '--json'])).out;
  expect(await runMain(['bundle', 'sign', bundle, '--key', key])).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^signed by SHA256:/),
  });
  writeFileSync(allowed, `dev@example.org ${readFileSync(`${key}.pub`, 'utf8')}`);
  const args = ['-Y', 'verify', '-f', allowed, '-I', 'dev@example.org', '-n', 'ccci-probe-bundle', '-s', join(bundle, 'signature.sshsig')];
  expect(execFileSync('ssh-keygen', args, { input: readFileSync(join(bundle, 'manifest.json')), encoding: 'utf8' })).toMatch(/^Good/);
  expect(await verify(bundle)).toMatchObject({ status: 0, out: expect.stringContaining('valid, whose key it is') });
  expect(await verify(bundle, '--allowed-signers', allowed)).toMatchObject({ status: 0, out: expect.stringContaining('dev@example.org') });
  writeFileSync(allowed, `dev@example.org ${readFileSync(`${keyIn(lab())}.pub`, 'utf8')}`);
  expect(await verify(bundle, '--allowed-signers', allowed)).toMatchObject({ status: 1, out: expect.stringContaining('signature.sshsig') });
  const { signer, ...evidence } = JSON.parse((await runMain(['classify', '557', '--from', bundle, '--json'])).out).evidence;
  expect(signer).toEqual({ key: expect.stringMatching(/^SHA256:/), by: null });
  expect({ ...evidence, signer: null }).toEqual(JSON.parse(before).evidence);
});

/** Every command that judges a bundle. */
const judges = (bundle: string): readonly (readonly string[])[] => [
  ['classify', '557', '--from', bundle],
  ['gate', 'ghost/M1', '--set', 'recipe=ghost', '--set', 'pr=4', '--from', bundle],
  ['inventory', 'ghost', '--from', bundle],
  ['timeline', '557', '--from', bundle],
  ['leaks', '--from', bundle],
  ['pvcheck', '--from', bundle],
  ['whatif', '557', '--from', bundle],
  ['verify-claims', join(root, 'README.md'), '--from', bundle],
  ['bundle', 'show', bundle],
  ['bundle', 'diff', bundle, bundle],
  ['bundle', 'redact', bundle, '-o', `${bundle}-2`],
];

it.each(judges('B').map(([command, verb]) => [command === 'bundle' ? `bundle ${verb}` : command]))(
  'a broken signature is refused by %s',
  async (name) => {
    const bundle = join(lab(), 'b');
    await runMain(['bundle', 'sign', bundle, '--key', keyIn(join(bundle, '..'))]);
    const argv = judges(bundle).find(([command, verb]) => name === (command === 'bundle' ? `bundle ${verb}` : command)) ?? [];
    const signature = readFileSync(join(bundle, 'signature.sshsig'), 'utf8');
    writeFileSync(
      join(bundle, 'signature.sshsig'),
      signature.replace(/[A-Z]/, (letter) => (letter === 'A' ? 'B' : 'A')),
    );
    expect(await runMain(argv)).toMatchObject({ status: 2, err: expect.stringContaining('signature.sshsig') });
  },
);

it('refuses a bundle that nobody of the allowed signed, where one must have', async () => {
  const folder = lab();
  const [bundle, allowed] = [join(folder, 'b'), join(folder, 'allowed')];
  writeFileSync(allowed, `dev@example.org ${readFileSync(`${keyIn(folder, 'ecdsa')}.pub`, 'utf8')}`);
  const ask = (...more: string[]) => runMain(['classify', '557', '--from', bundle, ...more]);
  expect(await ask()).toMatchObject({ status: 1, out: expect.stringMatching(/not\s+signed/) });
  expect(await ask('--require-signed')).toMatchObject({ status: 2, err: expect.stringContaining('not signed') });
  await runMain(['bundle', 'sign', bundle, '--key', keyIn(folder)]);
  expect(await ask('--require-signed')).toMatchObject({ status: 1, out: expect.stringContaining('SHA256:') });
  expect(await ask('--allowed-signers', allowed)).toMatchObject({ status: 1, out: expect.stringContaining('SHA256:') });
  expect(await ask('--allowed-signers', allowed, '--require-signed')).toMatchObject({ status: 2, err: expect.stringContaining('not in') });
  await runMain(['bundle', 'sign', bundle, '--key', join(folder, 'key-ecdsa')]);
  expect(await ask('--allowed-signers', allowed, '--require-signed')).toMatchObject({
    status: 1,
    out: expect.stringContaining('dev@example.org'),
  });
});

it('signs a .tar.gz too, and again', async () => {
  const folder = lab();
  const [tar, key] = [join(folder, 'b.tar.gz'), keyIn(folder)];
  await runMain(['bundle', 'redact', join(folder, 'b'), '-o', tar]);
  for (let round = 0; round < 2; round++) expect((await runMain(['bundle', 'sign', tar, '--key', key])).status).toBe(0);
  expect(await verify(tar)).toMatchObject({ status: 0, out: expect.stringContaining('signed by') });
});

it('names the file of any flipped byte', { timeout: 120_000 }, async () => {
  const folder = lab();
  const bundle = join(folder, 'b');
  await runMain(['bundle', 'sign', bundle, '--key', keyIn(folder)]);
  for (const name of readdirSync(bundle)) {
    const bytes = readFileSync(join(bundle, name));
    const places = Array.from({ length: 25 }, (_, i) => Math.floor((i * (bytes.length - 1)) / 24));
    for (const at of places) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(join(bundle, name), flipped);
      const { status, out } = await verify(bundle);
      expect({ name, at, status, named: out.includes(name) || (name === 'manifest.json' && out !== '') }).toEqual({
        name,
        at,
        status: 1,
        named: true,
      });
    }
    writeFileSync(join(bundle, name), bytes);
  }
  rmSync(join(bundle, 'statement.dsse.json'));
  expect(await verify(bundle)).toMatchObject({ status: 1, out: expect.stringContaining('statement.dsse.json is missing') });
});

it('finds a statement that another key signed, or that is about another bundle', async () => {
  const folder = lab();
  const [one, other] = [join(folder, 'b'), join(folder, 'other')];
  cpSync(one, other, { recursive: true });
  await runMain(['bundle', 'sign', one, '--key', keyIn(folder)]);
  await runMain(['bundle', 'sign', other, '--key', keyIn(folder, 'ecdsa')]);
  cpSync(join(other, 'statement.dsse.json'), join(one, 'statement.dsse.json'));
  expect(await verify(one)).toMatchObject({ status: 1, out: expect.stringContaining('another key') });
});

it('says what to do without a key, with one that is no key, and for a third name', async () => {
  const bundle = join(lab(), 'b');
  expect(await runMain(['bundle', 'sign', bundle])).toMatchObject({ status: 2, err: expect.stringContaining('--key') });
  expect(await runMain(['bundle', 'sign', bundle, '--key', '/nonexistent'])).toMatchObject({ status: 2 });
  expect(await runMain(['bundle', 'diff', bundle])).toMatchObject({ status: 2 });
  expect(await runMain(['bundle', 'redact', bundle, '--rule', '(', '-o', 'x'])).toMatchObject({ status: 2 });
});

it('tells two bundles apart by meaning, and a bundle from itself not', async () => {
  const bundle = join(root, 'examples/ghost-557');
  expect(await runMain(['bundle', 'diff', bundle, bundle])).toMatchObject({ status: 0, out: 'the same\n' });
  const { status, out } = await runMain(['bundle', 'diff', bundle, join(root, 'examples/ghost-612'), '--json']);
  expect(status).toBe(1);
  const { differences } = JSON.parse(out);
  expect(differences).toContainEqual({ kind: 'verdict', what: 'label', before: 'update-paused', after: 'green' });
  expect(differences.some(({ kind }: { kind: string }) => kind === 'log line')).toBe(true);
});

it('takes out more, the same thing by the same token, and leaves what lies in which subnet', async () => {
  const folder = lab();
  const out = join(folder, 'less');
  const rules = ['--rule', String.raw`\b10\.\d+\.\d+\.\d+(?:/\d+)?`, '--rule', 'commoninternet'];
  expect((await runMain(['bundle', 'redact', join(folder, 'b'), ...rules, '-o', out])).status).toBe(0);
  const all = readdirSync(out)
    .map((name) => readFileSync(join(out, name), 'utf8'))
    .join('\n');
  expect(all).not.toMatch(/commoninternet/);
  expect(new Set(all.match(/\[redacted:rule:[0-9a-f]+\]/g))).toHaveLength(1);
  const ipam = (path: string) =>
    JSON.parse(readFileSync(join(path, 'overlay-ipam.json'), 'utf8')).networks.find(({ name }: { name: string }) => name === 'proxy');
  const [before, after] = [ipam(join(folder, 'b')), ipam(out)];
  expect(after.subnets[0].subnet).toMatch(/^10\.\d+\.0\.0\/16$/);
  expect(after.subnets[0].subnet).not.toBe(before.subnets[0].subnet);
  const prefix = after.subnets[0].subnet.split('.').slice(0, 2).join('.');
  expect(after.endpoints.every(({ address }: { address: string }) => address.startsWith(`${prefix}.`))).toBe(true);
  expect(await verify(out)).toMatchObject({ status: 0 });
});
