import type { Answer } from './answer.ts';
import type { Cite, Confidence } from './report.ts';

/** The replay of a stack's updates, `schema: "ccci-probe/whatif@1"`. Field names are public; add, never rename. */

/** Where an update ended. `state` as Swarm names it, `none` where a service was never updated, `unknown` where nothing proves it. */
export interface UpdateEnd {
  readonly state: string;
  readonly at: string | null;
  readonly because: string;
  /** Whether its tasks come up, which the state alone does not say: an update completes under `continue` whatever its tasks do. */
  readonly comesUp: boolean | null;
}

export interface SimulatedEnd extends UpdateEnd {
  /** `certain`: every start that fits the recording ends so. `likely`: by the word of the program. `possible`: with what `because` assumes. Null: unknown. */
  readonly confidence: Confidence | null;
  /** Of an update that goes on: between which times it may end; `to` is null where it may never. */
  readonly range?: { readonly from: string | null; readonly to: string | null };
}

/** A knob turned: its path in the compose file's service, from what to what. */
export interface Turned {
  readonly knob: string;
  readonly path: string;
  readonly from: string | null;
  readonly to: string;
}

/** A knob turned, in the file of the recipe that sets it; without `file` where no file was read, null where none of them sets it so. */
export interface SmallestChange extends Turned {
  readonly file?: string | null;
  readonly line?: number;
}

export interface ServiceReplay {
  readonly service: string;
  readonly recorded: UpdateEnd;
  readonly simulated: SimulatedEnd;
  /** All knobs as the replay had them, durations in milliseconds. */
  readonly knobs: Readonly<Record<string, number | string | null>>;
  readonly set: readonly Turned[];
  readonly cites: readonly Cite[];
  /** The smallest turn of one knob that lets it complete and come up; null where none does or nothing is to be mended. */
  readonly change: SmallestChange | null;
  /** What single knobs do, `change` included: the proof where there is none. */
  readonly tried: readonly { readonly turned: Turned; readonly simulated: SimulatedEnd }[];
}

export interface WhatIf {
  readonly schema: 'ccci-probe/whatif@1';
  readonly tool: { readonly version: string };
  /** Null where the build's log does not name one. */
  readonly stack: string | null;
  readonly services: readonly ServiceReplay[];
  /** What could not be read of what the replay needs. */
  readonly unread: readonly { readonly probe: string; readonly status: string; readonly because: string }[];
}

/** What a compose file leaves a start, `schema: "ccci-probe/stack-lint@1"`; milliseconds. */
export interface StackLint {
  readonly schema: 'ccci-probe/stack-lint@1';
  readonly tool: { readonly version: string };
  readonly files: readonly string[];
  readonly services: readonly StartAllowanceCheck[];
}

/** Whether the health check of a service leaves its start the time it takes. */
export interface StartAllowanceCheck extends Answer {
  readonly service: string;
  readonly startMs: number | null;
  /** A start of up to `surelyMs` is always seen, one of more than `atBestMs` never. */
  readonly grace: { readonly surelyMs: number; readonly atBestMs: number } | null;
  readonly change: { readonly file: string; readonly path: string; readonly from: string; readonly to: string } | null;
}
