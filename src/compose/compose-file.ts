/**
 * What a compose file asks of a swarm. Whatever the file leaves out has the value the docker CLI and the engine give it; a value that hangs
 * on a variable nobody gave is null and its path stands in `unknown`. Durations in milliseconds.
 */
export interface ComposeFile {
  readonly services: readonly ComposeService[];
  readonly networks: readonly ComposeNetwork[];
  readonly secrets: readonly StackObject[];
  readonly configs: readonly StackObject[];
  readonly unknown: readonly Unresolved[];
}

/** A value that could not be told, such as `services.app.deploy.replicas`, and the variables it waits for. */
export interface Unresolved {
  readonly path: string;
  readonly variables: readonly string[];
}

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
  readonly secrets: readonly StackReference[];
  readonly configs: readonly StackReference[];
  readonly mounts: readonly StackMount[];
}

/** A secret or config that a service takes: the file's key, and the path it is mounted at where the file fixes it. */
export interface StackReference {
  readonly source: string | null;
  readonly target: string | null;
}

export interface StackMount {
  readonly type: string | null;
  readonly source: string | null;
  readonly target: string | null;
  readonly readOnly: boolean | null;
}

/** A secret or config that the file declares. */
export interface StackObject {
  readonly key: string;
  /** The name on the swarm where the file fixes it; otherwise it is `STACK_key`. */
  readonly name: string | null;
  readonly external: boolean | null;
}

export interface ComposePort {
  readonly target: number | null;
  readonly published: number | null;
  readonly protocol: string | null;
  readonly mode: string | null;
}

export interface ComposeDeploy {
  readonly mode: string | null;
  /** 1 where the file says nothing; of a global service it means nothing. */
  readonly replicas: number | null;
  readonly endpointMode: string | null;
  /** Null where the file has no `update_config`: Swarm's defaults, which are the same values, apply. */
  readonly update: ComposeUpdate | null;
  readonly rollback: ComposeUpdate | null;
  readonly restart: ComposeRestart;
  /** Placement constraints such as `node.role == manager`; null where one hangs on a variable nobody gave. */
  readonly constraints: readonly string[] | null;
}

export interface ComposeUpdate {
  readonly parallelism: number | null;
  readonly delayMs: number | null;
  readonly failureAction: string | null;
  readonly monitorMs: number | null;
  readonly maxFailureRatio: number | null;
  readonly order: string | null;
}

export interface ComposeRestart {
  readonly condition: string | null;
  readonly delayMs: number | null;
  /** 0: no limit. */
  readonly maxAttempts: number | null;
  readonly windowMs: number | null;
}

export interface ComposeCheck {
  /** The file and the line, from 1, that opens it. */
  readonly file: string;
  readonly line: number;
  readonly disabled: boolean;
  readonly test: readonly string[] | null;
  readonly intervalMs: number | null;
  readonly timeoutMs: number | null;
  readonly startPeriodMs: number | null;
  readonly startIntervalMs: number | null;
  readonly retries: number | null;
}

export interface ComposeNetwork {
  readonly key: string;
  /** The name on the swarm where the file fixes it; otherwise it is `STACK_key`. */
  readonly name: string | null;
  readonly external: boolean | null;
  readonly driver: string | null;
  readonly attachable: boolean | null;
  readonly subnets: readonly { readonly subnet: string | null; readonly range: string | null }[];
}
