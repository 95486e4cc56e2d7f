/**
 * Compose files as Swarm takes them. In: the texts of a stack's files and the variables. Out: `ComposeFile`, every value with its default.
 * Pure: whoever has the files reads them. Imported by app; analysis and swarm take the types of compose-file.ts.
 */
import { Usage } from '#model/errors';
import type {
  ComposeCheck,
  ComposeDeploy,
  ComposeFile,
  ComposeNetwork,
  ComposeService,
  ComposeUpdate,
  Unresolved,
} from './compose-file.ts';
import { MissingVariables, type Variables } from './interpolate.ts';
import { type ComposeText, overlaid, type Parsed, parseSource } from './parse.ts';
import { portsOf } from './ports.ts';
import { isMap, type Tree, treeOf } from './tree.ts';

const SERVICES_AT_MOST = 1_000;

/**
 * What a stack's compose files ask for, later files laid over earlier ones. @throws Usage where one is no compose file: names the file and the place.
 * Defaults: docker/cli 20.10 cli/compose/convert/service.go; moby container/container.go and daemon/health.go for the check.
 */
export const readComposeFile = (sources: readonly ComposeText[], variables: Variables = {}): ComposeFile => {
  const parsed = sources.map((source) => parseSource(source, variables));
  const last = parsed.at(-1);
  if (!last) throw new Usage('no compose file was given');
  const names = parsed.map(({ file }) => file).join(', ');
  const unknown: Unresolved[] = [];
  const root = treeOf(
    parsed.reduce<unknown>((below, { value }) => overlaid(below, value), {}),
    '',
    names,
    (unresolved) => unknown.push(unresolved),
  );
  const services = root.tree('services');
  if (!services) throw new Usage(`${names} is no compose file: it has no "services"`);
  if (services.keys.length > SERVICES_AT_MOST) throw new Usage(`${names} has more than ${SERVICES_AT_MOST} services`);
  return {
    services: services.keys.map((name) => serviceOf(name, services, parsed)),
    networks: networksOf(root.tree('networks')),
    unknown: unknown.filter(({ path }, index) => unknown.findIndex((other) => other.path === path) === index),
  };
};

const serviceOf = (name: string, services: Tree, parsed: readonly Parsed[]): ComposeService => {
  const tree = services.tree(name);
  if (!tree) throw services.wrong(name, 'a mapping');
  const home = parsed.findLast(({ value }) => isMap(value['services']) && Object.hasOwn(value['services'], name)) ?? parsed[0];
  const check = tree.tree('healthcheck');
  return {
    name,
    file: home?.file ?? '',
    line: home?.lineOf(['services', name]) ?? 1,
    image: tree.text('image', null),
    networks: namesOf(tree),
    ports: portsOf(tree),
    deploy: deployOf(tree.tree('deploy')),
    healthcheck: check ? checkOf(check, home?.lineOf(['services', name, 'healthcheck']) ?? 1) : null,
    stopGraceMs: tree.duration('stop_grace_period', 10_000),
  };
};

const namesOf = (tree: Tree): readonly string[] => {
  const networks = tree.raw('networks');
  const listed = isMap(networks) ? Object.keys(networks) : tree.list('networks');
  const names = listed.flatMap((name) => {
    if (name instanceof MissingVariables) return tree.note('networks', name) ?? [];
    if (typeof name !== 'string') throw tree.wrong('networks', 'names of networks');
    return name;
  });
  return listed.length === 0 ? ['default'] : [...new Set(names)];
};

const deployOf = (tree: Tree | null): ComposeDeploy => {
  const restart = tree?.tree('restart_policy');
  return {
    mode: tree ? tree.text('mode', 'replicated') : 'replicated',
    replicas: tree ? tree.number('replicas', 1) : 1,
    endpointMode: tree ? tree.text('endpoint_mode', 'vip') : 'vip',
    update: updateOf(tree?.tree('update_config')),
    rollback: updateOf(tree?.tree('rollback_config')),
    restart: {
      condition: restart ? restart.text('condition', 'any') : 'any',
      delayMs: restart ? restart.duration('delay', 5_000) : 5_000,
      maxAttempts: restart ? restart.number('max_attempts', 0) : 0,
      windowMs: restart ? restart.duration('window', 0) : 0,
    },
    constraints: constraintsOf(tree?.tree('placement')),
  };
};

const constraintsOf = (placement: Tree | null | undefined): readonly string[] | null => {
  const listed = placement?.list('constraints') ?? [];
  const open = listed.find((constraint) => constraint instanceof MissingVariables);
  return open ? (placement?.note('constraints', open) ?? null) : listed.map(String);
};

const updateOf = (tree: Tree | null | undefined): ComposeUpdate | null =>
  tree
    ? {
        parallelism: tree.number('parallelism', 1),
        delayMs: tree.duration('delay', 0),
        failureAction: tree.text('failure_action', 'pause'),
        monitorMs: tree.duration('monitor', 5_000),
        maxFailureRatio: tree.number('max_failure_ratio', 0),
        order: tree.text('order', 'stop-first'),
      }
    : null;

/** A zero stands for the default (moby daemon/health.go getProbeInterval, `timeoutWithDefault`). */
const orDefault = (value: number | null, usual: number): number | null => (value === 0 ? usual : value);

/** The command of a health check; null where it depends on a variable that was not given. */
const testOf = (tree: Tree): readonly string[] | null => {
  const test = tree.raw('test');
  if (typeof test === 'string') return ['CMD-SHELL', test];
  return test instanceof MissingVariables ? tree.note('test', test) : tree.list('test').map(String);
};

const checkOf = (tree: Tree, line: number): ComposeCheck => {
  const test = testOf(tree);
  return {
    line,
    disabled: tree.flag('disable', false) === true || test?.[0] === 'NONE',
    test,
    intervalMs: orDefault(tree.duration('interval', 30_000), 30_000),
    timeoutMs: orDefault(tree.duration('timeout', 30_000), 30_000),
    startPeriodMs: tree.duration('start_period', 0),
    startIntervalMs: orDefault(tree.duration('start_interval', 5_000), 5_000),
    retries: orDefault(tree.number('retries', 3), 3),
  };
};

const networksOf = (networks: Tree | null): readonly ComposeNetwork[] =>
  (networks?.keys ?? []).map((key): ComposeNetwork => {
    const tree = networks?.tree(key) ?? null;
    if (!tree) return { key, name: null, external: false, driver: null, attachable: false, subnets: [] };
    const outside = tree.raw('external');
    const old = isMap(outside) ? tree.tree('external') : null;
    const external = old ? true : tree.flag('external', false);
    const pools = tree.tree('ipam');
    return {
      key,
      name: tree.text('name', null) ?? old?.text('name', null) ?? (external === true ? key : null),
      external,
      driver: tree.text('driver', null),
      attachable: tree.flag('attachable', false),
      subnets: (pools?.list('config') ?? []).map((_, index) => {
        const pool = treeOf(pools?.list('config')[index], `${pools?.path}.config[${index}]`, `networks.${key}`, () => undefined);
        return { subnet: pool.text('subnet', null), range: pool.text('ip_range', null) };
      }),
    };
  });
