import { once } from 'node:events';
import net from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  readonly count: number;
  /** Ends every connection once so many more bytes came from the server. */
  cutAfter(bytes: number): void;
  /** Passes nothing on any more, in either direction, without closing. */
  freeze(): void;
}

/** A TCP proxy on loopback that can cut or freeze what it carries. */
export const startProxy = async (toPort: number): Promise<TcpProxy> => {
  const pairs = new Set<net.Socket>();
  let [left, frozen, count] = [Number.POSITIVE_INFINITY, false, 0];
  const server = net.createServer((near) => {
    count += 1;
    const far = net.connect(toPort, '127.0.0.1');
    for (const socket of [near, far]) {
      pairs.add(socket);
      socket.on('error', () => undefined);
    }
    near.on('data', (chunk) => frozen || far.write(chunk));
    far.on('data', (chunk) => {
      if (frozen) return;
      left -= chunk.length;
      if (left > 0) near.write(chunk);
      else near.end();
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get count() {
      return count;
    },
    cutAfter: (bytes) => {
      left = bytes;
    },
    freeze: () => {
      frozen = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of pairs) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
