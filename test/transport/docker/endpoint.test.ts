import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Usage } from '../../../src/model/errors.ts';
import { resolveDockerEndpoint } from '../../../src/transport/docker/endpoint.ts';
import { parseSshTarget } from '../../../src/transport/ssh/target.ts';

const home = mkdtempSync(join(tmpdir(), 'ccci-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const context = (name: string, host: string, tls = false): void => {
  const digest = createHash('sha256').update(name).digest('hex');
  mkdirSync(join(home, '.docker/contexts/meta', digest), { recursive: true });
  writeFileSync(
    join(home, '.docker/contexts/meta', digest, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  );
  if (!tls) return;
  mkdirSync(join(home, '.docker/contexts/tls', digest, 'docker'), { recursive: true });
  for (const file of ['ca', 'cert', 'key']) writeFileSync(join(home, '.docker/contexts/tls', digest, 'docker', `${file}.pem`), file);
};
context('remote', 'ssh://ci@host:2222');
context('secure', 'tcp://far.example:2376', true);
writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: 'remote', auths: {} }));

const resolve = (flag: string | null, env: Record<string, string> = {}, insecureDocker = false) =>
  resolveDockerEndpoint({ flag, env, home, insecureDocker });

describe('where the daemon is', () => {
  it('the flag beats DOCKER_HOST, that DOCKER_CONTEXT, that the current context', async () => {
    const all = { DOCKER_HOST: 'unix:///host.sock', DOCKER_CONTEXT: 'secure' };
    expect(await resolve('unix:///flag.sock', all)).toMatchObject({ kind: 'unix', path: '/flag.sock' });
    expect(await resolve('secure', all)).toMatchObject({ kind: 'tcp', host: 'far.example' });
    expect(await resolve(null, all)).toMatchObject({ kind: 'unix', path: '/host.sock' });
    expect(await resolve(null, { DOCKER_CONTEXT: 'secure' })).toMatchObject({ kind: 'tcp', port: 2376, tls: { verify: true } });
    expect(await resolve(null)).toMatchObject({
      kind: 'ssh',
      target: { host: 'host', user: 'ci', port: 2222 },
      path: '/var/run/docker.sock',
    });
    expect(await resolve('default')).toBeNull();
    expect(await resolve(null, { DOCKER_CONFIG: '/nowhere' })).toBeNull();
  });
  it.each([
    ['broken JSON', '{"currentContext":', null],
    ['nothing', '', null],
    ['a list', '[]', null],
    ['a context that is no text', '{"currentContext":5}', null],
    ['strange values elsewhere', '{"auths":5,"credHelpers":[],"currentContext":"secure"}', 'far.example'],
    ['another case', '{"CurrentContext":"secure"}', 'far.example'],
    ['more behind it', '{"a":"}{\\"","b":{},"currentContext":"secure"}}\n{"currentContext":"x"}', 'far.example'],
    ['nothing but a text', '"secure"', null],
  ])('config.json with %s is taken as docker takes it', async (_, text, host) => {
    const other = mkdtempSync(join(home, 'config-'));
    cpSync(join(home, '.docker/contexts'), join(other, 'contexts'), { recursive: true });
    writeFileSync(join(other, 'config.json'), text);
    const endpoint = await resolve(null, { DOCKER_CONFIG: other });
    if (host === null) expect(endpoint).toBeNull();
    else expect(endpoint).toMatchObject({ host });
  });
  it('a context without an address is the default one', async () => {
    context('bare', '');
    expect(await resolve('bare')).toBeNull();
  });
  it('any word in DOCKER_TLS_VERIFY means TLS; without it only loopback', async () => {
    expect(await resolve('tcp://far.example', { DOCKER_TLS_VERIFY: 'true', DOCKER_CERT_PATH: home })).toMatchObject({
      port: 2376,
      tls: { verify: true },
    });
    expect(await resolve('tcp://127.0.0.1:1234')).toMatchObject({ port: 1234, tls: null });
    expect(await resolve('tcp://far.example:1', {}, true)).toMatchObject({ port: 1, tls: null });
    await expect(resolve('tcp://far.example:2375')).rejects.toThrow(Usage);
    await expect(resolve(null, { DOCKER_HOST: 'far.example:2375' })).rejects.toThrow(Usage);
  });
  it.each(['nowhere', 'ftp://x', 'ssh://a:b@c', 'ssh://-oProxyCommand=x', 'tcp://', 'tcp://a b'])('%s is wrong usage', async (flag) => {
    await expect(resolve(flag)).rejects.toThrow(Usage);
  });
});

describe('an SSH target', () => {
  it.each([
    ['host', { host: 'host', user: null, port: null }],
    ['me@host:22', { host: 'host', user: 'me', port: 22 }],
    ['ssh://me@host:2222/', { host: 'host', user: 'me', port: 2222 }],
    ['[::1]:22', { host: '::1', user: null, port: 22 }],
    ['me@[fe80::1]', { host: 'fe80::1', user: 'me', port: null }],
  ])('%s is read', (text, target) => {
    expect(parseSshTarget(text)).toEqual(target);
  });
  it.each([
    '',
    '-oProxyCommand=x',
    'me@-x',
    '-l@host',
    'a b',
    'me:secret@host',
    'host:0',
    'host:65536',
    'host:x',
    'host;ls',
    'ho$st',
    '@host',
    'a@b@c',
  ])('%j is refused', (text) => {
    expect(() => parseSshTarget(text)).toThrow(Usage);
  });
});
