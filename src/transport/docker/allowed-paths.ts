/**
 * What may be asked of a Docker daemon: templates of Engine API paths with the query keys each may carry. Its socket is root, and "only GET" is
 * not enough: attach/ws writes, archive and export read whole file systems, configs and swarm return secrets (SECURITY 1.6).
 */
const allowed = {
  '/_ping': [],
  '/version': [],
  '/info': [],
  '/services': ['filters', 'status'],
  '/services/{id}': [],
  '/services/{id}/logs': ['stdout', 'stderr', 'since', 'tail', 'timestamps', 'details'],
  '/tasks': ['filters'],
  '/tasks/{id}': [],
  '/tasks/{id}/logs': ['stdout', 'stderr', 'since', 'tail', 'timestamps', 'details'],
  '/nodes': ['filters'],
  '/nodes/{id}': [],
  '/networks': ['filters'],
  '/networks/{id}': ['verbose', 'scope'],
  '/containers/json': ['all', 'filters', 'limit', 'size'],
  '/containers/{id}/json': ['size'],
  '/volumes': ['filters'],
  // Metadata only: the daemon never gives the data of a secret back. That of a config it does: config-names.ts drops it before anybody sees it.
  '/secrets': ['filters'],
  '/configs': ['filters'],
  '/events': ['since', 'until', 'filters'],
  '/system/df': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A path of the Engine API that may be asked for. */
export type DockerTemplate = keyof typeof allowed;

const templates = (Object.keys(allowed) as DockerTemplate[]).map((template) => ({
  template,
  pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace('{id}', '(?!\\.)[A-Za-z0-9_.-]{1,255}')}$`),
}));

/** The template that allows this path with these query keys; throws for anything else, before a byte is sent. */
export const allowDockerPath = (path: string, query: Readonly<Record<string, string>> = {}): DockerTemplate => {
  const found = path.includes('..') ? undefined : templates.find(({ pattern }) => pattern.test(path));
  if (!found) throw new Error(`not a Docker path we ask for: ${JSON.stringify(path.slice(0, 200))}`);
  const keys: readonly string[] = allowed[found.template];
  const odd = Object.keys(query).find((key) => !keys.includes(key));
  if (odd !== undefined) throw new Error(`not a query key we send to ${found.template}: ${JSON.stringify(odd)}`);
  return found.template;
};

/** All templates, for the documentation and the tests. */
export const dockerTemplates: readonly string[] = Object.keys(allowed);
