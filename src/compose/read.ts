import { Usage } from '#model/errors';
import type {
  ComposeCheck,
  ComposeDeploy,
  ComposeFile,
  ComposeNetwork,
  ComposeService,
  ComposeUpdate,
  StackObject,
  Unresolved,
} from './compose-file.ts';
import { MissingVariables, type Variables } from './interpolate.ts';
import { mountsOf, referencesOf } from './mounts.ts';
import { overlaid } from './overlay.ts';
import { type ComposeText, type Parsed, parseSource } from './parse.ts';
import { type PortBudget, portBudget, portsOf } from './ports.ts';
import { isMap, type Tree, treeOf } from './tree.ts';

const SERVICES_AT_MOST = 1_000;

/**
 * Reads a stack's compose files, later ones laid over earlier ones, with the variables known. Throws `Usage` naming file and place where one is
 * no compose file. Defaults: docker/cli 20.10 cli/compose/convert/service.go; moby container/container.go and daemon/health.go for the check.
 */
export const readComposeFile = (sources: readonly ComposeText[], variables: Variables = {}): ComposeFile => {
  const parsed = sources.map((source) => parseSource(source, variables));
  const last = parsed.at(-1);
  if (!last) throw new Usage('no compose file was given');
  const names = parsed.map(({ file }) => file).join(', ');
  const unknown: Unresolved[] = [];
  const merged = overlaid(parsed.map(({ value }) => value));
  const root = treeOf(merged, '', names, (unresolved) => unknown.push(unresolved));
  const services = root.tree('services');
  if (!services) throw new Usage(`${names} is no compose file: it has no "services"`);
  if (services.keys.length > SERVICES_AT_MOST) throw new Usage(`${names} has more than ${SERVICES_AT_MOST} services`);
  const ports = portBudget();
  return {
    services: services.keys.map((name) => serviceOf(name, services, parsed, ports)),
    networks: networksOf(root.tree('networks')),
    secrets: objectsOf(root.tree('secrets')),
    configs: objectsOf(root.tree('configs')),
    unknown: unknown.filter(({ path }, index) => unknown.findIndex((other) => other.path === path) === index),
  };
};

const serviceOf = (name: string, services: Tree, parsed: readonly Parsed[], budget: PortBudget): ComposeService => {
  const tree = services.tree(name);
  if (!tree) throw services.wrong(name, 'a mapping');
  const home = homeOf(['services', name], parsed);
  const check = tree.tree('healthcheck');
  const checkPath = ['services', name, 'healthcheck'];
  const checkHome = homeOf(checkPath, parsed);
  return {
    name,
    file: home?.file ?? '',
    line: home?.lineOf(['services', name]) ?? 1,
    image: tree.text('image', null),
    networks: namesOf(tree),
    ports: portsOf(tree, budget),
    deploy: deployOf(tree.tree('deploy')),
    healthcheck: check ? checkOf(check, checkHome?.file ?? '', checkHome?.lineOf(checkPath) ?? 1) : null,
    stopGraceMs: tree.duration('stop_grace_period', 10_000),
    secrets: referencesOf(tree, 'secrets'),
    configs: referencesOf(tree, 'configs'),
    mounts: mountsOf(tree),
  };
};

/** The last file that says anything at a path; the first one where none does. */
const homeOf = (path: readonly string[], parsed: readonly Parsed[]): Parsed | undefined =>
  parsed.findLast(({ value }) => {
    let at: unknown = value;
    for (const key of path) at = isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    return at !== undefined && at !== null;
  }) ?? parsed[0];

const namesOf = (tree: Tree): readonly string[] => {
  const held = tree.raw('networks');
  const listed = isMap(held) ? Object.keys(held) : tree.list('networks');
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

/** A zero stands for the default (moby daemon/health.go getProbeInterval, `timeoutWithDefault`; daemon/cluster/convert/service.go for the monitor). */
const orDefault = (value: number | null, usual: number): number | null => (value === 0 ? usual : value);

const updateOf = (tree: Tree | null | undefined): ComposeUpdate | null =>
  tree
    ? {
        parallelism: tree.number('parallelism', 1),
        delayMs: tree.duration('delay', 0),
        failureAction: tree.text('failure_action', 'pause'),
        monitorMs: orDefault(tree.duration('monitor', 5_000), 5_000),
        maxFailureRatio: tree.ratio('max_failure_ratio', 0),
        order: tree.text('order', 'stop-first'),
      }
    : null;

const checkOf = (tree: Tree, file: string, line: number): ComposeCheck => {
  const held = tree.raw('test');
  const test =
    typeof held === 'string'
      ? ['CMD-SHELL', held]
      : held instanceof MissingVariables
        ? tree.note('test', held)
        : tree.list('test').map(String);
  return {
    file,
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
    const pools = tree.tree('ipam');
    return {
      key,
      ...identityOf(key, tree),
      driver: tree.text('driver', null),
      attachable: tree.flag('attachable', false),
      subnets: (pools?.list('config') ?? []).map((_, index) => {
        const pool = treeOf(pools?.list('config')[index], `${pools?.path}.config[${index}]`, `networks.${key}`, () => undefined);
        return { subnet: pool.text('subnet', null), range: pool.text('ip_range', null) };
      }),
    };
  });

const objectsOf = (objects: Tree | null): readonly StackObject[] =>
  (objects?.keys ?? []).map((key): StackObject => {
    const tree = objects?.tree(key) ?? null;
    if (!tree) return { key, name: null, external: false };
    return { key, ...identityOf(key, tree) };
  });

/** `external: true` with or without a name, and the older `external: {name: …}`. */
const identityOf = (key: string, tree: Tree): Pick<StackObject, 'name' | 'external'> => {
  const old = isMap(tree.raw('external')) ? tree.tree('external') : null;
  const external = old ? true : tree.flag('external', false);
  return { name: tree.text('name', null) ?? old?.text('name', null) ?? (external === true ? key : null), external };
};
