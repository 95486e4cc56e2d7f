import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CiHost, sql, startCiHost } from './ci-host.ts';
import { type Engine, lacking, startEngine } from './engine.ts';
import { ccciProbe, examples, type Ran, reportOf } from './program.ts';
import { freePort, makeKey, noSshd } from './sshd.ts';
import { stacks } from './stacks.ts';

const missing = [...lacking(), ...(noSshd === null ? [] : [noSshd])];
if (missing.length > 0)
  console.warn(`NOT RUN: the program against a real sshd and a real Swarm. This machine lacks ${missing.join(', ')}.`);

const formats = ['text', 'json', 'markdown', 'html'] as const;

describe.skipIf(missing.length > 0)(`the program over ssh (${missing.length > 0 ? `lacking ${missing.join(', ')}` : 'all there'})`, () => {
  let engine: Engine;
  let host: CiHost;

  beforeAll(async () => {
    engine = await startEngine();
    engine.docker('network', 'create', '-d', 'overlay', '--attachable', '--subnet', '10.10.0.0/16', 'proxy');
    engine.deploy('traefik_ci_commoninternet_net', stacks.runs);
    host = await startCiHost(engine.socket);
  });

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
  });

  const classify = (over: Readonly<Record<string, string>> = {}, ...more: string[]) =>
    ccciProbe(['classify', '557', ...host.flags(over), '--json', ...more]);

  /** What every run owes its user, however badly it went. */
  const decent = (ran: Ran) => {
    expect(ran.err).not.toMatch(/^\s+at |node:internal|\u001b|UnhandledPromise/m);
    for (const { because } of reportOf(ran).unread) expect(because).not.toMatch(/\n|^$/);
    return reportOf(ran);
  };

  it('build 557, live: the verdict of the saved example, over one login', async () => {
    const [before, saved] = [
      host.sshd.logins(),
      reportOf(await ccciProbe(['classify', '557', '--from', join(examples, 'ghost-557'), '--json'])),
    ];
    const report = decent(await classify());
    // The example was captured with a declared epoch; here the lab's own network is the newest one.
    const { admissible: _, qualifiers: __, ...verdict } = saved.verdict;
    expect(report).toMatchObject({ exit: 1, subject: saved.subject, verdict, unread: [] });
    expect(host.sshd.logins() - before).toBe(1);
  });

  it('works by address as by alias', async () => {
    const { sshd } = host;
    const config = join(host.folder, 'by-address');
    writeFileSync(config, readFileSync(sshd.configFile, 'utf8').replace('Host lab', 'Host 127.0.0.1'));
    const report = decent(await classify({ '--ssh': `root@127.0.0.1:${sshd.port}`, '--ssh-config': config }));
    expect(report).toMatchObject({ exit: 1, subject: { build: 557 }, unread: [] });
  });

  it.each(['evidence', 'evidence.tar.gz'])('--save %s, then --from it: the same bytes', async (name) => {
    const bundle = join(host.folder, name);
    const live = await classify({}, '--save', bundle);
    const later = await ccciProbe(['classify', '557', '--from', bundle, '--json']);
    expect(later.out).toBe(live.out);
    expect(later.status).toBe(live.status);
    expect((await ccciProbe(['bundle', 'verify', bundle])).status).toBe(0);
    rmSync(bundle, { recursive: true });
  });

  it('a build that is not there is status 3', async () => {
    const ran = await ccciProbe(['classify', '999999', ...host.flags(), '--json']);
    expect(decent(ran)).toMatchObject({ exit: 3, verdict: { outcome: 'unknown' } });
  });

  describe('a host that cannot be asked is status 3 with reasons, never a guess', () => {
    const unreached = async (over: Readonly<Record<string, string>>, words: RegExp, status: string, ...more: string[]) => {
      const ran = await classify({ ...over, '--docker': 'ssh://lab/var/run/docker.sock' }, ...more);
      const report = decent(ran);
      expect(report).toMatchObject({ exit: 3, verdict: { outcome: 'unknown', label: 'unexplained' } });
      expect(report.unread.map(({ probe }) => probe)).toEqual(expect.arrayContaining(['ci-build', 'run-results', 'daemon-journal']));
      for (const one of report.unread) {
        expect(one.status).toBe(status);
        expect(one.because).toMatch(words);
      }
      return ran;
    };

    it('an unknown host key', async () => {
      const { sshd } = host;
      const before = sshd.logins();
      await unreached({ '--ssh-config': host.configWith(sshd.port, sshd.key, '/dev/null') }, /unknown host key/, 'denied');
      expect(sshd.logins()).toBe(before);
    });

    it('a changed host key', async () => {
      const { sshd } = host;
      const [before, other, known] = [sshd.logins(), join(host.folder, 'other'), join(host.folder, 'known_other')];
      makeKey(other, '');
      writeFileSync(known, `[127.0.0.1]:${sshd.port} ${readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')}\n`);
      await unreached({ '--ssh-config': host.configWith(sshd.port, sshd.key, known) }, /CHANGED/, 'denied');
      expect(sshd.logins()).toBe(before);
    });

    it('a key that is refused', async () => {
      const { sshd } = host;
      await unreached({ '--ssh-config': host.configWith(sshd.port, sshd.strangerKey, sshd.knownHosts) }, /refused/, 'denied');
    });

    it('a port where nothing listens', async () => {
      const { sshd } = host;
      await unreached({ '--ssh-config': host.configWith(await freePort(), sshd.key, sshd.knownHosts) }, /ECONNREFUSED/, 'failed');
    });

    it('a host that hangs, with --timeout 3s', async () => {
      await using hung = await startHung();
      const config = host.configWith(hung.port, host.sshd.key, host.sshd.knownHosts);
      const ran = await unreached({ '--ssh-config': config }, /no answer within 3000 ms/, 'timed-out', '--timeout', '3s');
      expect(ran.ms).toBeLessThan(8_000);
    });

    it('Ctrl-C while it hangs: status 130, at once', async () => {
      await using hung = await startHung();
      const config = host.configWith(hung.port, host.sshd.key, host.sshd.knownHosts);
      const ran = await ccciProbe(['classify', '557', ...host.flags({ '--ssh-config': config })], { interruptAfterMs: 1500 });
      expect(ran.status).toBe(130);
      expect(ran.out).toBe('');
      expect(ran.ms).toBeLessThan(4_000);
      expect(ran.err).not.toMatch(/^\s+at |node:internal/m);
    });
  });

  describe('one source that cannot be read', () => {
    it('a docker socket that is not there', async () => {
      const report = decent(await classify({ '--docker': 'ssh://lab/nowhere/docker.sock' }));
      expect(report.probes['swarm-services']?.status).toBe('absent');
      expect(report.probes['ci-build']?.status).toBe('ok');
      expect(report.subject.build).toBe(557);
    });

    it('a Drone database that is not there', async () => {
      const report = decent(await classify({ '--drone': '/nowhere/database.sqlite' }));
      expect(report).toMatchObject({ exit: 3, verdict: { outcome: 'unknown' }, probes: { 'ci-build': { status: 'absent' } } });
    });

    it('a Drone database cut short', async () => {
      const half = join(host.folder, 'half.sqlite');
      cpSync(host.database, half);
      truncateSync(half, 40_000);
      const report = decent(await classify({ '--drone': half }));
      expect(report).toMatchObject({ exit: 3, verdict: { outcome: 'unknown' }, probes: { 'ci-build': { status: 'failed' } } });
    });

    it('a file that is no database', async () => {
      const report = decent(await classify({ '--drone': host.log }));
      expect(report).toMatchObject({ exit: 3, probes: { 'ci-build': { status: 'failed' } } });
    });

    it('a Drone database that somebody holds locked', async () => {
      const locked = join(host.folder, 'locked.sqlite');
      cpSync(host.database, locked);
      const program =
        'import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nc.execute("BEGIN EXCLUSIVE")\nprint("held", flush=True)\ntime.sleep(120)';
      const holder = spawn('python3', ['-c', program, locked], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        await once(holder.stdout, 'data');
        const ran = await classify({ '--drone': locked });
        const report = decent(ran);
        expect(report).toMatchObject({ exit: 3, verdict: { outcome: 'unknown' } });
        expect(report.unread.find(({ probe }) => probe === 'ci-build')?.because).toMatch(/lock|busy/i);
      } finally {
        const closed = once(holder, 'close');
        holder.kill('SIGKILL');
        await closed;
      }
    });

    it('a results.json cut in half', async () => {
      const runs = join(host.folder, 'torn-runs');
      cpSync(host.runs, runs, { recursive: true, verbatimSymlinks: true });
      const file = join(runs, '557/results.json');
      truncateSync(file, readFileSync(file).length >> 1);
      const ran = await classify({ '--runs': runs });
      const report = decent(ran);
      expect(report.exit).toBe(1);
      expect(report.subject.build).toBe(557);
      expect(report.verdict.confidence).not.toBe('certain');
    });
  });

  describe.each([
    ['a line of 5 MB', `${'x'.repeat(5 << 20)} \u001b[31mred\u001b[0m`],
    [
      'terminal escapes',
      '\u001b]0;owned\u0007\u001b[2J\u001b]52;c;AAAA\u0007\u009b31m\rPASS \u202eevil !testme @everyone #4 https://evil.example </code></pre><script>',
    ],
    [
      'a failure line with escapes',
      "runner.harness.lifecycle.ConvergeError: \u001b[31mghos-bdd2f3_ci_commoninternet_net_app\u001b[0m: UpdateStatus='paused' \u001b]8;;http://x\u0007 !testme",
    ],
  ])('a step log with %s', (_, line) => {
    it.each(formats)('prints nothing that acts, as %s', async (format) => {
      const database = join(host.folder, 'hostile.sqlite');
      cpSync(host.database, database);
      const blob = join(host.folder, 'hostile.json');
      const bad = Buffer.from('\xff\xfe bad bytes \x80', 'latin1');
      const [head, tail] = JSON.stringify([
        { pos: 0, out: `${line}\n`, time: 0 },
        { pos: 1, out: 'HERE\n', time: 1 },
      ]).split('HERE');
      writeFileSync(blob, Buffer.concat([Buffer.from(head ?? ''), bad, Buffer.from(tail ?? '')]));
      sql(database, 'UPDATE logs SET log_data = ? WHERE log_id = 194', blob);
      const ran = await ccciProbe(['classify', '557', ...host.flags({ '--drone': database }), '--format', format]);
      expect([1, 3]).toContain(ran.status);
      expect(ran.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(ran.err).not.toMatch(/\u001b|^\s+at /m);
      expect(ran.out.length).toBeLessThan(1 << 20);
      if (format === 'markdown') expect(ran.out).not.toMatch(/!testme|@everyone|#4\b|https:\/\/evil|<script/);
      if (format === 'html') expect(ran.out).not.toMatch(/<script/);
    });
  });
});

/** Takes connections and never says a word. */
const startHung = async (): Promise<AsyncDisposable & { readonly port: number }> => {
  const held = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    held.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of held) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
