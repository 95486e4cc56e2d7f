/** What the operator demands before a run, from the configuration. */
export interface Rules {
  readonly limits: Limits;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly locks: readonly HostLock[];
}

/** What a run must leave, and what may run beside it. */
export interface Limits {
  /** Recipe runs that may be running or waiting besides the one to come. */
  readonly builds: number;
  /** Load average of the last minute for each CPU; null where the operator set none. */
  readonly loadPerCpu: number | null;
  readonly diskFreeBytes: number;
  readonly memoryFreeBytes: number;
}

/** A stretch in which nobody is to start a run: once (`from` and `to` RFC 3339), or of a day (`HH:MM` UTC, may pass midnight) on `days` or on every one. */
export interface MaintenanceWindow {
  readonly from: string;
  readonly to: string;
  readonly days: readonly string[] | null;
  readonly because: string | null;
}

/** A sign that somebody holds the host: a file that is there, a tmux session that runs, or a build of a repo that runs. */
export type HostLock =
  | { readonly kind: 'file'; readonly name: string; readonly because: string | null }
  | { readonly kind: 'tmux'; readonly name: string; readonly because: string | null }
  | { readonly kind: 'build'; readonly name: string; readonly because: string | null };

/** Load for each CPU above which a run is refused on a CI host that the operator named: above eight runnable tasks for each CPU even short health checks time out. */
export const usualLoadPerCpu = 8;

/** The limits where the configuration sets none. */
export const defaultLimits: Limits = { builds: 0, loadPerCpu: null, diskFreeBytes: 2 * 2 ** 30, memoryFreeBytes: 256 * 2 ** 20 };
