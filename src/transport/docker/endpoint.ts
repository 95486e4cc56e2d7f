import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf, Usage } from '#model/errors';
import { codeOf } from '../file-errors.ts';
import { parseSshTarget, type SshTarget } from '../ssh/target.ts';

interface TlsFiles {
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
  readonly verify: boolean;
}

/** Where a Docker daemon listens. */
export type DockerEndpoint =
  | { readonly kind: 'unix'; readonly path: string; readonly from: string }
  | { readonly kind: 'ssh'; readonly target: SshTarget; readonly path: string; readonly from: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null; readonly from: string };

export interface DockerSurroundings {
  readonly flag: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly insecureDocker?: boolean | undefined;
}

export const dockerSocket = '/var/run/docker.sock';

/**
 * Finds the daemon as the docker CLI does (docker/cli cli/command/cli.go, resolveContextName): the flag, DOCKER_HOST, DOCKER_CONTEXT, the
 * current context of config.json, the default socket. A flag without `://` is the name of a context. Null where nothing but the default is left.
 */
export const resolveDockerEndpoint = async (around: DockerSurroundings): Promise<DockerEndpoint | null> => {
  const { flag, env } = around;
  if (flag?.includes('://')) return endpointOf(flag, await envTls(around), around, '--docker');
  if (flag) return contextEndpoint(flag, around, '--docker');
  if (env['DOCKER_HOST']) return endpointOf(withScheme(env['DOCKER_HOST']), await envTls(around), around, 'DOCKER_HOST');
  if (env['DOCKER_CONTEXT']) return contextEndpoint(env['DOCKER_CONTEXT'], around, 'DOCKER_CONTEXT');
  const current = await currentContext(around);
  return current === null ? null : contextEndpoint(current, around, 'the current docker context');
};

/** Reads one `unix://`, `ssh://` or `tcp://` address. */
const endpointOf = (url: string, tls: TlsFiles | null, { insecureDocker }: DockerSurroundings, from: string): DockerEndpoint => {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === 'unix') return { kind: 'unix', path: rest || dockerSocket, from };
  if (scheme === 'ssh') {
    const slash = rest.indexOf('/');
    const path = slash < 0 ? '' : rest.slice(slash);
    return {
      kind: 'ssh',
      target: parseSshTarget(slash < 0 ? rest : rest.slice(0, slash)),
      path: path.length > 1 ? path : dockerSocket,
      from,
    };
  }
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https')
    throw new Usage(`${from}: ${url} is not a unix://, ssh:// or tcp:// address`);
  const found = /^(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d+))?\/?$/i.exec(rest);
  if (!found) throw new Usage(`${from}: ${url} is not a tcp://HOST:PORT address`);
  const host = (found[1] ?? '').replace(/^\[|\]$/g, '');
  const secure = tls ?? (scheme === 'https' ? { ca: null, cert: null, key: null, verify: true } : null);
  if (!secure && !insecureDocker && !isLoopback(host))
    throw new Usage(
      `${from}: ${url} without TLS lets anyone on the way act as root; set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use ssh://`,
    );
  return { kind: 'tcp', host, port: Number(found[2] ?? (secure ? 2376 : 2375)), tls: secure, from };
};

const withScheme = (host: string): string => (host.includes('://') ? host : host.startsWith('/') ? `unix://${host}` : `tcp://${host}`);
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Any value of DOCKER_TLS_VERIFY that is not empty means TLS, as in the docker CLI. */
const envTls = async ({ env, home }: DockerSurroundings): Promise<TlsFiles | null> => {
  if (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS']) return null;
  return tlsFiles(env['DOCKER_CERT_PATH'] || join(home, '.docker'), Boolean(env['DOCKER_TLS_VERIFY']));
};

const tlsFiles = async (folder: string, verify: boolean): Promise<TlsFiles | null> => {
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((name) => optional(join(folder, name))));
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null, verify };
};

const optional = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw new Usage(`cannot read ${path}: ${messageOf(error)}`);
  });

const configFolder = ({ env, home }: DockerSurroundings): string => env['DOCKER_CONFIG'] || join(home, '.docker');

const Meta = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string().nullish(), SkipTLSVerify: z.boolean().nullish() }) }) });

/**
 * The context that config.json names, null for none. As for docker itself, a config.json that cannot be read or parsed, or with strange values
 * elsewhere, names none and is no error: the CLI warns and goes on with its defaults (docker/cli cli/config/config.go, LoadDefaultConfigFile).
 */
const currentContext = async (around: DockerSurroundings): Promise<string | null> => {
  const text = await readFile(join(configFolder(around), 'config.json'), 'utf8').catch(() => '');
  const config = jsonOf(text);
  if (typeof config !== 'object' || config === null) return null;
  // Go's decoder takes keys in any case, the last one written.
  const named = Object.entries(config).findLast(([key]) => key.toLowerCase() === 'currentcontext')?.[1];
  return typeof named === 'string' && named !== '' ? named : null;
};

/** The first value of the text: Go's decoder reads one and does not look at what comes behind it. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(firstObject(text));
  } catch {
    return null;
  }
};

const firstObject = (text: string): string => {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (token === '}' && depth === 0) return text.slice(0, index + 1);
  }
  return text;
};

/** A docker context: its metadata and certificates lie under the SHA-256 of its name (docker/cli cli/context/store). */
const contextEndpoint = async (name: string, around: DockerSurroundings, from: string): Promise<DockerEndpoint | null> => {
  if (name === 'default') return null;
  const [folder, digest] = [join(configFolder(around), 'contexts'), createHash('sha256').update(name).digest('hex')];
  const path = join(folder, 'meta', digest, 'meta.json');
  const text = await optional(path);
  if (text === null) throw new Usage(`${from}: there is no docker context ${JSON.stringify(name)}`);
  const { Host, SkipTLSVerify } = parsed(Meta, text, path).Endpoints.docker;
  const tls = await tlsFiles(join(folder, 'tls', digest, 'docker'), SkipTLSVerify !== true);
  // Without an address of its own a context means the default one.
  if (!Host) return null;
  return endpointOf(Host, tls?.ca || tls?.cert ? tls : null, around, `docker context ${name}`);
};

const parsed = <T>(schema: z.ZodType<T>, text: Buffer, path: string): T => {
  try {
    return schema.parse(JSON.parse(text.toString('utf8')));
  } catch {
    throw new Usage(`${path} is not what docker writes there`);
  }
};
