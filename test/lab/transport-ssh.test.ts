import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Absent, Denied } from '../../src/model/errors.ts';
import { type OpenOptions, openPorts, type Sources } from '../../src/transport/open-ports.ts';
import type { RemoteCommand } from '../../src/transport/remote/shell.ts';
import { openSession } from '../../src/transport/ssh/session.ts';
import { parseSshTarget } from '../../src/transport/ssh/target.ts';
import { replayDocker } from '../transport/docker/replayed-docker.ts';
import { hostConfig, type LabSshd, makeKey, noSshd, passphrase, startSshd } from './sshd.ts';
import { startProxy } from './tcp-proxy.ts';

const drone = join(import.meta.dirname, '../fixtures/drone');
const none: Sources = { ssh: 'lab', docker: null, drone: null, runs: null, dockerdLog: null, ciLog: null, gitea: null, journal: false };
const options = (sshd: Pick<LabSshd, 'configFile'>, more: Partial<OpenOptions> = {}): OpenOptions => ({
  env: { PATH: process.env['PATH'] },
  home: homedir(),
  signal: AbortSignal.timeout(60_000),
  configFile: sshd.configFile,
  ...more,
});
/** A command of this test's own, where the program has only those of its scripts. */
const remote = (text: string): RemoteCommand => text as RemoteCommand;
const soon = () => AbortSignal.timeout(20_000);
const session = (sshd: Pick<LabSshd, 'configFile'>, more: Partial<OpenOptions> = {}) =>
  openSession(parseSshTarget('lab'), options(sshd, more));

describe.runIf(noSshd === null)(`over a real sshd (${noSshd ?? 'present'})`, () => {
  it('everything comes over one connection', async () => {
    await using sshd = await startSshd();
    await using docker = await replayDocker('vip-exhaustion-new');
    const log = join(drone, 'dockerd.journal.jsonl');
    const remoteLog = join(sshd.folder, 'remote.journal.jsonl');
    writeFileSync(remoteLog, readFileSync(log));
    const sources = {
      ...none,
      docker: `ssh://lab${docker.socket}`,
      drone: join(drone, 'database.sqlite'),
      runs: join(drone, 'cc-ci-runs'),
      journal: true,
    };
    await using opened = await openPorts(sources, options(sshd));
    const { ports } = opened;
    const [build, run, host, ...lists] = await Promise.all([
      ports.ci.build({ number: 557, repo: null, signal: soon() }),
      ports.runs.read({ run: '557', signal: soon() }),
      ports.host.state({ signal: soon() }),
      ...['/info', '/services', '/tasks', '/nodes', '/networks', '/containers/json'].map((path) =>
        ports.docker.getJson(path, { signal: soon() }),
      ),
    ]);
    expect(build.value.builds).toHaveLength(1);
    expect(run.value.texts.map(({ path }) => path)).toEqual(['badge.svg', 'junit/install.xml', 'lint.txt', 'results.json']);
    expect(Number(host.value.now)).toBeGreaterThan(1.7e9);
    expect(host.value.disk).toMatch(/^\/ \d+ \d+ \d+/);
    expect(lists.every(({ value }) => typeof value === 'object')).toBe(true);
    expect(sshd.logins()).toBe(1);
    expect(docker.violations()).toBe('');
    const [seen] = opened.hosts();
    expect(seen).toMatchObject({ name: 'lab', hostKey: fingerprint(sshd.hostKey) });
    expect(Math.abs(seen?.clockOffsetMs ?? 1e9)).toBeLessThan(2000);
  });

  it('falls back to the docker CLI where sockets are not forwarded, and tells a missing socket', async () => {
    await using sshd = await startSshd(['AllowStreamLocalForwarding no']);
    await using docker = await replayDocker('vip-exhaustion-new');
    await using opened = await openPorts({ ...none, docker: `ssh://lab${docker.socket}` }, options(sshd));
    const { value } = await opened.ports.docker.getJson('/services', { signal: soon() });
    expect(Array.isArray(value)).toBe(true);
    await using other = await openPorts({ ...none, docker: 'ssh://lab/nowhere/docker.sock' }, options(sshd));
    await expect(other.ports.docker.getJson('/services', { signal: soon() })).rejects.toThrow(Absent);
  });

  it('an unknown, a changed and a revoked host key are refused before any login', async () => {
    await using sshd = await startSshd();
    const right = readFileSync(`${sshd.hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
    makeKey(join(sshd.folder, 'other'), '');
    const wrong = readFileSync(join(sshd.folder, 'other.pub'), 'utf8').split(' ').slice(0, 2).join(' ').trim();
    const name = `[127.0.0.1]:${sshd.port}`;
    for (const [text, words] of [
      ['', /unknown host key.*SHA256:.*ssh-keyscan/],
      [`${name} ${wrong}\n`, /CHANGED.*ssh-keygen -R/],
      [`@revoked ${name} ${right}\n${name} ${right}\n`, /revoked/],
      [`@cert-authority ${name} ${right}\n`, /certificate authority/],
    ] as const) {
      writeFileSync(sshd.knownHosts, text);
      const error = await session(sshd).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Denied);
      expect(String(error)).toMatch(words);
      expect(String(error)).not.toMatch(/\n/);
    }
    expect(sshd.log()).not.toMatch(/Accepted|Failed|userauth/);
  });

  it('a server with several keys shows the one that is known', async () => {
    await using sshd = await startSshd([], ['rsa', 'ecdsa', 'ed25519']);
    writeFileSync(sshd.knownHosts, readFileSync(sshd.knownHosts, 'utf8').split('\n').slice(0, 1).join('\n') + '\n');
    await using open = await session(sshd);
    expect(open.hostKey).toBe(fingerprint(sshd.hostKey));
  });

  it('a refused key is Denied and is not tried twice', async () => {
    await using sshd = await startSshd();
    writeFileSync(sshd.configFile, hostConfig('lab', sshd.port, sshd.strangerKey, sshd.knownHosts));
    await using opened = await openPorts({ ...none, drone: '/x.sqlite', runs: '/y' }, options(sshd));
    const asks = [opened.ports.runs.read({ run: '1', signal: soon() }), opened.ports.ci.build({ number: 1, repo: null, signal: soon() })];
    for (const ask of asks) await expect(ask).rejects.toThrow(/refused our keys \(1 of files\)/);
    await expect(asks[0]).rejects.toThrow(Denied);
    expect(sshd.log().split('Connection from').length - 1).toBe(1);
  });

  it('an encrypted key is used when its passphrase is given, and only then', async () => {
    await using sshd = await startSshd();
    writeFileSync(sshd.configFile, hostConfig('lab', sshd.port, sshd.encryptedKey, sshd.knownHosts));
    await expect(session(sshd)).rejects.toThrow(Denied);
    const asked: string[] = [];
    await using open = await session(sshd, {
      askPassphrase: (path) => {
        asked.push(path);
        return Promise.resolve(passphrase);
      },
    });
    expect((await open.exec(remote('echo yes'), { signal: soon() })).stdout.toString()).toBe('yes\n');
    expect(asked).toEqual([sshd.encryptedKey]);
  });

  it('a passphrase that is typed slowly takes no time from what is asked afterwards; a refusal is told by what is asked', async () => {
    await using sshd = await startSshd();
    writeFileSync(sshd.configFile, hostConfig('lab', sshd.port, sshd.encryptedKey, sshd.knownHosts));
    let asked = 0;
    const askPassphrase = async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return passphrase;
    };
    await using opened = await openPorts(none, options(sshd, { askPassphrase }));
    await opened.warm();
    await opened.ports.host.state({ signal: AbortSignal.timeout(8_000) });
    expect([asked, sshd.logins()]).toEqual([1, 1]);
    await using wrong = await openPorts(none, options(sshd, { askPassphrase: () => Promise.resolve('wrong') }));
    await wrong.warm();
    await expect(wrong.ports.host.state({ signal: soon() })).rejects.toThrow(Denied);
  });

  it('keys of an agent are offered, filtered by IdentitiesOnly', async () => {
    await using sshd = await startSshd();
    const { SSH_AUTH_SOCK = '', SSH_AGENT_PID = '' } = agentEnv();
    try {
      for (const key of [sshd.strangerKey, sshd.key]) execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK } });
      // Only the public half lies on disk: the agent must do the signing.
      writeFileSync(join(sshd.folder, 'public'), '');
      writeFileSync(join(sshd.folder, 'public.pub'), readFileSync(`${sshd.key}.pub`));
      const text = hostConfig('lab', sshd.port, join(sshd.folder, 'public'), sshd.knownHosts).replace(
        'IdentityAgent none',
        `IdentityAgent ${SSH_AUTH_SOCK}`,
      );
      writeFileSync(sshd.configFile, text);
      await using open = await session(sshd);
      expect(open.via).toMatch(/^ssh /);
      expect(sshd.log()).not.toMatch(/Failed publickey/);
    } finally {
      process.kill(Number(SSH_AGENT_PID));
    }
  });

  it('goes through a jump host, with a host key decision for each hop', async () => {
    await using sshd = await startSshd();
    await using jump = await startSshd();
    appendFileSync(sshd.configFile, hostConfig('jump', jump.port, jump.key, jump.knownHosts));
    writeFileSync(sshd.configFile, readFileSync(sshd.configFile, 'utf8').replace('Host lab\n', 'Host lab\n  ProxyJump jump\n'));
    {
      await using open = await session(sshd);
      expect((await open.exec(remote('echo through'), { signal: soon() })).stdout.toString()).toBe('through\n');
      expect([sshd.logins(), jump.logins()]).toEqual([1, 1]);
    }
    writeFileSync(jump.knownHosts, '');
    await expect(session(sshd)).rejects.toThrow(/jump: unknown host key/);
    expect([sshd.logins(), jump.logins()]).toEqual([1, 1]);
  });

  it('a server that takes two sessions at a time gets two at a time', async () => {
    await using sshd = await startSshd(['MaxSessions 2']);
    await using open = await session(sshd);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => open.exec(remote(`sleep 0.1; echo ${index}`), { signal: soon() })),
    );
    expect(answers.map(({ stdout }) => stdout.toString().trim())).toEqual(Array.from({ length: 12 }, (_, index) => String(index)));
  });

  it('a connection that breaks in the middle is an error, never a short answer', async () => {
    await using sshd = await startSshd();
    for (const bytes of [1, 50, 500, 1_000, 2_000, 4_000, 20_000, 200_000, 2_000_000]) {
      await using proxy = await startProxy(sshd.port);
      throughProxy(sshd, proxy.port);
      proxy.cutAfter(bytes);
      const began = Date.now();
      await expect(
        session(sshd).then(async (open) => {
          await using held = open;
          return await held.exec(remote('head -c 5000000 /dev/zero'), { signal: soon() });
        }),
      ).rejects.toThrow(/lost|closed|cannot connect/);
      expect(Date.now() - began).toBeLessThan(5_000);
    }
  });

  it('a host that falls silent is given up after the keepalives', { timeout: 60_000 }, async () => {
    await using sshd = await startSshd();
    await using proxy = await startProxy(sshd.port);
    throughProxy(sshd, proxy.port);
    await using open = await session(sshd);
    const running = open.exec(remote('sleep 60'), { signal: AbortSignal.timeout(50_000) });
    await new Promise((resolve) => setTimeout(resolve, 200));
    proxy.freeze();
    const began = Date.now();
    await expect(running).rejects.toThrow(/lost.*[Kk]eepalive/);
    expect(Date.now() - began).toBeLessThan(22_000);
    await expect(open.exec(remote('true'), { signal: soon() })).rejects.toThrow(/lost/);
  });

  it('a host that takes the connection and says nothing is given up after ten seconds; the user may leave before', async () => {
    await using sshd = await startSshd();
    await using proxy = await startProxy(sshd.port);
    throughProxy(sshd, proxy.port);
    proxy.freeze();
    const began = Date.now();
    await expect(session(sshd, { signal: AbortSignal.timeout(500) })).rejects.toThrow(/timeout|abort/i);
    expect(Date.now() - began).toBeLessThan(1_500);
    await expect(session(sshd)).rejects.toThrow(/cannot connect|does not answer/);
    expect(Date.now() - began).toBeLessThan(13_000);
  });

  it('an aborted command lets go of its channel', async () => {
    await using sshd = await startSshd();
    await using open = await session(sshd);
    await expect(open.exec(remote('sleep 30'), { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout|abort/i);
    expect((await open.exec(remote('echo on'), { signal: soon() })).stdout.toString()).toBe('on\n');
    await expect(open.exec(remote('cat /dev/zero'), { signal: soon(), maxBytes: 100_000 })).rejects.toThrow(/more than 100000/);
    expect(sshd.logins()).toBe(1);
  });

  it('nobody listening is one line', async () => {
    await using sshd = await startSshd();
    writeFileSync(sshd.configFile, hostConfig('lab', 1, sshd.key, sshd.knownHosts));
    await expect(session(sshd)).rejects.toThrow(/^cannot connect to \w+@127\.0\.0\.1:1: connect ECONNREFUSED[^\n]*$/);
  });
});

const throughProxy = (sshd: LabSshd, port: number): void => {
  const key = readFileSync(`${sshd.hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
  const known = join(sshd.folder, `known_${port}`);
  writeFileSync(known, `[127.0.0.1]:${port} ${key}\n`);
  writeFileSync(sshd.configFile, hostConfig('lab', port, sshd.key, known));
};

const fingerprint = (key: string): string =>
  execFileSync('ssh-keygen', ['-lf', `${key}.pub`])
    .toString()
    .split(' ')[1] ?? '';

const agentEnv = (): Record<string, string> =>
  Object.fromEntries(
    [
      ...execFileSync('ssh-agent', ['-s'])
        .toString()
        .matchAll(/^(\w+)=([^;]+);/gm),
    ].map((found) => [found[1] ?? '', found[2] ?? '']),
  );
