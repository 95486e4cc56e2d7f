import type { IncomingMessage } from 'node:http';
import { allowDockerPath, type DockerTemplate } from './allowed-paths.ts';

/** The query of a call and the signal that ends it. */
type Options = Readonly<Record<string, unknown>>;
type Ask = (options: Options) => Promise<IncomingMessage>;

/**
 * The part of dockerode that is called. Its types leave out the options of half of these, and promise what its own sender would have read: ours
 * (modem.ts) gives the response as it comes.
 */
export interface DockerCalls
  extends Readonly<
    Record<
      | 'ping'
      | 'version'
      | 'info'
      | 'listServices'
      | 'listTasks'
      | 'listNodes'
      | 'listNetworks'
      | 'listContainers'
      | 'listVolumes'
      | 'listSecrets'
      | 'listConfigs'
      | 'getEvents'
      | 'df',
      Ask
    >
  > {
  getService(id: string): { readonly inspect: Ask; readonly logs: Ask };
  getTask(id: string): { readonly inspect: Ask; readonly logs: Ask };
  getNode(id: string): { readonly inspect: Ask };
  getNetwork(id: string): { readonly inspect: Ask };
  getContainer(id: string): { readonly inspect: Ask };
}

type Call = (docker: DockerCalls, options: Options, id: string) => Promise<IncomingMessage>;

/** The call of dockerode behind each path of the allowlist: a path without one does not compile. */
const calls: Readonly<Record<DockerTemplate, Call>> = {
  '/_ping': (docker, options) => docker.ping(options),
  '/version': (docker, options) => docker.version(options),
  '/info': (docker, options) => docker.info(options),
  '/services': (docker, options) => docker.listServices(options),
  '/services/{id}': (docker, options, id) => docker.getService(id).inspect(options),
  '/services/{id}/logs': (docker, options, id) => docker.getService(id).logs(options),
  '/tasks': (docker, options) => docker.listTasks(options),
  '/tasks/{id}': (docker, options, id) => docker.getTask(id).inspect(options),
  '/tasks/{id}/logs': (docker, options, id) => docker.getTask(id).logs(options),
  '/nodes': (docker, options) => docker.listNodes(options),
  '/nodes/{id}': (docker, options, id) => docker.getNode(id).inspect(options),
  '/networks': (docker, options) => docker.listNetworks(options),
  '/networks/{id}': (docker, options, id) => docker.getNetwork(id).inspect(options),
  '/containers/json': (docker, options) => docker.listContainers(options),
  '/containers/{id}/json': (docker, options, id) => docker.getContainer(id).inspect(options),
  '/volumes': (docker, options) => docker.listVolumes(options),
  '/secrets': (docker, options) => docker.listSecrets(options),
  '/configs': (docker, options) => docker.listConfigs(options),
  '/events': (docker, options) => docker.getEvents(options),
  '/system/df': (docker, options) => docker.df(options),
};

/** The call behind a path; it gives the response as it comes. @throws where the allowlist does not know the path or a query key, before a byte is sent */
export const dockerCall = (
  path: string,
  query: Readonly<Record<string, string>> = {},
): ((docker: DockerCalls, options: Options) => Promise<IncomingMessage>) => {
  const template = allowDockerPath(path, query);
  const id = path.split('/')[2] ?? '';
  return (docker, options) => calls[template](docker, options, id);
};
