import type { Cite } from './cite.ts';
import type { Fence } from './epoch.ts';
import type { FailureLog } from './log.ts';

/** The report of one diagnosis, `schema: "ccci-probe/report@1"`. Field names are public; add, never rename. */

export type { Cite } from './cite.ts';

export type Cause = 'none' | 'infra' | 'recipe' | 'timing' | 'test' | 'harness' | 'unknown';
export type Confidence = 'certain' | 'likely' | 'possible';
export type VerdictOutcome = 'green' | 'red' | 'pending' | 'unknown';

/** What a detector claims. `label` is one of the labels of the detectors' list, or green, pending, unexplained. */
export interface Finding {
  readonly label: string;
  readonly cause: Cause;
  readonly reason: string | null;
  readonly confidence: Confidence;
  readonly service: string | null;
  readonly network: string | null;
  readonly task: string | null;
  readonly summary: string;
  readonly cites: readonly Cite[];
  readonly against: readonly Cite[];
}

export interface RuledOut {
  readonly label: string;
  readonly because: string;
  readonly cites: readonly Cite[];
}

export interface Unread {
  readonly probe: string;
  readonly status: 'absent' | 'denied' | 'timed-out' | 'failed';
  readonly because: string;
  readonly wouldDecide: readonly string[];
}

export interface Advice {
  readonly summary: string;
  readonly change: AdvisedChange | null;
  readonly simulated: { readonly outcome: string; readonly because: string } | null;
  /** What the change gives up, where that can be told. */
  readonly cost?: string;
}

/** A value to change. `from` and `to` as the file writes them; `file` is null where it is not known, `line` counts from 1. */
export interface AdvisedChange {
  readonly file: string | null;
  readonly line?: number;
  readonly path: string;
  readonly from: string | null;
  readonly to: string;
}

/** The build or stack in question. Absent is null; times are RFC 3339 UTC. */
export interface Subject {
  readonly build: number | null;
  readonly repo: string | null;
  readonly recipe: string | null;
  readonly ref: string | null;
  readonly pr: string | null;
  readonly stack: string | null;
  readonly event: string | null;
  readonly status: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly level: number | null;
}

export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly label: string;
  readonly cause: Cause;
  readonly reason: string | null;
  readonly confidence: Confidence;
  readonly admissible: boolean;
  readonly qualifiers: readonly string[];
  readonly service: string | null;
  readonly network: string | null;
  readonly summary: string;
}

export interface PastBuild {
  readonly build: number;
  readonly outcome: VerdictOutcome;
  readonly label: string | null;
  readonly startedAt: string | null;
}

/** What the pure half concludes; the report adds the tool, the probes' costs and the evidence's identity. */
export interface Diagnosis {
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unread: readonly Unread[];
  /** What the logs of the failed steps say; null where no step failed, or there is no build. */
  readonly log: FailureLog | null;
  readonly history: { readonly sameRef: readonly PastBuild[]; readonly overlapping: readonly number[]; readonly load: LoadSeen | null };
  readonly advice: readonly Advice[];
  /** The recipe's files as far as they were read; null where they were not looked for. */
  readonly recipe: DeployedRecipe | null;
  /** Changes of the infrastructure, oldest first, and on which side of each the build ran. */
  readonly epochs: readonly Fence[];
}

/** The compose files of a run, in the order in which they are laid over each other, and what its PR changed in them. */
export interface DeployedRecipe {
  readonly files: readonly string[];
  /** Commits, null where they could not be read. */
  readonly head: string | null;
  readonly base: string | null;
  /** Null where head or base could not be read: that is not the same as no change. */
  readonly changes: readonly (Omit<AdvisedChange, 'to'> & { readonly to: string | null })[] | null;
  readonly unread: readonly string[];
}

/** Load of the host when we looked, as load average and pressure in percent; `during` what a recorder saw of it while the run was under way. */
export interface LoadSeen {
  readonly at: string | null;
  readonly load1: number | null;
  readonly cpuPressure60: number | null;
  readonly ioPressure60: number | null;
  readonly during: LoadDuring | null;
}

/** The highest load average and ten-second pressures (percent) of `samples` looks. */
export interface LoadDuring {
  readonly from: string;
  readonly to: string;
  readonly samples: number;
  readonly load1: number | null;
  readonly cpuPressure10: number | null;
  readonly ioPressure10: number | null;
  readonly memoryPressure10: number | null;
}

export interface Report extends Diagnosis {
  readonly schema: 'ccci-probe/report@1';
  readonly tool: { readonly version: string };
  readonly probes: Readonly<Record<string, { readonly status: string; readonly ms: number; readonly bytes: number }>>;
  readonly evidence: {
    readonly capturedAt: string;
    readonly digest: string;
    readonly hosts: readonly HostSeen[];
    /** Who signed the bundle; null where nobody did. Nobody signs a live capture: live and from its bundle a report is the same. */
    readonly signer: Signer | null;
  };
}

/** Whose key signed a bundle. */
export interface Signer {
  /** The fingerprint, `SHA256:…`. */
  readonly key: string;
  /** The name that the file of allowed signers gives it; null where it does not, or none was named. */
  readonly by: string | null;
}

/** How far a clock was from ours, remote minus local, give or take the error; milliseconds. */
export interface Clock {
  readonly clockOffsetMs: number;
  readonly clockErrorMs: number;
}

/** A host we talked to: who it proved to be, and its clock (see `Clock`), null where that was not measured. */
export interface HostSeen {
  readonly name: string;
  readonly via: string;
  readonly hostKey: string | null;
  readonly clockOffsetMs: number | null;
  readonly clockErrorMs: number | null;
}
