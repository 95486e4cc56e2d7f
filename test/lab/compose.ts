import type { Stage } from './stage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A compose file; JSON is YAML, so it is deployed as it is. */
export interface Compose {
  readonly version: string;
  readonly services: Readonly<Record<string, Fields>>;
  readonly [section: string]: unknown;
}

/** A service of a recipe, as recipes have it: on the stack's own network and the proxy, with a health check and the usual rules. */
export const app = (
  script: string,
  { deploy = {}, healthcheck = {}, ...over }: { readonly deploy?: Fields; readonly healthcheck?: Fields } & Fields = {},
): Fields => ({
  image: 'ghost:5.82.2-alpine',
  command: ['sh', '-c', script],
  networks: ['internal', 'proxy'],
  stop_grace_period: '1s',
  healthcheck: {
    test: ['CMD-SHELL', 'test -f /tmp/healthy'],
    interval: '1s',
    timeout: '2s',
    retries: 3,
    start_period: '5s',
    ...healthcheck,
  },
  deploy: {
    replicas: 1,
    update_config: { failure_action: 'pause', order: 'stop-first', monitor: '5s' },
    restart_policy: { condition: 'any', delay: '1s' },
    ...deploy,
  },
  ...over,
});

/** The database beside it: on the stack's own network only, with a volume. */
export const db = (script: string, over: Parameters<typeof app>[1] = {}): Fields =>
  app(script, { image: 'mysql:8.0.35', networks: ['internal'], volumes: ['db:/var/lib/mysql'], ...over });

/** A stack of such services, on the proxy network of this scenario. */
export const recipe = (stage: Stage, services: Compose['services'], sections: Fields = {}): Compose => {
  const used = (network: string) => Object.values(services).some(({ networks }) => (networks as string[]).includes(network));
  return {
    version: '3.8',
    services,
    networks: {
      ...(used('internal') ? { internal: {} } : {}),
      ...(used('proxy') ? { proxy: { external: true, name: stage.named('proxy') } } : {}),
    },
    ...('db' in services ? { volumes: { db: {} } } : {}),
    ...sections,
  };
};

/** Other people's service on a network that is there: it holds one address, and one more for each replica. */
export const filler = (network: string, replicas: number, deploy: Fields = {}): Compose => ({
  version: '3.8',
  services: {
    app: { image: 'bb:1', command: ['sleep', '100000'], stop_grace_period: '1s', networks: ['outside'], deploy: { replicas, ...deploy } },
  },
  networks: { outside: { external: true, name: network } },
});

/** Comes up after so many seconds. */
export const serve = (seconds = 0): string =>
  `echo "ghost starting"; sleep ${seconds}; echo > /tmp/healthy; echo "ghost ready, listening on 2368"; sleep 100000`;

const line = (code: string, words: string) => `echo "0 [System] [${code}] [Server] ${words}"`;
const readyWords = (version: string) => line('MY-010931', `/usr/sbin/mysqld: ready for connections. Version: '${version}'`);

/** A database that starts at once, and not at all on the data of a later version. */
export const oldDatabase = [
  line('MY-010116', '/usr/sbin/mysqld (mysqld 8.0.35) starting as process 1'),
  `if test -f /var/lib/mysql/80404; then echo "1 [ERROR] [MY-014061] [InnoDB] Invalid MySQL server downgrade: Cannot downgrade from 80404 to 80035." >&2; exit 1; fi`,
  'echo > /tmp/healthy',
  readyWords('8.0.35'),
  'sleep 100000',
].join('; ');

/** Its next version, which upgrades the data with `work` first; an upgrade that was finished is not done again. */
export const newDatabase = (work: string): string =>
  [
    line('MY-010116', '/usr/sbin/mysqld (mysqld 8.4.4) starting as process 1'),
    `if ! test -f /var/lib/mysql/80404; then ${line('MY-013381', "Server upgrade from '80035' to '80404' started.")}; ${work}; ${line('MY-013381', "Server upgrade from '80035' to '80404' completed.")}; echo > /var/lib/mysql/80404; fi`,
    'echo > /tmp/healthy',
    readyWords('8.4.4'),
    'sleep 100000',
  ].join('; ');
