import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf } from '#model/errors';
import { codeOf } from '../file-errors.ts';

/** One usable line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly mark: '' | '@revoked' | '@cert-authority';
  readonly patterns: string;
  readonly type: string;
  readonly key: Buffer;
  readonly where: string;
}

export type KeyDecision = 'ok' | 'unknown' | 'changed' | 'revoked' | 'ca-only';

/** Reads all files in order. A missing file is empty; one that cannot be read is an error, never "nothing known". */
export const readKnownHosts = async (paths: readonly string[]): Promise<KnownHost[]> => {
  const texts = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'latin1').catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
        throw new Error(`cannot read the known host keys in ${path}: ${messageOf(error)}`);
      });
      return parseKnownHosts(text, path);
    }),
  );
  return texts.flat();
};

/** Parses the text of one file. Unknown markers and lines whose type is not the key's own are left out, as ssh(1) does. */
export const parseKnownHosts = (text: string, path: string): KnownHost[] =>
  text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/[ \t]+/);
    const mark = fields[0]?.startsWith('@') ? fields.shift() : '';
    const [patterns = '', type = '', encoded = ''] = fields;
    if (patterns === '' || patterns.startsWith('#') || (mark !== '' && mark !== '@revoked' && mark !== '@cert-authority')) return [];
    const key = Buffer.from(encoded, 'base64');
    return keyTypeOf(key) === type && type !== '' ? [{ mark, patterns, type, key, where: `${path}:${index + 1}` }] : [];
  });

/** The name a host is looked up by: its alias as it is, else in lower case, with the port unless that is 22. */
export const knownName = (host: string, port: number, alias: string | null): string =>
  alias !== null ? alias.toLowerCase() : port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/**
 * Decides on an offered key as ssh(1) does with StrictHostKeyChecking=yes (sshconnect.c, check_host_key): revoked beats all, an equal line is
 * ok, any other line of that name is a changed key. A name with a port that has no line is looked up without it, for an exact match only.
 */
export const decideHostKey = (lines: readonly KnownHost[], host: string, port: number, alias: string | null, key: Buffer): KeyDecision => {
  const decided = decideByName(lines, knownName(host, port, alias), key);
  if ((decided !== 'unknown' && decided !== 'ca-only') || alias !== null || port === 22) return decided;
  const plain = decideByName(lines, knownName(host, 22, null), key);
  return plain === 'ok' || plain === 'revoked' ? plain : decided;
};

/** The offered algorithms in the order of what is known, so that a server with several keys shows the one we can check. */
export const orderAlgorithms = (
  lines: readonly KnownHost[],
  host: string,
  port: number,
  alias: string | null,
  algorithms: readonly string[],
): string[] => {
  const types = knownTypes(lines, knownName(host, port, alias));
  const isKnown = (algorithm: string) => types.has(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
};

/** `SHA256:…` as ssh-keygen(1) prints it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256')
    .update(key)
    .digest('base64')
    .replace(/(?<!=)=+$/, '')}`;

/** The type a key blob names itself by (RFC 4253 section 6.6); empty where it is not a key. */
export const keyTypeOf = (key: Buffer): string =>
  key.length < 8 ? '' : key.subarray(4, 4 + Math.min(key.readUInt32BE(0), 64)).toString('latin1');

const decideByName = (lines: readonly KnownHost[], name: string, key: Buffer): KeyDecision => {
  const named = lines.filter((line) => matchesPatterns(line.patterns, name));
  if (named.some((line) => line.mark === '@revoked' && line.key.equals(key))) return 'revoked';
  const plain = named.filter((line) => line.mark === '');
  if (plain.some((line) => line.key.equals(key))) return 'ok';
  if (plain.length > 0) return 'changed';
  return named.some((line) => line.mark === '@cert-authority') ? 'ca-only' : 'unknown';
};

const knownTypes = (lines: readonly KnownHost[], name: string): Set<string> => {
  const named = lines.filter((line) => matchesPatterns(line.patterns, name));
  const revoked = (line: KnownHost) => named.some((other) => other.mark === '@revoked' && other.key.equals(line.key));
  return new Set(named.filter((line) => line.mark === '' && !revoked(line)).map((line) => line.type));
};

const matchesPatterns = (patterns: string, name: string): boolean => {
  if (patterns.startsWith('|')) return matchesHash(patterns, name);
  return matchesList(patterns.toLowerCase().split(','), name);
};

/** A list of `*`/`?` patterns; a matching `!pattern` vetoes the whole list (ssh_config(5), PATTERNS). Case counts. */
export const matchesList = (patterns: readonly string[], name: string): boolean => {
  const hits = patterns.filter((pattern) => matchesWildcard(pattern.replace(/^!/, ''), name));
  return hits.length > 0 && !hits.some((pattern) => pattern.startsWith('!'));
};

/** A star first takes nothing; where what follows does not fit, the last star takes one character more. */
const matchesWildcard = (pattern: string, name: string): boolean => {
  if (pattern === '') return false;
  let [at, inName, star, afterStar] = [0, 0, -1, 0];
  while (inName < name.length) {
    const wanted = pattern[at];
    if (wanted === '*') [star, afterStar, at] = [at, inName, at + 1];
    else if (wanted === '?' || wanted === name[inName]) [at, inName] = [at + 1, inName + 1];
    else if (star >= 0) [at, inName, afterStar] = [star + 1, afterStar + 1, afterStar + 1];
    else return false;
  }
  return pattern.slice(at).replaceAll('*', '') === '';
};

const matchesHash = (pattern: string, name: string): boolean => {
  const [, version, salt = '', hash = ''] = pattern.split('|');
  const wanted = Buffer.from(hash, 'base64');
  const made = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return version === '1' && wanted.length === made.length && timingSafeEqual(wanted, made);
};
