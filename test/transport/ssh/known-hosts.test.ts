import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decideHostKey, fingerprintOf, orderAlgorithms, parseKnownHosts, readKnownHosts } from '../../../src/transport/ssh/known-hosts.ts';

const blob = (type: string, seed: number) => {
  const name = Buffer.alloc(4 + type.length);
  name.writeUInt32BE(type.length);
  name.write(type, 4);
  return Buffer.concat([name, Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, seed)]);
};
const [right, wrong, rsa] = [blob('ssh-ed25519', 1), blob('ssh-ed25519', 2), blob('ssh-rsa', 3)];
const line = (names: string, key = right, mark = '') =>
  `${mark ? `${mark} ` : ''}${names} ${key.subarray(4, 4 + key.readUInt32BE(0)).toString()} ${key.toString('base64')} comment`;
const hashed = (name: string) => {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};
const decide = (text: string, host = 'Host.Example', port = 22, alias: string | null = null) =>
  decideHostKey(parseKnownHosts(text, 'k'), host, port, alias, right);

describe('a host key', () => {
  it.each([
    ['nothing known', '', 'unknown'],
    ['plain', line('host.example'), 'ok'],
    ['upper case', line('HOST.example'), 'ok'],
    ['list', line('a,host.example,b'), 'ok'],
    ['wildcard', line('*.exam?le'), 'ok'],
    ['a dot is a dot', line('hostxexample'), 'unknown'],
    ['negated', line('*.example,!host.example'), 'unknown'],
    ['hashed', line(hashed('host.example')), 'ok'],
    ['hashed, other name', line(hashed('other')), 'unknown'],
    ['other key', line('host.example', wrong), 'changed'],
    ['other key of another type', line('host.example', rsa), 'changed'],
    ['both keys', `${line('host.example', wrong)}\n${line('host.example')}`, 'ok'],
    ['revoked beats ok', `${line('host.example')}\n${line('*', right, '@revoked')}`, 'revoked'],
    ['only an authority', line('host.example', wrong, '@cert-authority'), 'ca-only'],
    ['unknown mark', line('host.example', right, '@trusted'), 'unknown'],
    ['wrong type name', line('host.example').replace('ssh-ed25519', 'ssh-rsa'), 'unknown'],
    ['comment', `# ${line('host.example')}`, 'unknown'],
    ['blanks, tabs and CRLF', `  ${line('host.example').replace(' ', '\t')}\r\n`, 'ok'],
    ['rubbish', 'host.example ssh-ed25519 ####\n\0\0\0', 'unknown'],
  ])('%s', (_name, text, decision) => {
    expect(decide(text)).toBe(decision);
  });
  it('of another port is looked up with it, and without it for an exact match only', () => {
    expect(decide(line('[host.example]:2222'), 'host.example', 2222)).toBe('ok');
    expect(decide(line('host.example'), 'host.example', 2222)).toBe('ok');
    expect(decide(line('host.example', wrong), 'host.example', 2222)).toBe('unknown');
    expect(decide(line('host.example', right, '@revoked'), 'host.example', 2222)).toBe('revoked');
    expect(decide(line('alias'), 'host.example', 2222, 'alias')).toBe('ok');
  });
  it('known of one type brings that type to the front', () => {
    const order = ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'];
    expect(orderAlgorithms(parseKnownHosts(line('h', rsa), 'k'), 'h', 22, null, order)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
    ]);
    expect(orderAlgorithms(parseKnownHosts(`${line('h', rsa)}\n${line('h', rsa, '@revoked')}`, 'k'), 'h', 22, null, order)).toEqual(order);
  });
  it('files: missing is empty, unreadable is an error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccci-known-'));
    mkdirSync(join(folder, 'directory'));
    expect(await readKnownHosts([join(folder, 'none')])).toEqual([]);
    await expect(readKnownHosts([join(folder, 'directory')])).rejects.toThrow(/cannot read the known host keys/);
    rmSync(folder, { recursive: true });
  });
  it('is shown as ssh-keygen does', () => {
    expect(fingerprintOf(right)).toMatch(/^SHA256:[\w+/]{43}$/);
  });
});
