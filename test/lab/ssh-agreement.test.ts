import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveSshHost } from '../../src/transport/ssh/resolve-host.ts';
import { openSession } from '../../src/transport/ssh/session.ts';
import type { SshHost } from '../../src/transport/ssh/settings.ts';
import { makeKey, noSshd, startSshd } from './sshd.ts';

const run = promisify(execFile);
const seed = Number(process.env['CCCI_SEED'] ?? 20260613);
const runs = Number(process.env['CCCI_RUNS'] ?? 60);

describe.runIf(noSshd === null)(`we and ssh(1) agree (${noSshd ?? 'present'})`, () => {
  it('on whom to trust, over random known_hosts files', { timeout: 280_000 }, async () => {
    await using sshd = await startSshd([], ['ed25519', 'rsa']);
    makeKey(join(sshd.folder, 'foreign'), '');
    const keyOf = (path: string) => readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();
    const keys = {
      right: keyOf(join(sshd.folder, 'host_ed25519')),
      rsa: keyOf(join(sshd.folder, 'host_rsa')),
      wrong: keyOf(join(sshd.folder, 'foreign')),
    };
    const name = fc.constantFrom(
      `[127.0.0.1]:${sshd.port}`,
      '127.0.0.1',
      `[127.0.0.?]:${sshd.port}`,
      '*',
      `!127.0.0.1`,
      `![127.0.0.1]:${sshd.port}`,
      'other',
      '[127.0.0.1]:22',
    );
    const names = fc.oneof(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((all) => all.join(',')),
      fc.constantFrom(`[127.0.0.1]:${sshd.port}`, '127.0.0.1', 'other').map(hashed),
    );
    const mark = fc.constantFrom('', '', '', '', '@revoked ', '@cert-authority ', '@odd ');
    const blank = fc.constantFrom('', '', ' ', '\t');
    const line = fc
      .tuple(
        blank,
        mark,
        names,
        fc.constantFrom(keys.right, keys.right, keys.rsa, keys.wrong, 'ssh-rsa AAAA', 'ssh-ed25519 !!'),
        fc.constantFrom('', ' comment', '\r'),
      )
      .map((parts) => `${parts[0]}${parts[1]}${parts[2]} ${parts[3]}${parts[4]}`);
    const tally: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 4 }), async (lines) => {
        writeFileSync(sshd.knownHosts, lines.join('\n') + '\n');
        const [theirs, ours] = await Promise.all([askSsh(sshd.configFile), askUs(sshd.configFile)]);
        tally[theirs] = (tally[theirs] ?? 0) + 1;
        expect(ours).toBe(theirs);
      }),
      { seed, numRuns: runs },
    );
    console.log('host keys agreed on:', tally);
    expect(tally['ok']).toBeGreaterThan(0);
  });

  it('on what a configuration says, over random ones', { timeout: 200_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccci-config-'));
    const path = join(folder, 'config');
    const word = fc.constantFrom('alpha', 'beta', '10.0.0.1', 'a.b.c');
    const setting = fc.oneof(
      word.map((value) => `HostName ${value}`),
      word.map((value) => `hostname=${value}`),
      fc.constantFrom(
        'HostName %h.example',
        'User "quoted"',
        'user plain',
        'IdentitiesOnly yes',
        'IdentitiesOnly no',
        'IdentityAgent none',
        'IdentityAgent /run/agent',
        '# comment',
        '',
      ),
      fc.integer({ min: 1, max: 65535 }).map((port) => `Port ${port}`),
      word.map((value) => `IdentityFile ~/.ssh/${value}`),
      word.map((value) => `ProxyJump me@${value}:22`),
      fc.constantFrom(
        'ProxyJump none',
        'UserKnownHostsFile /a /b',
        'UserKnownHostsFile ~/.ssh/k',
        'GlobalKnownHostsFile /dev/null',
        'HostKeyAlias Other',
        `Include ${folder}/inc*`,
      ),
    );
    const host = fc
      .array(fc.constantFrom('web', 'db', '*', 'w?b', '!web', '!w*', 'other', 'WEB'), { minLength: 1, maxLength: 3 })
      .map((patterns) => `Host ${patterns.join(' ')}`);
    const block = fc.array(setting, { maxLength: 4 });
    const config = fc
      .tuple(block, fc.array(fc.tuple(host, block), { maxLength: 3 }))
      .map(
        ([first, blocks]) => [...first, ...blocks.flatMap(([head, rest]) => [head, ...rest.map((one) => `  ${one}`)])].join('\n') + '\n',
      );
    try {
      await fc.assert(
        fc.asyncProperty(
          config,
          fc.array(
            setting.filter((text) => !text.startsWith('Include')),
            { maxLength: 3 },
          ),
          fc.constantFrom('web', 'db', 'nowhere'),
          async (text, included, target) => {
            writeFileSync(path, text);
            writeFileSync(join(folder, 'inc1'), included.join('\n') + '\n');
            const around = { home: homedir(), env: { PATH: process.env['PATH'] }, configFile: path };
            const ask = (askSsh: boolean) => resolveSshHost({ host: target, user: null, port: null }, { ...around, askSsh });
            const [theirs, ours] = await Promise.all([ask(true), ask(false)]);
            expect(unbracketed(ours)).toEqual(unbracketed(theirs));
          },
        ),
        { seed, numRuns: runs * 3 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const hashed = (name: string): string => {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

/** ssh(1) prints an address in brackets. */
const unbracketed = (host: SshHost): SshHost => ({ ...host, proxyJump: host.proxyJump?.replace(/[[\]]/g, '') ?? null });

const askSsh = async (configFile: string): Promise<string> => {
  const args = ['-F', configFile, '-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes', '-o', 'UpdateHostKeys=no', '--', 'lab', 'true'];
  const said = await run('ssh', args).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );
  if (said === '') return 'ok';
  if (/REVOKED HOST KEY|revoked/i.test(said)) return 'revoked';
  if (/IDENTIFICATION HAS CHANGED/.test(said)) return 'changed';
  if (/No .* host key is known/.test(said)) return 'unknown';
  return said;
};

const askUs = async (configFile: string): Promise<string> => {
  const options = { home: homedir(), env: { PATH: process.env['PATH'] }, configFile, signal: AbortSignal.timeout(20_000) };
  try {
    await using session = await openSession({ host: 'lab', user: null, port: null }, options);
    return session.hostKey === null ? 'none' : 'ok';
  } catch (error) {
    const said = String(error);
    // ssh(1) calls a host that is known by an authority alone "not known" too, for this server shows no certificate.
    return /CHANGED/.test(said)
      ? 'changed'
      : /revoked/.test(said)
        ? 'revoked'
        : /unknown host key|certificate authority/.test(said)
          ? 'unknown'
          : said;
  }
};
