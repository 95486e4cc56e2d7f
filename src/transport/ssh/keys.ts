import { readFile } from 'node:fs/promises';
import ssh2, { type AuthHandlerMiddleware, type ParsedKey } from 'ssh2';
import { messageOf } from '#model/errors';
import type { SshHost } from './settings.ts';

/** Asks for the passphrase of a key file; null is "leave it". */
export type AskPassphrase = (path: string) => Promise<string | null>;

/** What can be offered to one host, and what was left out. */
export interface KeyRing {
  readonly agent: { readonly socket: string; readonly keys: readonly ParsedKey[] } | null;
  readonly plain: readonly ParsedKey[];
  readonly encrypted: readonly { readonly path: string; readonly text: Buffer }[];
  readonly leftOut: readonly string[];
}

/** sshd cuts off at 6 tries (MaxAuthTries), so fewer are made. */
const maxKeys = 5;

/** Collects the keys for a host: of the agent (only the configured ones where IdentitiesOnly says so), then of files. Never a password. */
export const collectKeys = async (host: SshHost): Promise<KeyRing> => {
  const files = await Promise.all(host.identityFiles.map(readIdentity));
  const found = files.filter((file) => file !== null);
  const known = found.flatMap(({ publicKey }) => (publicKey ? [publicKey] : []));
  const held = host.agent === null ? { keys: [], leftOut: [] } : await agentKeys(host.agent);
  const offered = held.keys.filter((key) => !host.identitiesOnly || known.some((own) => own.equals(key.getPublicSSH())));
  const ofAgent = offered.slice(0, maxKeys);
  const inAgent = (key: Buffer | null) => key !== null && ofAgent.some((held) => held.getPublicSSH().equals(key));
  return {
    agent: host.agent !== null && ofAgent.length > 0 ? { socket: host.agent, keys: ofAgent } : null,
    plain: found.flatMap(({ key, publicKey }) => (key && !inAgent(publicKey) ? [key] : [])).slice(0, maxKeys - ofAgent.length),
    encrypted: found.flatMap(({ path, text, key, publicKey }) => (!key && text && !inAgent(publicKey) ? [{ path, text }] : [])),
    leftOut: held.leftOut,
  };
};

/** Offers the keys one after the other: agent, plain files, then encrypted ones, whose passphrase is asked for only when it comes to that. */
export const offerKeys = (ring: KeyRing, user: string, askPassphrase: AskPassphrase | null): AuthHandlerMiddleware => {
  const offers = offersOf(ring, user, askPassphrase);
  return (_left, _partial, next) => {
    offers.next().then(
      // `false` ends the attempt; the types of ssh2 leave it out although its documentation names it.
      ({ value }) => next((value ?? false) as Parameters<typeof next>[0]),
      () => next(false as unknown as Parameters<typeof next>[0]),
    );
  };
};

/** What was offered, for the message about a refusal. */
export const describeKeys = ({ agent, plain, encrypted, leftOut }: KeyRing): string => {
  const parts = [
    agent ? `${agent.keys.length} of the agent` : '',
    plain.length > 0 ? `${plain.length} of files` : '',
    encrypted.length > 0 ? `${encrypted.length} encrypted` : '',
    leftOut.length > 0 ? `not usable here: ${[...new Set(leftOut)].join(', ')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : 'none found';
};

async function* offersOf(ring: KeyRing, username: string, askPassphrase: AskPassphrase | null) {
  if (ring.agent) yield { type: 'agent' as const, username, agent: limitedAgent(ring.agent.socket, ring.agent.keys) };
  for (const key of ring.plain) yield { type: 'publickey' as const, username, key };
  const left = maxKeys - ring.plain.length - (ring.agent?.keys.length ?? 0);
  for (const { path, text } of ring.encrypted.slice(0, left)) {
    const passphrase = await askPassphrase?.(path);
    // Decryption is plain JavaScript in ssh2 and holds the event loop for some 0.2 s (SECURITY 1.2.1); an agent avoids it.
    const key = passphrase ? ssh2.utils.parseKey(text, passphrase) : null;
    const usable = Array.isArray(key) ? (key[0] as ParsedKey) : key;
    if (usable && !(usable instanceof Error)) yield { type: 'publickey' as const, username, key: usable };
  }
}

const limitedAgent = (socket: string, keys: readonly ParsedKey[]) => {
  const agent = new ssh2.OpenSSHAgent(socket);
  agent.getIdentities = (callback) => callback(null, [...keys]);
  return agent;
};

const agentKeys = (socket: string): Promise<{ keys: ParsedKey[]; leftOut: string[] }> =>
  new Promise((resolve) => {
    new ssh2.OpenSSHAgent(socket).getIdentities((error, keys) => {
      if (error) return resolve({ keys: [], leftOut: [`the agent (${messageOf(error)})`] });
      resolve({ keys: (keys ?? []).filter((key): key is ParsedKey => 'getPublicSSH' in key), leftOut: [] });
    });
  });

interface Identity {
  readonly path: string;
  readonly text: Buffer | null;
  readonly key: ParsedKey | null;
  readonly publicKey: Buffer | null;
}

/** A key file: decoded where it is not encrypted, with its public half where that is known. A missing file is no trouble. */
const readIdentity = async (path: string): Promise<Identity | null> => {
  const [text, pub] = await Promise.all([path, `${path}.pub`].map((file) => readFile(file).catch(() => null)));
  if (!text && !pub) return null;
  const parsed = text ? parse(text) : null;
  const key = parsed && !(parsed instanceof Error) && parsed.isPrivateKey() ? parsed : null;
  const half = key ?? (pub ? parse(pub) : null) ?? null;
  const publicKey = half && !(half instanceof Error) ? half.getPublicSSH() : null;
  const encrypted = parsed instanceof Error && /ncrypted|passphrase/.test(parsed.message);
  return { path, text: encrypted ? (text ?? null) : null, key, publicKey };
};

const parse = (text: Buffer): ParsedKey | Error => {
  const parsed: unknown = ssh2.utils.parseKey(text);
  return (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | Error;
};
