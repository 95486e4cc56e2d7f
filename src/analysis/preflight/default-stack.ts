import type { ComposeFile } from '#compose/compose-file';

/** The stack that is assumed where no compose file was given: a usual recipe, one `app` on the proxy with one task, updated start-first. */
export const defaultStack = (proxyNetwork: string): ComposeFile => ({
  services: [
    {
      name: 'app',
      file: '',
      line: 1,
      image: null,
      networks: [proxyNetwork],
      ports: [],
      deploy: {
        mode: 'replicated',
        replicas: 1,
        endpointMode: 'vip',
        update: { parallelism: 1, delayMs: 0, failureAction: 'rollback', monitorMs: 5_000, maxFailureRatio: 0, order: 'start-first' },
        rollback: null,
        restart: { condition: 'any', delayMs: 5_000, maxAttempts: 0, windowMs: 0 },
        constraints: [],
      },
      healthcheck: null,
      stopGraceMs: 10_000,
      secrets: [],
      configs: [],
      mounts: [],
    },
  ],
  networks: [{ key: proxyNetwork, name: proxyNetwork, external: true, driver: null, attachable: null, subnets: [] }],
  secrets: [],
  configs: [],
  unknown: [],
});
