import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
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

it('tokens and variables of the environment stand for what ssh_config(5) says, by our own reader', async () => {
  const home = homeWith({
    config:
      'Host lab\n  HostName %h.example.org\n  User me\n  Port 77\n  HostKeyAlias Main\n  IdentityFile ${KEYS}/%r_%p_%n_%h_%i_%u_%L_100%%\n  IdentityAgent ${KEYS}/agent\n  UserKnownHostsFile ~/known.d/%k ${KEYS}/%k\n  Include ${PARTS}/more\n',
    more: 'ProxyJump gate.%h\n',
  });
  const env = { PATH: process.env['PATH'], HOME: home, KEYS: '/k%h', PARTS: join(home, '.ssh') };
  const host = await resolveSshHost({ host: 'lab', user: null, port: null }, { home, env });
  const { uid, username } = userInfo();
  expect(host).toMatchObject({
    hostName: 'lab.example.org',
    identityFiles: [`/k%h/me_77_lab_lab.example.org_${uid}_${username}_${hostname().split('.')[0]}_100%`],
    agent: '/k%h/agent',
    hostKeyAlias: 'main',
    proxyJump: 'gate.lab.example.org',
  });
  expect(host.knownHosts.slice(0, 2)).toEqual([join(home, 'known.d/main'), '/k%h/main']);
});

it('a variable that the environment does not have is an error with its name, as for ssh(1)', async () => {
  await expect(resolved('lab', homeWith({ config: 'Host lab\n  IdentityFile ${NO_SUCH}/id\n' }))).rejects.toThrow(/NO_SUCH/);
});
