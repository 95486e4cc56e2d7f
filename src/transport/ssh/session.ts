import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ServerHostKeyAlgorithm } from 'ssh2';
import { abortable, onAbort, sleep } from '#model/abortable';
import { Denied, messageOf } from '#model/errors';
import type { Answer } from '../remote/reply.ts';
import { quote } from '../remote/safe-values.ts';
import type { RemoteCommand } from '../remote/shell.ts';
import { readChannel } from './channel.ts';
import { makeLimit } from './channel-limit.ts';
import { type AskPassphrase, collectKeys, describeKeys, offerKeys } from './keys.ts';
import { decideHostKey, fingerprintOf, type KeyDecision, keyTypeOf, knownName, orderAlgorithms, readKnownHosts } from './known-hosts.ts';
import { resolveSshHost } from './resolve-host.ts';
import type { SshHost, SshSurroundings } from './settings.ts';
import { parseSshTarget, type SshTarget } from './target.ts';

/** One SSH connection, shared by all that is asked of that host. Whoever opened it ends it. */
export interface Session extends AsyncDisposable {
  readonly name: string;
  /** How it was reached: `ssh user@host:port`. */
  readonly via: string;
  /** Fingerprint of the key the host proved to hold. */
  readonly hostKey: string | null;
  /** Runs a command and reads its output; a connection lost in between is an error, never a short output. */
  exec(command: RemoteCommand, options: { readonly signal: AbortSignal; readonly maxBytes?: number }): Promise<Answer>;
  /** A stream to a unix socket on the host (OpenSSH PROTOCOL, direct-streamlocal). */
  openUnixSocket(path: string): Promise<Duplex>;
  /** A command as a stream, for as long as it lives. */
  openCommand(command: RemoteCommand): Promise<ClientChannel>;
}

export interface SessionOptions extends SshSurroundings {
  readonly signal: AbortSignal;
  readonly askPassphrase?: AskPassphrase | undefined;
  /** Hears that the host, or the first jump host, is dialled: what follows is waiting. */
  readonly dialled?: (() => void) | undefined;
}

const keepaliveMs = 5_000;
const readyMs = 10_000;
const maxChannels = 8;
const maxOutputBytes = 64 * 2 ** 20;

/** Connects, with the host key proven, through the configured jump hosts. One attempt only: a refused login is not repeated. */
export const openSession = async (
  target: SshTarget,
  options: SessionOptions,
  asked: Promise<SshHost> = resolveSshHost(target, options),
): Promise<Session> => {
  const chain: Client[] = [];
  try {
    const { client, host, hostKey } = await connect(asked, options, chain, null);
    return sessionOver(client, host, hostKey, chain);
  } catch (error) {
    for (const client of chain) discard(client);
    throw error;
  }
};

/**
 * Lets go of a client at once. ssh2's own `destroy` leaves a socket alone that it has half closed, as it does after a bad identification or key
 * exchange, and then waits for `readyTimeout` (ssh2 lib/client.js `destroy`, 1.17).
 */
const discard = (client: Client): void => {
  client.destroy();
  const { _sock: socket, _readyTimeout: timer } = client as unknown as {
    readonly _sock?: { destroy?: () => void };
    readonly _readyTimeout?: NodeJS.Timeout;
  };
  clearTimeout(timer);
  socket?.destroy?.();
};

interface Connected {
  readonly client: Client;
  readonly host: SshHost;
  readonly hostKey: string;
}

const connect = async (
  asked: Promise<SshHost>,
  options: SessionOptions,
  chain: Client[],
  via: readonly SshTarget[] | null,
): Promise<Connected> => {
  if (chain.length > 5) throw new Error('more than five jump hosts');
  const host = await asked;
  const jumps = via ?? (host.proxyJump === null ? [] : host.proxyJump.split(',').map((hop) => parseSshTarget(hop.trim())));
  const last = jumps.at(-1);
  const [keys, known] = await Promise.all([collectKeys(host), readKnownHosts(host.knownHosts)]);
  // A hop in the middle of a list is reached through those before it, the first one as its own configuration says.
  const sock = last
    ? await forward(await connect(resolveSshHost(last, options), options, chain, jumps.length > 1 ? jumps.slice(0, -1) : null), host)
    : undefined;
  const client = new ssh2.Client();
  chain.unshift(client);
  const seen: { decision: KeyDecision | null; key: Buffer | null } = { decision: null, key: null };
  client.once('connect', () => {
    client.setNoDelay(true);
    options.dialled?.();
  });
  const ready = settle(client, options.signal);
  client.connect({
    host: host.hostName,
    port: host.port,
    username: host.user,
    ...(sock ? { sock } : {}),
    // A person needs longer to type a passphrase than a host to answer.
    readyTimeout: keys.encrypted.length > 0 && options.askPassphrase ? 120_000 : readyMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: 3,
    algorithms: {
      cipher: { append: [], prepend: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'], remove: [] },
      serverHostKey: hostKeyAlgorithms(host, known),
    },
    // The only place where a host key is judged. ssh2 takes anything but a literal false for consent, promises included: keep it synchronous.
    hostVerifier: (key: Buffer): boolean => {
      try {
        seen.key = key;
        seen.decision = decideHostKey(known, host.hostName, host.port, host.hostKeyAlias, key);
        return seen.decision === 'ok';
      } catch {
        return false;
      }
    },
    authHandler: offerKeys(keys, host.user, options.askPassphrase ?? null),
  });
  try {
    await ready;
  } catch (error) {
    options.signal.throwIfAborted();
    if (seen.key && seen.decision !== 'ok') throw keyRefusal(host, seen.key, seen.decision);
    throw connectTrouble(error, host, describeKeys(keys));
  }
  if (!seen.key || seen.decision !== 'ok') throw new Denied(`${host.name} was never asked for its host key`);
  return { client, host, hostKey: fingerprintOf(seen.key) };
};

const allHostKeyAlgorithms: ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const hostKeyAlgorithms = (host: SshHost, known: Parameters<typeof orderAlgorithms>[0]): ServerHostKeyAlgorithm[] => {
  const chosen = host.hostKeyAlgorithms;
  if (!chosen) return orderAlgorithms(known, host.hostName, host.port, host.hostKeyAlias, allHostKeyAlgorithms) as ServerHostKeyAlgorithm[];
  const usable = chosen.filter((name): name is ServerHostKeyAlgorithm => allHostKeyAlgorithms.includes(name as ServerHostKeyAlgorithm));
  if (usable.length === 0) throw new Error(`none of the HostKeyAlgorithms configured for ${host.name} is known here: ${chosen.join(',')}`);
  return usable;
};

const settle = async (client: Client, signal: AbortSignal): Promise<void> => {
  // A late error of a dead connection must find a listener; those who wait hear of it through `close`.
  client.on('error', () => undefined);
  using _ = onAbort(signal, () => discard(client));
  await Promise.race([
    once(client, 'ready'),
    once(client, 'close').then(() => {
      throw signal.aborted
        ? signal.reason
        : new Error('the host closed the connection during the handshake (too many at once, or not an SSH server)');
    }),
  ]);
};

const forward = ({ client }: Connected, to: SshHost): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, to.hostName, to.port, (error, channel) => {
      if (error) reject(new Error(`the jump host cannot reach ${to.hostName}:${to.port}: ${messageOf(error)}`));
      else resolve(channel);
    });
  });

const keyRefusal = (host: SshHost, key: Buffer, decision: KeyDecision | null): Denied => {
  const name = knownName(host.hostName, host.port, host.hostKeyAlias);
  const shown = `${keyTypeOf(key)} ${fingerprintOf(key)}`;
  const scan = `ssh-keyscan -p ${host.port} ${quote(host.hostName)}`;
  if (decision === 'changed')
    return new Denied(
      `${host.name}: the host key has CHANGED, it offers ${shown}; nothing was sent. If its operator confirms that key: ssh-keygen -R ${quote(name)}`,
    );
  if (decision === 'revoked')
    return new Denied(`${host.name}: the host key ${shown} is marked as revoked in known_hosts; nothing was sent`);
  if (decision === 'ca-only')
    return new Denied(
      `${host.name} is known only through a certificate authority, and host certificates cannot be checked here; add its key: ${scan}`,
    );
  return new Denied(
    `${host.name}: unknown host key ${shown}; nothing was sent. Compare it with its operator, then add the line of: ${scan} to ${quote(host.knownHosts[0] ?? '~/.ssh/known_hosts')}`,
  );
};

const connectTrouble = (error: unknown, host: SshHost, keys: string): Error => {
  const said = messageOf(error);
  const where = `${host.user}@${host.hostName}:${host.port}`;
  const level: unknown = error instanceof Error && 'level' in error ? error.level : undefined;
  if (level === 'client-authentication' || /authentication failures/.test(said)) return new Denied(`${where} refused our keys (${keys})`);
  if (level === 'client-timeout') return new Error(`${where} does not answer: ${said}`);
  return new Error(`cannot connect to ${where}: ${said}`);
};

const sessionOver = (client: Client, host: SshHost, hostKey: string, chain: readonly Client[]): Session => {
  const limit = makeLimit(maxChannels);
  const gone = new AbortController();
  let last: unknown = null;
  client.on('error', (error) => {
    last = error;
  });
  client.once('close', () => gone.abort(new Error(`the connection to ${host.name} was lost${last ? `: ${messageOf(last)}` : ''}`)));
  const open = async <T>(start: (done: (error: Error | undefined, value: T) => void) => void): Promise<T> => {
    gone.signal.throwIfAborted();
    const opened = new Promise<T>((resolve, reject) => {
      start((error, value) => (error ? reject(error) : resolve(value)));
    });
    return abortable(opened, gone.signal);
  };
  const command = (text: string) => open<ClientChannel>((done) => void client.exec(text, done));
  let [channels, proven] = [0, 0];
  const attempt = async (text: string, signal: AbortSignal, maxBytes: number): Promise<Answer> => {
    signal.throwIfAborted();
    const channel = await command(text).catch((error: unknown) => {
      // sshd's MaxSessions: fewer at a time from now on, but not fewer than it once took (it lets go of a session a little late).
      // Said while this one still holds its room, or the next would take it at once.
      if (isOpenFailure(error)) limit.lower(Math.max(proven, limit.active - 1));
      throw error;
    });
    channels += 1;
    proven = Math.max(proven, channels);
    try {
      return await readChannel(channel, signal, gone.signal, maxBytes);
    } finally {
      channels -= 1;
    }
  };
  const exec = async (text: RemoteCommand, signal: AbortSignal, maxBytes: number, retries = 10): Promise<Answer> => {
    try {
      return await limit.run(() => attempt(text, signal, maxBytes));
    } catch (error) {
      if (!isOpenFailure(error) || retries === 0) throw error;
      await sleep(50, signal);
      return exec(text, signal, maxBytes, retries - 1);
    }
  };
  return {
    name: host.name,
    via: `ssh ${host.user}@${host.hostName}:${host.port}`,
    hostKey,
    exec: (text, { signal, maxBytes = maxOutputBytes }) => exec(text, signal, maxBytes),
    openUnixSocket: (path) => open<ClientChannel>((done) => void client.openssh_forwardOutStreamLocal(path, done)),
    openCommand: (text) => limit.run(() => command(text)),
    async [Symbol.asyncDispose]() {
      for (const hop of chain) hop.end();
      const closed = gone.signal.aborted ? Promise.resolve() : once(client, 'close');
      const timer = setTimeout(() => client.destroy(), 500);
      await closed;
      clearTimeout(timer);
      for (const hop of chain) discard(hop);
    },
  };
};

/** SSH_OPEN_CONNECT_FAILED, which sshd also answers beyond its MaxSessions (RFC 4254 section 5.1). */
const isOpenFailure = (error: unknown): boolean => error instanceof Error && 'reason' in error && error.reason === 2;
