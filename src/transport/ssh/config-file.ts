import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { codeOf, fileTrouble } from '../file-errors.ts';
import { expandVariables } from './expand.ts';
import { matchesList } from './known-hosts.ts';
import type { SshSettings, SshSurroundings } from './settings.ts';
import type { SshTarget } from './target.ts';

/**
 * Our own reader of ssh_config(5), for machines without ssh(1) and for a $HOME it does not know: Host with wildcards and negation, Include, first value wins, repeated
 * IdentityFile. `Match` other than `Match all` may decide about trust, so it is an error rather than ignored.
 */
export const readSshConfig = async (target: SshTarget, { home, env, configFile }: SshSurroundings): Promise<SshSettings> => {
  const found = new Map<string, string[]>();
  if (configFile !== undefined) await readInto(found, configFile, { host: target.host, home, env, own: true }, true);
  else {
    await readInto(found, join(home, '.ssh/config'), { host: target.host, home, env, own: true }, false);
    await readInto(found, '/etc/ssh/ssh_config', { host: target.host, home, env, own: false }, false);
  }
  if (target.user !== null) found.set('user', [target.user]);
  if (target.port !== null) found.set('port', [String(target.port)]);
  found.set('hostname', [
    (found.get('hostname')?.[0] ?? target.host).replace(/%([hn%])/g, (_, token: string) => (token === '%' ? '%' : target.host)),
  ]);
  for (const [key, values] of Object.entries(defaults)) if (!found.has(key)) found.set(key, values);
  return found;
};

const defaults = {
  port: ['22'],
  identitiesonly: ['no'],
  identityfile: ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk', 'xmss', 'dsa'].map((type) => `~/.ssh/id_${type}`),
  userknownhostsfile: ['~/.ssh/known_hosts ~/.ssh/known_hosts2'],
  globalknownhostsfile: ['/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2'],
};

type Found = Map<string, string[]>;

interface Reading extends Pick<SshSurroundings, 'home' | 'env'> {
  readonly host: string;
  /** Of the user, so that a relative Include is looked for in ~/.ssh. */
  readonly own: boolean;
}

const readInto = async (found: Found, path: string, reading: Reading, mustExist: boolean, depth = 0): Promise<void> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!mustExist && codeOf(error) === 'ENOENT') return '';
    throw fileTrouble(error, `SSH configuration ${path}`);
  });
  if (depth > 16) throw new Error(`the SSH configuration ${path} includes itself`);
  let applies = true;
  for (const line of text.split('\n')) {
    const setting = parseLine(line);
    if (!setting) continue;
    const [key, values] = setting;
    if (key === 'host') applies = matchesList(values, reading.host);
    else if (key === 'match') applies = matchAll(values, path);
    else if (key === 'include' && applies) {
      for (const file of values.flatMap((pattern) => globbed(expandVariables(pattern, reading.env), reading)))
        await readInto(found, file, reading, false, depth + 1);
    } else if (applies) add(found, key, values);
  }
};

/** `Key value`, `Key=value` and quoted values; a `#` begins a comment only at the start of a line or after a value. */
const parseLine = (line: string): [string, string[]] | null => {
  const [, key, rest] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
  if (key === undefined || rest === undefined) return null;
  const values = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map((value) => value[1] ?? value[2] ?? '');
  const comment = values.findIndex((value) => value.startsWith('#'));
  return [key.toLowerCase(), comment > 0 ? values.slice(0, comment) : values];
};

const matchAll = (values: readonly string[], path: string): boolean => {
  if (values.length === 1 && values[0]?.toLowerCase() === 'all') return true;
  throw new Error(
    `${path} uses "Match ${values.join(' ')}", which only ssh(1) itself can evaluate; there is none here, or it knows another home than $HOME (--ssh-config FILE asks it nevertheless)`,
  );
};

const globbed = (pattern: string, { home, own }: Reading): string[] => {
  const full = pattern.startsWith('~/')
    ? join(home, pattern.slice(2))
    : isAbsolute(pattern)
      ? pattern
      : join(own ? join(home, '.ssh') : '/etc/ssh', pattern);
  return globSync(full).sort();
};

const several = new Set(['identityfile', 'certificatefile']);
const joined = new Set(['userknownhostsfile', 'globalknownhostsfile']);

/** The first value wins, but for the few settings that add up. ProxyJump and ProxyCommand exclude each other, the first again. */
const add = (found: Found, key: string, values: readonly string[]): void => {
  const value = (joined.has(key) ? values.join(' ') : values[0]) ?? '';
  if (several.has(key)) {
    const before = found.get(key) ?? [];
    if (!before.includes(value)) found.set(key, [...before, value]);
  } else if (!found.has(key) && !(key === 'proxycommand' && found.has('proxyjump')) && !(key === 'proxyjump' && found.has('proxycommand')))
    found.set(key, [value === 'yes' || value === 'true' ? 'yes' : value]);
};
