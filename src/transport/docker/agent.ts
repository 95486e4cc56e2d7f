import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { DockerEndpoint } from './endpoint.ts';

/** Opens one more stream to a daemon. */
export type Dial = () => Promise<Duplex>;

/** An HTTP agent whose sockets are whatever `dial` opens: a unix socket, TLS, or a channel of the shared SSH session. */
export const agentOver = (dial: Dial): Agent => new DialAgent(dial, { keepAlive: true, maxSockets: 16, keepAliveMsecs: 5_000 });

/** Dials a daemon that can be reached without SSH. */
export const dialDirect =
  (endpoint: Exclude<DockerEndpoint, { kind: 'ssh' }>): Dial =>
  () => {
    if (endpoint.kind === 'unix') return connectUnix(endpoint.path);
    const { host, port, tls: files } = endpoint;
    if (!files) return Promise.resolve(net.connect(port, host));
    const { ca, cert, key, verify } = files;
    const given = { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
    return Promise.resolve(
      tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), rejectUnauthorized: verify, ...given }),
    );
  };

const TRIES = 60;

/** A unix socket whose queue of waiting connections is full refuses with EAGAIN at once (connect(2)): asked again, for 3 s at most. */
const connectUnix = (path: string, left = TRIES): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(path);
    const refused = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EAGAIN' || left === 0) reject(error);
      else setTimeout(() => connectUnix(path, left - 1).then(resolve, reject), 50);
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      socket.off('error', refused);
      resolve(socket);
    });
  });

class DialAgent extends Agent {
  readonly #dial: Dial;

  constructor(dial: Dial, options: AgentOptions) {
    super(options);
    this.#dial = dial;
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#dial().then(
      (stream) => callback?.(null, socketLike(stream)),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}

/** An SSH channel is no socket; http asks it for a few things that only a socket has. */
const socketLike = (stream: Duplex): Duplex => {
  if (stream instanceof net.Socket) return stream;
  const same = () => stream;
  const missing = Object.entries({
    setKeepAlive: same,
    setNoDelay: same,
    setTimeout: same,
    ref: same,
    unref: same,
    destroySoon: () => stream.destroy(),
  });
  return Object.assign(stream, Object.fromEntries(missing.filter(([name]) => !(name in stream))));
};
