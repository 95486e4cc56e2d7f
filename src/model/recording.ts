/** A recording as the recorder writes it. Rows are redacted already; times are epoch milliseconds. */
export interface Store {
  /** What an earlier run left: the last state of everything that is there, where each source stood. */
  resume(): { readonly objects: readonly Stored[]; readonly sources: readonly Source[] };
  write(batch: Rows): void;
  /** Drops what is older than `before`, and the oldest beyond `keepBytes`; the last state of what is still there stays. Gives the bytes in use. */
  prune(before: number, keepBytes: number): number;
}

/** A thing as it is from now on; `state` is JSON, null where it is gone. */
export interface Stored {
  readonly kind: string;
  readonly key: string;
  readonly stack: string | null;
  readonly at: number;
  readonly state: string | null;
}

/** When a source was last read, and where to go on. */
export interface Source {
  readonly name: string;
  readonly at: number;
  readonly cursor: string | null;
}

/** A time in which a source was not read; `until` is null while that lasts. */
export interface Gap {
  readonly source: string;
  readonly since: number;
  readonly until: number | null;
  readonly because: string;
}

export interface Event {
  readonly at: number;
  readonly seen: number;
  readonly type: string;
  readonly action: string;
  readonly actor: string;
  readonly name: string | null;
  readonly stack: string | null;
}

/** What one tick adds. All of it is written, or nothing. */
export interface Rows {
  readonly objects: readonly Stored[];
  readonly events: readonly Event[];
  readonly journal: readonly { readonly at: number | null; readonly seen: number; readonly line: string }[];
  readonly logs: readonly { readonly at: number; readonly service: string; readonly line: string }[];
  readonly loads: readonly { readonly at: number; readonly state: string }[];
  readonly gauges: readonly { readonly at: number; readonly network: string; readonly state: string }[];
  readonly gaps: readonly Gap[];
  readonly sources: readonly Source[];
}
