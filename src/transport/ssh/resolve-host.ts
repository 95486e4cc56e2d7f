import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { messageOf } from '#model/errors';
import { codeOf } from '../file-errors.ts';
import { readSshConfig } from './config-file.ts';
import { expandPath, expandTokens } from './expand.ts';
import type { SshHost, SshSettings, SshSurroundings } from './settings.ts';
import type { SshTarget } from './target.ts';

/** Evaluates the configuration for a target: by `ssh -G`, or by our own small reader where there is no ssh(1) or it would look into another home. */
export const resolveSshHost = async (target: SshTarget, around: SshSurroundings): Promise<SshHost> => {
  const settings =
    (around.askSsh === false || hasHomeOfOwn(around) ? null : await askSsh(target, around)) ?? (await readSshConfig(target, around));
  const firstOf = (key: string): string | null => settings.get(key)?.[0] ?? null;
  const unsupported = ['proxycommand', 'knownhostscommand'].find((key) => !['none', null].includes(firstOf(key)));
  if (unsupported)
    throw new Error(`the SSH configuration of ${target.host} uses ${unsupported}, which is not supported here (ProxyJump is)`);
  const hostName = firstOf('hostname') ?? target.host;
  const user = target.user ?? firstOf('user') ?? userInfo().username;
  const port = Port.parse(target.port ?? Number(firstOf('port') ?? 22));
  const jump = firstOf('proxyjump') === 'none' ? null : firstOf('proxyjump');
  const alias = firstOf('hostkeyalias')?.toLowerCase() ?? null;
  const connection = { host: hostName, user, port, name: target.host, alias, jump, home: around.home, env: around.env };
  const expand = (path: string) => expandPath(path, connection);
  const files = (key: string) =>
    (settings.get(key) ?? []).flatMap((value) => value.split(/[ \t]+/)).filter((path) => path !== '' && path !== 'none');
  const algorithms = firstOf('hostkeyalgorithms');
  return {
    name: target.host,
    hostName,
    port,
    user,
    identityFiles: (settings.get('identityfile') ?? []).filter((path) => path !== 'none').map(expand),
    identitiesOnly: firstOf('identitiesonly') === 'yes',
    agent: agentOf(firstOf('identityagent'), around, expand),
    proxyJump: jump === null ? null : expandTokens(jump, { ...connection, jump: null }, 'ProxyJump'),
    knownHosts:
      around.knownHostsFile !== undefined
        ? [around.knownHostsFile]
        : [...files('userknownhostsfile'), ...files('globalknownhostsfile')].map(expand),
    hostKeyAlias: alias,
    // ssh's own default list begins with certificate types; a list that does not is the user's choice and is not reordered.
    hostKeyAlgorithms: algorithms === null || algorithms.startsWith('ssh-ed25519-cert-v01@') ? null : algorithms.split(','),
  };
};

/** Where $HOME is not the home of the password database, ssh(1) would read the configuration of the latter, whatever it is told by -F. */
const hasHomeOfOwn = ({ home, configFile }: SshSurroundings): boolean =>
  configFile === undefined && resolve(home) !== resolve(userInfo().homedir) && existsSync(join(home, '.ssh/config'));

const Port = z.number().int().min(1).max(65535);
const run = promisify(execFile);

/** Asks OpenSSH's own evaluator. Null where there is no ssh(1). It finds `~`, and what a relative Include names, in the password database and not in $HOME. */
const askSsh = async (target: SshTarget, { configFile, env }: SshSurroundings): Promise<SshSettings | null> => {
  const args = [...(configFile === undefined ? [] : ['-F', configFile]), '-G'];
  if (target.user !== null) args.push('-l', target.user);
  if (target.port !== null) args.push('-p', String(target.port));
  try {
    const { stdout } = await run('ssh', [...args, '--', target.host], { timeout: 10_000, env: { ...env } as NodeJS.ProcessEnv });
    return parseSettings(stdout);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new Error(`ssh cannot evaluate its configuration for ${target.host}: ${messageOf(error)}`);
  }
};

const parseSettings = (text: string): SshSettings => {
  const settings = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\S+) (.*)$/.exec(line.trim()) ?? [];
    if (key !== undefined && value !== undefined) settings.set(key.toLowerCase(), [...(settings.get(key.toLowerCase()) ?? []), value]);
  }
  return settings;
};

const agentOf = (configured: string | null, { env }: SshSurroundings, expand: (path: string) => string): string | null => {
  if (configured === 'none') return null;
  if (configured === null || configured === 'SSH_AUTH_SOCK') return env['SSH_AUTH_SOCK'] || null;
  const [, variable] = /^\$(\w+)$/.exec(configured) ?? [];
  return variable === undefined ? expand(configured) : (env[variable] ?? null);
};
