import type { Cite, Subject } from './report.ts';

/** One merged view of what happened, `schema: "ccci-probe/timeline@1"`. Field names are public; add, never rename. Times are RFC 3339 UTC. */

export const LANES = ['epoch', 'build', 'update', 'task', 'health', 'journal', 'address', 'engine', 'comment', 'gap'] as const;
export type Lane = (typeof LANES)[number];

export interface TimelineRow {
  readonly at: string;
  readonly lane: Lane;
  readonly what: string;
  readonly cite: Cite;
  /** When it ended, where it is a stretch of time; null where that is not known or it is a moment. */
  readonly until: string | null;
  /** Service, build step or network it belongs to: what shares it is drawn on one line. */
  readonly of: string | null;
  readonly mood: 'bad' | 'good' | 'unsure' | 'plain';
}

/** Addresses of one overlay at a time; `free` as the ledger or the allocator has it. */
export interface GaugePoint {
  readonly at: string;
  readonly network: string;
  readonly capacity: number | null;
  readonly used: number | null;
  readonly free: number | null;
}

/** Load average of one minute, and pressure in percent of the last ten seconds. */
export interface LoadPoint {
  readonly at: string;
  readonly load1: number | null;
  readonly cpu: number | null;
  readonly io: number | null;
  readonly memory: number | null;
}

export interface Timeline {
  readonly schema: 'ccci-probe/timeline@1';
  readonly tool: { readonly version: string };
  readonly subject: Subject;
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: readonly TimelineRow[];
  readonly gauges: readonly GaugePoint[];
  readonly load: readonly LoadPoint[];
  /** Rows beyond the most that are shown of one lane. */
  readonly omitted: Readonly<Record<string, number>>;
  readonly unread: readonly { readonly probe: string; readonly status: string; readonly because: string }[];
}
