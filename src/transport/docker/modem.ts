import http, { type Agent, type IncomingMessage } from 'node:http';
import Docker from 'dockerode';
import { allowDockerPath } from './allowed-paths.ts';
import type { DockerCalls } from './calls.ts';

/** What dockerode hands to the sender below it (docker-modem's `dial`). */
interface Dialled {
  readonly path: string;
  readonly method: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly abortSignal?: AbortSignal;
}
type Done = (error: Error | null, response?: IncomingMessage) => void;

/**
 * dockerode over an agent of ours. Its own sender reads the environment, follows redirects to any host, and dies of one that cannot be resolved;
 * this one sends GET to what the allowlist knows and gives the response as it comes, whatever its status.
 */
export const dockerOver = (agent: Agent): DockerCalls => {
  const dial = (request: Dialled, done: Done): void => {
    try {
      send(agent, request, done);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  // dockerode takes any sender that dials; its types know only its own.
  return new Docker({ modem: { dial } } as Docker.DockerOptions) as unknown as DockerCalls;
};

const send = (agent: Agent, { path, method, options = {}, abortSignal }: Dialled, done: Done): void => {
  const { abortSignal: signalOfOptions, ...rest } = options;
  const query = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
  const bare = path.replace(/\?$/, '');
  if (method !== 'GET') throw new Error(`not a method we send: ${method}`);
  allowDockerPath(bare, query);
  const signal = abortSignal ?? (signalOfOptions instanceof AbortSignal ? signalOfOptions : undefined);
  const search = new URLSearchParams(query).toString();
  const sent = http.request({
    ...{ agent, method, host: 'docker', port: 80, path: search === '' ? bare : `${bare}?${search}` },
    ...(signal ? { signal } : {}),
  });
  sent.on('response', (response) => done(null, response));
  sent.on('upgrade', (_response, socket) => {
    socket.destroy();
    done(new Error('the Docker daemon wants to speak something else than HTTP'));
  });
  sent.on('error', done);
  sent.end();
};
