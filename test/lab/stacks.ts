/** Compose files of stacks that end in a known way on an engine whose only image is `bb:1`. */

export interface Service {
  readonly image?: string;
  readonly command: readonly string[];
  readonly health?: { readonly test: string; readonly startPeriod: string; readonly retries: number };
  readonly networks?: readonly string[];
  readonly replicas?: number;
}

/** A stack of services; a network other than `default` is one that is there already. */
export const stackOf = (services: Readonly<Record<string, Service>>): string => {
  const outside = new Set(Object.values(services).flatMap(({ networks = [] }) => networks.filter((name) => name !== 'default')));
  return [
    'version: "3.8"',
    'services:',
    ...Object.entries(services).flatMap(([name, service]) => serviceLines(name, service)),
    ...(outside.size === 0 ? [] : ['networks:', ...[...outside].flatMap((name) => [`  ${name}:`, '    external: true'])]),
    '',
  ].join('\n');
};

const serviceLines = (name: string, { image = 'bb:1', command, health, networks, replicas = 1 }: Service): string[] => [
  `  ${name}:`,
  `    image: ${image}`,
  `    command: ${JSON.stringify(command)}`,
  '    stop_grace_period: 1s',
  ...(networks ? [`    networks: ${JSON.stringify(networks)}`] : []),
  ...(health
    ? [
        '    healthcheck:',
        `      test: ["CMD", "sh", "-c", ${JSON.stringify(health.test)}]`,
        `      start_period: ${health.startPeriod}`,
        '      interval: 1s',
        '      timeout: 1s',
        `      retries: ${health.retries}`,
      ]
    : []),
  '    deploy:',
  `      replicas: ${replicas}`,
  '      restart_policy: {condition: any, delay: 1s}',
  '      update_config: {failure_action: pause, monitor: 5s, order: stop-first}',
];

export const sleeping = ['sleep', '100000'] as const;

/** Comes up after so many seconds, and says so in the file that `ready` looks for. */
export const slowly = (seconds: number): string[] => [
  'sh',
  '-c',
  `echo starting; sleep ${seconds}; echo ready > /tmp/ready; echo listening; sleep 100000`,
];
const ready = 'test -f /tmp/ready';

export const stacks = {
  healthy: stackOf({ app: { command: slowly(0), health: { test: ready, startPeriod: '10s', retries: 3 } }, db: { command: sleeping } }),
  /** Fills a proxy network of 10.10.0.0/29: the node's load balancer, two virtual IPs and two tasks. */
  filler: stackOf({ one: { command: sleeping, networks: ['proxy'] }, two: { command: sleeping, networks: ['proxy'] } }),
  late: stackOf({ app: { command: sleeping, networks: ['proxy'] } }),
  noCommand: stackOf({ app: { command: ['no-such-command'] } }),
  unhealthy: stackOf({
    app: {
      command: ['sh', '-c', 'echo "Server is ready, listening on port 2368"; sleep 100000'],
      health: { test: 'echo no answer on port 2386; exit 1', startPeriod: '2s', retries: 2 },
    },
  }),
  /** Neither the log nor the engine tells whether it would have come up. */
  mute: stackOf({ app: { command: sleeping, health: { test: 'exit 1', startPeriod: '2s', retries: 2 } } }),
  imageOf: (image: string) => stackOf({ app: { image, command: sleeping } }),
  runs: stackOf({ app: { command: sleeping } }),
  crashes: stackOf({ app: { command: ['sh', '-c', 'echo "FATAL cannot open the settings" >&2; exit 3'] } }),
  graceful: stackOf({ app: { command: slowly(0), health: { test: ready, startPeriod: '30s', retries: 3 } } }),
  hasty: stackOf({ app: { command: slowly(9), health: { test: ready, startPeriod: '1s', retries: 2 } } }),
} as const;
