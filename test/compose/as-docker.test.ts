import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ComposeFile, ComposeService, ComposeUpdate } from '#compose/compose-file';
import { goDurationMs } from '#compose/go-duration';
import { readComposeFile } from '#compose/read';
import { stackNamed, stackNames } from './docker-stacks.ts';

// biome-ignore lint/suspicious/noExplicitAny: what the CLI printed, of any shape
type Printed = any;

const ms = (text: string | undefined, usual: number): number | undefined =>
  text === undefined ? usual : (goDurationMs(text) ?? Number.NaN);
const orUsual = (value: number | undefined, usual: number) => value || usual;
const sorted = (lines: readonly string[]) => [...lines].sort();

const updateOf = (printed: Printed): ComposeUpdate | null =>
  printed
    ? {
        parallelism: printed.parallelism ?? 1,
        delayMs: ms(printed.delay, 0) ?? null,
        failureAction: printed.failure_action ?? 'pause',
        monitorMs: orUsual(ms(printed.monitor, 5_000), 5_000),
        maxFailureRatio: printed.max_failure_ratio ?? 0,
        order: printed.order ?? 'stop-first',
      }
    : null;

/** The CLI's answer in the words of this test; what it leaves out has the engine's default. */
const servicePrinted = (name: string, printed: Printed) => {
  const { deploy = {}, healthcheck: check, ports = [], secrets = [], configs = [], volumes = [] } = printed;
  const restart = deploy.restart_policy ?? {};
  return {
    name,
    image: printed.image ?? null,
    networks: sorted(Object.keys(printed.networks ?? { default: null })),
    ports: sorted(
      ports.map((port: Printed) => `${port.published ?? 0}:${port.target}/${port.protocol ?? 'tcp'} ${port.mode ?? 'ingress'}`),
    ),
    mode: deploy.mode ?? 'replicated',
    replicas: deploy.replicas ?? 1,
    endpointMode: deploy.endpoint_mode ?? 'vip',
    constraints: deploy.placement?.constraints ?? [],
    update: updateOf(deploy.update_config),
    rollback: updateOf(deploy.rollback_config),
    restart: [restart.condition ?? 'any', ms(restart.delay, 5_000), restart.max_attempts ?? 0, ms(restart.window, 0)],
    check: check
      ? [
          check.disable === true || check.test?.[0] === 'NONE',
          check.test ?? [],
          orUsual(ms(check.interval, 30_000), 30_000),
          orUsual(ms(check.timeout, 30_000), 30_000),
          ms(check.start_period, 0),
          orUsual(ms(check.start_interval, 5_000), 5_000),
          orUsual(check.retries, 3),
        ]
      : null,
    stopGrace: ms(printed.stop_grace_period, 10_000),
    secrets: sorted(secrets.map((entry: Printed) => `${entry.source} ${entry.target ?? '-'}`)),
    configs: sorted(configs.map((entry: Printed) => `${entry.source} ${entry.target ?? '-'}`)),
    mounts: sorted(
      volumes.map(
        (entry: Printed) =>
          `${entry.type} ${entry.type === 'bind' ? '' : (entry.source ?? '-')} ${entry.target} ${entry.read_only === true}`,
      ),
    ),
  };
};

const serviceRead = ({ name, image, networks, ports, deploy, healthcheck: check, stopGraceMs, ...service }: ComposeService) => ({
  name,
  image,
  networks: sorted(networks),
  ports: sorted(ports.map(({ published, target, protocol, mode }) => `${published ?? 0}:${target}/${protocol} ${mode}`)),
  mode: deploy.mode,
  replicas: deploy.replicas,
  endpointMode: deploy.endpointMode,
  constraints: deploy.constraints,
  update: deploy.update,
  rollback: deploy.rollback,
  restart: [deploy.restart.condition, deploy.restart.delayMs, deploy.restart.maxAttempts, deploy.restart.windowMs],
  check: check
    ? [check.disabled, check.test, check.intervalMs, check.timeoutMs, check.startPeriodMs, check.startIntervalMs, check.retries]
    : null,
  stopGrace: stopGraceMs,
  secrets: sorted(service.secrets.map(({ source, target }) => `${source} ${target ?? '-'}`)),
  configs: sorted(service.configs.map(({ source, target }) => `${source} ${target ?? '-'}`)),
  // The CLI makes the source of a bind an absolute path.
  mounts: sorted(
    service.mounts.map(({ type, source, target, readOnly }) => `${type} ${type === 'bind' ? '' : (source ?? '-')} ${target} ${readOnly}`),
  ),
});

const objectPrinted = ([key, printed]: [string, Printed]) => ({ key, name: printed?.name ?? null, external: printed?.external === true });

const printedOf = (text: string) => {
  const { services = {}, networks = {}, secrets = {}, configs = {} } = parse(text) as Printed;
  return {
    services: Object.entries(services).map(([name, service]) => servicePrinted(name, service)),
    networks: Object.entries<Printed>(networks).map(([key, network]) => ({
      ...objectPrinted([key, network]),
      driver: network?.driver ?? null,
      attachable: network?.attachable === true,
      subnets: (network?.ipam?.config ?? []).map(({ subnet }: Printed) => subnet),
    })),
    secrets: Object.entries(secrets).map(objectPrinted),
    configs: Object.entries(configs).map(objectPrinted),
  };
};

const byKey = <T extends { key: string }>(items: readonly T[]): T[] => [...items].sort((a, b) => (a.key < b.key ? -1 : 1));

const readOf = ({ services, networks, secrets, configs }: ComposeFile) => ({
  services: services.map(serviceRead).sort((a, b) => (a.name < b.name ? -1 : 1)),
  networks: byKey(networks).map(({ key, name, external, driver, attachable, subnets }) => ({
    key,
    name,
    external,
    driver,
    attachable,
    subnets: subnets.map(({ subnet }) => subnet),
  })),
  secrets: byKey(secrets),
  configs: byKey(configs),
});

describe('what is read of a stack is what docker stack config prints', () => {
  it.each(stackNames)('%s', (name) => {
    const { sources, variables, printed } = stackNamed(name);
    const file = readComposeFile(sources, variables);
    expect(file.unknown).toEqual([]);
    expect(readOf(file)).toEqual(printedOf(printed));
  });

  it('for at least forty stacks, of which at least ten have several files', () => {
    expect(stackNames.length).toBeGreaterThanOrEqual(40);
    expect(stackNames.filter((name) => stackNamed(name).sources.length > 1).length).toBeGreaterThanOrEqual(10);
  });
});
