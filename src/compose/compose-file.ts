/**
 * What a compose file asks of a swarm. Whatever the file leaves out has the value that the docker CLI and the engine give it. A value that depends
 * on a variable that was not given is null, and `unknown` has its path. Durations in milliseconds.
 */
export interface ComposeFile {
  readonly services: readonly ComposeService[];
  readonly networks: readonly ComposeNetwork[];
  readonly unknown: readonly Unresolved[];
}

/** A value that is not known, such as `services.app.deploy.replicas`, and the variables it depends on. */
export interface Unresolved {
  readonly path: string;
  readonly variables: readonly string[];
}

/** A service of the file. */
export interface ComposeService {
  readonly name: string;
  /** The file and the line, from 1, that opens the service. */
  readonly file: string;
  readonly line: number;
  readonly image: string | null;
  /** Keys of the file's networks; `default` where it names none. */
  readonly networks: readonly string[];
  readonly ports: readonly ComposePort[];
  readonly deploy: ComposeDeploy;
  /** Null where the file has none: the image may bring its own. */
  readonly healthcheck: ComposeCheck | null;
  readonly stopGraceMs: number | null;
}

/** A published port; `mode` is `ingress` or `host`. */
export interface ComposePort {
  readonly target: number | null;
  readonly published: number | null;
  readonly protocol: string | null;
  readonly mode: string | null;
}

/** The `deploy` section of a service. */
export interface ComposeDeploy {
  readonly mode: string | null;
  /** 1 where the file gives none; without meaning for a global service. */
  readonly replicas: number | null;
  readonly endpointMode: string | null;
  /** Null where the file has no `update_config`: Swarm's defaults, which are the same values, apply. */
  readonly update: ComposeUpdate | null;
  readonly rollback: ComposeUpdate | null;
  readonly restart: ComposeRestart;
  /** Placement constraints such as `node.role == manager`; null where one depends on a variable that was not given. */
  readonly constraints: readonly string[] | null;
}

/** `update_config` or `rollback_config` of a service. */
export interface ComposeUpdate {
  readonly parallelism: number | null;
  readonly delayMs: number | null;
  readonly failureAction: string | null;
  readonly monitorMs: number | null;
  readonly maxFailureRatio: number | null;
  readonly order: string | null;
}

/** `restart_policy` of a service. */
export interface ComposeRestart {
  readonly condition: string | null;
  readonly delayMs: number | null;
  /** 0: no limit. */
  readonly maxAttempts: number | null;
  readonly windowMs: number | null;
}

/** `healthcheck` of a service. */
export interface ComposeCheck {
  readonly line: number;
  readonly disabled: boolean;
  readonly test: readonly string[] | null;
  readonly intervalMs: number | null;
  readonly timeoutMs: number | null;
  readonly startPeriodMs: number | null;
  readonly startIntervalMs: number | null;
  readonly retries: number | null;
}

/** A network that the file declares. */
export interface ComposeNetwork {
  readonly key: string;
  /** The name on the swarm where the file fixes it; otherwise it is `STACK_key`. */
  readonly name: string | null;
  readonly external: boolean | null;
  readonly driver: string | null;
  readonly attachable: boolean | null;
  readonly subnets: readonly { readonly subnet: string | null; readonly range: string | null }[];
}
