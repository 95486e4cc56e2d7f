// A swarm made in a few lines: services, tasks, nodes, networks and containers as the engine's API words them, and what was logged beside them.
// In: what a case says. Out: replies by path of the API, and a capture of them as `classify --stack` takes it. Times are seconds before now.
import { createHash } from 'node:crypto';
import { Absent } from '#model/errors';
import { type Capture, probes } from '#probes/index';
import { runProbe } from '#probes/run-probe';
import type { DockerPort, Ports } from '#transport/ports';

type Json = Record<string, unknown>;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
/** An id as Swarm makes them, of 25 characters; the same words give the same id. */
export const id25 = (words: string): string =>
  [...createHash('sha256').update(words).digest()]
    .slice(0, 25)
    .map((byte) => DIGITS[byte % 36])
    .join('');
/** An id as the engine makes them, of 64 hexadecimal digits. */
export const id64 = (words: string): string => createHash('sha256').update(words).digest('hex');

export interface NodeSpec {
  readonly manager?: boolean;
  readonly leader?: boolean;
  readonly state?: string;
  readonly message?: string;
  readonly availability?: string;
  readonly labels?: Record<string, string>;
  readonly arch?: string;
  readonly os?: string;
  readonly cpus?: number;
  readonly memory?: number;
  readonly generic?: readonly Json[];
  readonly plugins?: readonly (readonly [type: string, name: string])[];
}

export interface NetworkSpec {
  readonly subnets?: readonly string[];
  readonly range?: string;
  readonly ingress?: boolean;
  readonly attachable?: boolean;
  readonly external?: boolean;
  readonly inUse?: number;
  readonly free?: number;
  readonly vxlan?: boolean;
}

export interface ServiceSpec {
  readonly image?: string;
  readonly replicas?: number;
  readonly global?: boolean;
  readonly job?: { readonly completions: number; readonly concurrent?: number; readonly iteration?: number } | 'global';
  readonly restart?: string;
  readonly maxAttempts?: number;
  readonly health?: Json;
  readonly networks?: readonly string[];
  readonly vips?: readonly string[];
  readonly dnsrr?: boolean;
  readonly ports?: readonly Json[];
  readonly constraints?: readonly string[];
  readonly platforms?: readonly Json[];
  readonly maxReplicas?: number;
  readonly resources?: Json;
  readonly mounts?: readonly Json[];
  readonly update?: Json;
  readonly status?: { readonly state: string; readonly started?: number; readonly completed?: number; readonly message?: string };
  readonly previous?: Json | true;
  readonly created?: number;
  readonly updated?: number;
  readonly grace?: number;
  readonly extra?: Json;
  readonly logDriver?: string;
}

export interface TaskSpec {
  readonly slot?: number;
  readonly node?: string | null;
  readonly state?: string;
  readonly desired?: string;
  readonly err?: string;
  readonly message?: string;
  readonly exit?: number;
  /** Seconds before now. */
  readonly created?: number;
  readonly at?: number;
  /** Its worker's clock is so many seconds ahead of the manager's. */
  readonly ahead?: number;
  /** The image of an older or newer spec than the service's own. */
  readonly image?: string;
  readonly iteration?: number;
  readonly addresses?: boolean;
  readonly container?: ContainerSpec | null;
  readonly key?: string;
}

export interface ContainerSpec {
  readonly state?: string;
  readonly status?: string;
  readonly exit?: number;
  readonly oom?: boolean;
  readonly error?: string;
  readonly started?: number;
  readonly finished?: number;
  readonly check?: Json;
  readonly health?: {
    readonly status: string;
    readonly streak: number;
    readonly log: readonly (readonly [exit: number, output: string, ago: number])[];
  };
  readonly name?: string;
}

const LOGS = ['json-file', 'journald', 'syslog', 'local', 'fluentd', 'gelf'] as const;

export class World {
  readonly stack: string;
  readonly engine: string;
  readonly now: number;
  readonly #nodes: Json[] = [];
  readonly #networks: Json[] = [];
  readonly #services: Json[] = [];
  readonly #tasks: Json[] = [];
  readonly #containers: Json[] = [];
  readonly #inspects = new Map<string, Json>();
  readonly #logs = new Map<string, string[]>();
  readonly #objects: Record<'volumes' | 'secrets' | 'configs', Json[]> = { volumes: [], secrets: [], configs: [] };
  readonly #specs = new Map<string, { readonly spec: ServiceSpec; readonly template: (image?: string) => Json; readonly id: string }>();
  readonly #refused = new Map<string, string>();
  daemonLines: string[] = [];
  ciLines: string[] | null = null;
  journal = true;
  info: Json = {};

  constructor(stack = 'shop', engine = '27.3.1', now = '2026-09-01T12:00:00Z') {
    this.stack = stack;
    this.engine = engine;
    this.now = Date.parse(now);
  }

  /** RFC 3339 of so many seconds before now. */
  time(ago: number): string {
    return new Date(this.now - ago * 1000).toISOString().replace(/Z$/, '000213Z');
  }

  node(name: string, spec: NodeSpec = {}): this {
    const first = this.#nodes.length === 0;
    const manager = spec.manager ?? first;
    this.#nodes.push({
      ID: id25(`node ${name}`),
      Version: { Index: 20 },
      CreatedAt: this.time(2_600_000),
      UpdatedAt: this.time(600),
      Spec: { Labels: spec.labels ?? {}, Role: manager ? 'manager' : 'worker', Availability: spec.availability ?? 'active' },
      Description: {
        Hostname: name,
        Platform: { Architecture: spec.arch ?? 'x86_64', OS: spec.os ?? 'linux' },
        Resources: {
          NanoCPUs: (spec.cpus ?? 4) * 1e9,
          MemoryBytes: spec.memory ?? 8589934592,
          ...(spec.generic ? { GenericResources: spec.generic } : {}),
        },
        Engine: {
          EngineVersion: this.engine,
          Plugins: [
            ...LOGS.map((Name) => ({ Type: 'Log', Name })),
            ...['bridge', 'host', 'macvlan', 'null', 'overlay'].map((Name) => ({ Type: 'Network', Name })),
            { Type: 'Volume', Name: 'local' },
            ...(spec.plugins ?? []).map(([Type, Name]) => ({ Type, Name })),
          ],
        },
      },
      Status: {
        State: spec.state ?? 'ready',
        Addr: `192.0.2.${10 + this.#nodes.length}`,
        ...(spec.message ? { Message: spec.message } : {}),
      },
      ...(manager
        ? {
            ManagerStatus: {
              Reachability: 'reachable',
              Addr: `192.0.2.${10 + this.#nodes.length}:2377`,
              ...((spec.leader ?? first) ? { Leader: true } : {}),
            },
          }
        : {}),
    });
    return this;
  }

  network(name: string, spec: NetworkSpec = {}): this {
    const subnets = spec.subnets ?? [`10.0.${5 + this.#networks.length}.0/24`];
    const own = name.startsWith(`${this.stack}_`);
    const api29 = Number(this.engine.split('.')[0]) >= 29;
    this.#networks.push({
      Name: name,
      Id: id25(`net ${name}`),
      Created: this.time(90_000),
      Scope: 'swarm',
      Driver: 'overlay',
      EnableIPv6: subnets.some((subnet) => subnet.includes(':')),
      IPAM: {
        Driver: 'default',
        Options: null,
        Config:
          subnets.length === 0
            ? null
            : subnets.map((Subnet) => ({
                Subnet,
                ...(spec.range ? { IPRange: spec.range } : {}),
                Gateway: Subnet.includes(':')
                  ? Subnet.replace(/::\/\d+$/, '::1')
                  : Subnet.replace(/\d+\/\d+$/, (tail) => String(Number(tail.split('/')[0]) + 1)),
              })),
      },
      Internal: false,
      Attachable: spec.attachable ?? false,
      Ingress: spec.ingress ?? false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: null,
      Options: spec.vxlan === false ? {} : { 'com.docker.network.driver.overlay.vxlanid_list': String(4097 + this.#networks.length) },
      Labels: own && !spec.external ? { 'com.docker.stack.namespace': this.stack } : {},
      ...(api29 && spec.free !== undefined
        ? { Status: { IPAM: { Subnets: { [subnets[0] ?? '']: { IPsInUse: spec.inUse ?? 5, DynamicIPsAvailable: spec.free } } } } }
        : {}),
    });
    return this;
  }

  service(name: string, spec: ServiceSpec = {}): this {
    const full = name.includes('_') ? name : `${this.stack}_${name}`;
    const namespace = full.slice(0, full.lastIndexOf('_'));
    const networks = spec.networks ?? [`${namespace}_default`];
    const template = (image?: string): Json => ({
      ContainerSpec: {
        Image: image ?? spec.image ?? `registry.example.org/${name}:1.0@sha256:${id64(name)}`,
        Isolation: 'default',
        Labels: { 'com.docker.stack.namespace': namespace },
        ...(spec.health ? { Healthcheck: spec.health } : {}),
        ...(spec.mounts ? { Mounts: spec.mounts } : {}),
        ...(spec.grace === undefined ? {} : { StopGracePeriod: spec.grace * 1e9 }),
        ...(spec.extra ?? {}),
      },
      Resources: spec.resources ?? {},
      RestartPolicy: { Condition: spec.restart ?? 'any', MaxAttempts: spec.maxAttempts ?? 0 },
      Placement: {
        ...(spec.constraints ? { Constraints: spec.constraints } : {}),
        ...(spec.maxReplicas ? { MaxReplicas: spec.maxReplicas } : {}),
        ...(spec.platforms ? { Platforms: spec.platforms } : {}),
      },
      ForceUpdate: 0,
      Runtime: 'container',
      Networks: networks
        .filter((n) => n !== 'host')
        .map((n) => ({ Target: id25(`net ${n}`), Aliases: [name] }))
        .concat(networks.includes('host') ? [{ Target: id25('net host'), Aliases: [] }] : []),
      ...(spec.logDriver ? { LogDriver: { Name: spec.logDriver } } : {}),
    });
    const mode =
      spec.job === 'global'
        ? { GlobalJob: {} }
        : spec.job
          ? { ReplicatedJob: { MaxConcurrent: spec.job.concurrent ?? 1, TotalCompletions: spec.job.completions } }
          : spec.global
            ? { Global: {} }
            : { Replicated: { Replicas: spec.replicas ?? 1 } };
    const endpoint = { Mode: spec.dnsrr ? 'dnsrr' : 'vip', ...(spec.ports ? { Ports: spec.ports } : {}) };
    const vips = spec.vips ?? (spec.dnsrr ? [] : networks.filter((n) => n !== 'host'));
    const whole = (image?: string): Json => ({
      Name: full,
      Labels: { 'com.docker.stack.namespace': namespace, 'com.docker.stack.image': spec.image ?? `registry.example.org/${name}:1.0` },
      TaskTemplate: template(image),
      Mode: mode,
      ...(spec.update ? { UpdateConfig: spec.update } : {}),
      EndpointSpec: endpoint,
    });
    const created = spec.created ?? 600;
    const { status } = spec;
    const serviceId = id25(`service ${full}`);
    this.#specs.set(full, { spec, template, id: serviceId });
    this.#services.push({
      ID: serviceId,
      Version: { Index: 100 },
      CreatedAt: this.time(created),
      UpdatedAt: this.time(spec.updated ?? created),
      Spec: whole(),
      ...(spec.previous ? { PreviousSpec: spec.previous === true ? whole('registry.example.org/previous:0.9') : spec.previous } : {}),
      Endpoint: {
        Spec: endpoint,
        ...(spec.ports ? { Ports: spec.ports } : {}),
        VirtualIPs: vips.map((n, index) => ({ NetworkID: id25(`net ${n}`), Addr: `10.0.5.${2 + index}/24` })),
      },
      ...(status
        ? {
            UpdateStatus: {
              State: status.state,
              StartedAt: this.time(status.started ?? spec.updated ?? created),
              ...(status.completed === undefined ? {} : { CompletedAt: this.time(status.completed) }),
              Message: status.message ?? status.state,
            },
          }
        : {}),
      ...(spec.job ? { JobStatus: { JobIteration: { Index: spec.job === 'global' ? 0 : (spec.job.iteration ?? 0) } } } : {}),
    });
    return this;
  }

  task(service: string, task: TaskSpec = {}): this {
    const full = service.includes('_') ? service : `${this.stack}_${service}`;
    const held = this.#specs.get(full);
    if (!held) throw new Error(`no service ${full}`);
    const { spec, template, id } = held;
    const state = task.state ?? 'running';
    const taskId = this.taskId(service, task.key ?? String(this.#tasks.length));
    const nodeName = task.node === undefined ? hostnameOf(this.#nodes[0]) : task.node;
    const nodeId = nodeName === null ? undefined : id25(`node ${nodeName}`);
    const created = task.created ?? spec.updated ?? spec.created ?? 600;
    const at = this.time((task.at ?? created) - (task.ahead ?? 0));
    const placed = !['new', 'pending'].includes(state);
    const isListed = ['running', 'complete', 'failed', 'shutdown', 'starting'].includes(state) && task.container !== null;
    const hasStarted = ['running', 'complete', 'failed', 'shutdown', 'starting'].includes(state);
    const containerId = id64(`container ${taskId}`);
    const isGlobal = spec.global === true || spec.job === 'global';
    const networks = (spec.networks ?? [`${full.slice(0, full.lastIndexOf('_'))}_default`]).filter((n) => n !== 'host');
    this.#tasks.push({
      ID: taskId,
      Version: { Index: 200 + this.#tasks.length },
      CreatedAt: this.time(created),
      UpdatedAt: at,
      Labels: {},
      Spec: template(task.image),
      ServiceID: id,
      ...(isGlobal || task.slot === 0 ? {} : { Slot: task.slot ?? 1 }),
      ...(nodeId && (placed || isGlobal) ? { NodeID: nodeId } : {}),
      Status: {
        Timestamp: at,
        State: state,
        Message: task.message ?? MESSAGES[state] ?? state,
        ...(task.err ? { Err: task.err } : {}),
        ...(hasStarted
          ? { ContainerStatus: { ContainerID: containerId, PID: state === 'running' ? 4242 : 0, ExitCode: task.exit ?? 0 } }
          : {}),
        PortStatus: {},
      },
      DesiredState:
        task.desired ??
        (['failed', 'rejected', 'shutdown'].includes(state)
          ? 'shutdown'
          : spec.job
            ? 'complete'
            : state === 'complete'
              ? 'shutdown'
              : 'running'),
      ...(state === 'new' || task.addresses === false
        ? {}
        : {
            NetworksAttachments: networks.map((n, index) => ({
              Network: {
                ID: id25(`net ${n}`),
                Version: { Index: 9 },
                Spec: { Name: n, Labels: {}, DriverConfiguration: { Name: 'overlay' }, Scope: 'swarm' },
              },
              Addresses: [`10.0.${5 + index}.${10 + this.#tasks.length}/24`],
            })),
          }),
      ...(spec.job ? { JobIteration: { Index: task.iteration ?? (spec.job === 'global' ? 0 : (spec.job.iteration ?? 0)) } } : {}),
    });
    const here = hostnameOf(this.#nodes[0]);
    if (isListed && (nodeName === here || task.container)) {
      const slot = isGlobal ? nodeId : (task.slot ?? 1);
      this.#container(
        containerId,
        `${full}.${slot}.${taskId}`,
        { service: full, task: taskId, state, exit: task.exit ?? 0, image: task.image, created, at: task.at ?? created },
        task.container ?? {},
      );
    }
    return this;
  }

  /** The id of a task that was made with this key. */
  taskId(service: string, key: string): string {
    const full = service.includes('_') ? service : `${this.stack}_${service}`;
    return id25(`task ${full} ${key}`);
  }

  serviceId(service: string): string {
    return id25(`service ${service.includes('_') ? service : `${this.stack}_${service}`}`);
  }

  #container(
    id: string,
    name: string,
    of: { service: string; task: string; state: string; exit: number; image: string | undefined; created: number; at: number },
    spec: ContainerSpec,
  ): void {
    const running = of.state === 'running' || of.state === 'starting';
    const state = spec.state ?? (running ? 'running' : 'exited');
    const health = spec.health;
    const own = this.#specs.get(of.service)?.template()['ContainerSpec'] as Json | undefined;
    const image = of.image ?? String(own?.['Image']);
    const exit = spec.exit ?? of.exit;
    this.#containers.push({
      Id: id,
      Names: [`/${spec.name ?? name}`],
      Image: image,
      Created: Math.floor((this.now - of.created * 1000) / 1000),
      Labels: {
        'com.docker.stack.namespace': of.service.slice(0, of.service.lastIndexOf('_')),
        'com.docker.swarm.service.name': of.service,
        'com.docker.swarm.task.id': of.task,
        'com.docker.swarm.task.name': name,
      },
      State: state,
      Status:
        spec.status ??
        (state === 'running'
          ? `Up 2 minutes${health ? ` (${health.status === 'starting' ? 'health: starting' : health.status})` : ''}`
          : `Exited (${exit}) 2 minutes ago`),
      NetworkSettings: { Networks: {} },
    });
    this.#inspects.set(id, {
      Id: id,
      Name: `/${spec.name ?? name}`,
      RestartCount: 0,
      Config: spec.check ? { Healthcheck: spec.check } : {},
      State: {
        Status: state,
        Running: state === 'running',
        OOMKilled: spec.oom ?? false,
        ExitCode: exit,
        Error: spec.error ?? '',
        StartedAt: spec.started === -1 ? '0001-01-01T00:00:00Z' : this.time(spec.started ?? of.created - 1),
        FinishedAt: state === 'running' ? '0001-01-01T00:00:00Z' : this.time(spec.finished ?? of.at),
        ...(health
          ? {
              Health: {
                Status: health.status,
                FailingStreak: health.streak,
                Log: health.log.map(([ExitCode, Output, ago]) => ({ Start: this.time(ago), End: this.time(ago - 0.05), ExitCode, Output })),
              },
            }
          : {}),
      },
    });
  }

  /** A container that Swarm did not make. */
  container(name: string, labels: Record<string, string> = {}, state = 'running', status = 'Up 3 days'): this {
    const id = id64(`stray ${name}`);
    this.#containers.push({
      Id: id,
      Names: [`/${name}`],
      Image: 'stray:1',
      Created: Math.floor(this.now / 1000) - 9000,
      Labels: labels,
      State: state,
      Status: status,
      NetworkSettings: { Networks: {} },
    });
    return this;
  }

  object(kind: 'volumes' | 'secrets' | 'configs', name: string, stack: string | null = this.stack): this {
    const labels = stack === null ? {} : { 'com.docker.stack.namespace': stack };
    this.#objects[kind].push(
      kind === 'volumes'
        ? {
            Name: name,
            Driver: 'local',
            Labels: labels,
            Scope: 'local',
            CreatedAt: this.time(90_000),
            Mountpoint: '/var/lib/docker/volumes/x',
            Options: null,
          }
        : {
            ID: id25(`${kind} ${name}`),
            Version: { Index: 7 },
            CreatedAt: this.time(90_000),
            UpdatedAt: this.time(90_000),
            Spec: { Name: name, Labels: labels },
          },
    );
    return this;
  }

  /** Makes the service's objects appear as what no reader understands. */
  garble(kind: 'services' | 'tasks', index: number): this {
    const list = kind === 'services' ? this.#services : this.#tasks;
    const element = list[index];
    if (element) list[index] = { ID: element['ID'], Spec: 42, Status: 'x', CreatedAt: 17 } as Json;
    return this;
  }

  drop(kind: 'services' | 'tasks', index: number): this {
    (kind === 'services' ? this.#services : this.#tasks).splice(index, 1);
    return this;
  }

  log(service: string, key: string, lines: readonly (readonly [ago: number, text: string])[]): this {
    const full = service.includes('_') ? service : `${this.stack}_${service}`;
    const list = this.#logs.get(full) ?? [];
    const first = String((this.#nodes[0] as Json)['ID']);
    for (const [ago, text] of lines)
      list.push(
        `${this.time(ago)} com.docker.swarm.node.id=${first},com.docker.swarm.service.id=${this.serviceId(service)},com.docker.swarm.task.id=${this.taskId(service, key)} ${text}`,
      );
    this.#logs.set(full, list);
    return this;
  }

  daemon(ago: number, level: string, msg: string, error?: string, fields = ''): this {
    const quote = (text: string) => JSON.stringify(text);
    this.daemonLines.push(
      `time="${this.time(ago)}" level=${level} msg=${quote(msg)}${error === undefined ? '' : ` error=${quote(error)}`}${fields === '' ? '' : ` ${fields}`}`,
    );
    return this;
  }

  ci(text: string): this {
    this.ciLines = text.split('\n');
    return this;
  }

  refuse(kind: string, message: string): this {
    this.#refused.set(kind, message);
    return this;
  }

  #docker(): DockerPort {
    const reply = (path: string): unknown => {
      const [kind = '', id, rest] = path.replace(/^\//, '').split('/');
      const refusal = this.#refused.get(kind);
      if (refusal !== undefined) throw new Error(refusal);
      if (path === '/info') return this.#info();
      if (path === '/version') return { Version: this.engine, ApiVersion: '1.47' };
      if (path === '/containers/json') return this.#containers;
      if (kind === 'containers' && rest === 'json') {
        const found = this.#inspects.get(id ?? '');
        if (!found) throw new Absent(`No such container: ${id}`);
        return found;
      }
      if (kind === 'volumes') return { Volumes: this.#objects.volumes, Warnings: null };
      const lists: Record<string, Json[]> = {
        services: this.#services,
        tasks: this.#tasks,
        nodes: this.#nodes,
        networks: this.#networks,
        secrets: this.#objects.secrets,
        configs: this.#objects.configs,
      };
      const all = lists[kind];
      if (!all) throw new Error(`not made: ${path}`);
      if (id === undefined) return all;
      const found = all.find((element) => String(element['ID'] ?? element['Id']).startsWith(id) || element['Name'] === id);
      if (!found) throw new Absent(`${kind} ${id} not found`);
      return found;
    };
    return {
      getJson: async (path, query?: unknown) => ({
        value: kindOf(path) === 'tasks' && JSON.stringify(query ?? {}).includes('attachment') ? [] : reply(path),
        bytes: 0,
      }),
      getLog: async (path) => {
        const id = path.split('/')[2] ?? '';
        const service = this.#services.find((element) => element['ID'] === id);
        return { value: (this.#logs.get(String((service?.['Spec'] as Json | undefined)?.['Name'])) ?? []).join('\n'), bytes: 0 };
      },
    };
  }

  #info(): Json {
    const first = this.#nodes[0] as Json;
    return {
      ID: 'AAAA',
      SystemTime: this.time(0),
      NCPU: 4,
      MemTotal: 8589934592,
      Name: (first['Description'] as Json)['Hostname'],
      ServerVersion: this.engine,
      OSType: 'linux',
      Architecture: 'x86_64',
      Swarm: {
        NodeID: first['ID'],
        NodeAddr: '192.0.2.10',
        LocalNodeState: 'active',
        ControlAvailable: true,
        Error: '',
        Nodes: this.#nodes.length,
        Managers: this.#nodes.filter((node) => (node['Spec'] as Json)['Role'] === 'manager').length,
        Cluster: { ID: id25('cluster'), DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 24 },
      },
      ...this.info,
    };
  }

  /** What `classify --stack` would capture of this swarm. */
  async capture(): Promise<Capture> {
    const target = { build: null, repo: null, stack: this.stack, proxyNetwork: 'proxy' };
    const ports: Ports = {
      docker: this.#docker(),
      ci: { build: async () => absent(), history: async () => absent(), recent: async () => absent() },
      gitea: { origin: '', getJson: async () => absent(), getAll: async () => absent(), isMember: async () => absent() },
      tmux: { session: async () => absent() },
      recipe: { read: async () => absent() },
      runs: { read: async () => absent() },
      host: { state: async () => absent() },
      journal: {
        lines: async () =>
          this.journal ? { value: { source: 'dockerd-log' as const, lines: this.daemonLines, truncated: false }, bytes: 0 } : absent(),
      },
      ciLog: { read: async () => (this.ciLines ? { value: this.ciLines.join('\n'), bytes: 0 } : absent()) },
    };
    const signal = new AbortController().signal;
    const evidence: Record<string, unknown> = {};
    for (const probe of probes) {
      if (probe.serves === 'build' || probe.serves === 'host') continue;
      evidence[probe.id] = await runProbe(probe as never, ports, target, signal, () => 0);
    }
    return { capturedAt: new Date(this.now + 1000).toISOString(), target, hosts: [], evidence };
  }
}

const hostnameOf = (node: Json | undefined): string => String((node?.['Description'] as Json | undefined)?.['Hostname']);

const kindOf = (path: string): string => path.replace(/^\//, '').split('/')[0] ?? '';

const absent = (): never => {
  throw new Absent('not configured');
};

const MESSAGES: Readonly<Record<string, string>> = {
  new: 'created',
  pending: 'pending task scheduling',
  assigned: 'scheduler assigned task to node',
  preparing: 'preparing',
  ready: 'prepared',
  starting: 'starting',
  running: 'started',
  complete: 'finished',
  failed: 'started',
  rejected: 'preparing',
  shutdown: 'shutdown',
};
