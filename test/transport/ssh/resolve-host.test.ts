import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { resolveSshHost } from '../../../src/transport/ssh/resolve-host.ts';

const homeWith = (files: Readonly<Record<string, string>>): string => {
  const home = mkdtempSync(join(tmpdir(), 'ccci-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, '.ssh'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, '.ssh', name), text);
  return home;
};
const resolved = (host: string, home: string) =>
  resolveSshHost({ host, user: null, port: null }, { home, env: { PATH: process.env['PATH'], HOME: home } });

it('a $HOME of its own is the home of everything: the configuration, what it includes, keys and known hosts', async () => {
  const home = homeWith({
    config: 'Host lab\n  HostName 127.0.0.1\n  IdentityFile ~/.ssh/own\n  UserKnownHostsFile ~/known /abs\n  Include more\n',
    more: 'Port 77\n',
  });
  expect(await resolved('lab', home)).toMatchObject({ hostName: '127.0.0.1', port: 77, identityFiles: [join(home, '.ssh/own')] });
  expect((await resolved('lab', home)).knownHosts.slice(0, 2)).toEqual([join(home, 'known'), '/abs']);
  const other = await resolved('other', home);
  expect(other.identityFiles).toContain(join(home, '.ssh/id_ed25519'));
  expect(other.knownHosts[0]).toBe(join(home, '.ssh/known_hosts'));
});

it('a `Match` there is an error that says what to do', async () => {
  await expect(resolved('lab', homeWith({ config: 'Match exec true\n  User x\n' }))).rejects.toThrow(/Match exec true.*--ssh-config/);
});

it('without a configuration there, ssh(1) and the home of the password database are asked', async () => {
  expect((await resolved('lab', homeWith({}))).knownHosts[0]).toBe(join(userInfo().homedir, '.ssh/known_hosts'));
});
