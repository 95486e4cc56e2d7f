import type { Epoch } from '#model/epoch';
import type { Cite, Confidence, Report } from '#model/report';
import type { RunEvent } from '#model/run-event';
import type { Timeline } from '#model/timeline';
import type { Capture } from '#probes/index';

/** What is to be looked at: a build (null: what the command line named), now or at a moment of the recording (epoch milliseconds). */
export interface ViewRequest {
  readonly build: number | null;
  readonly repo: string | null;
  readonly at: number | null;
}

/** A demand with its answer: a criterion of a gate, a check of pvcheck. */
export interface Answered {
  readonly id: string;
  readonly title: string;
  readonly answer: 'met' | 'unmet' | 'unknown';
  readonly because: string;
  readonly cites: readonly Cite[];
}

/** Demands that stand together, with the word over them and what else is to be said. */
export interface AnswerGroup {
  readonly title: string;
  readonly result: 'met' | 'unmet' | 'unknown';
  readonly word: string;
  readonly answers: readonly Answered[];
  readonly notes: readonly string[];
}

/** What one more run takes of a network; null where that cannot be known. */
export interface NetworkDemand {
  readonly name: string;
  readonly demand: number | null;
  readonly fits: boolean | null;
}

/** What can be shown of one build or stack: a report, the evidence behind it, and what other commands say of the same evidence. */
export interface View {
  readonly report: Report;
  readonly capture: Capture;
  readonly timeline: () => Timeline;
  readonly pvcheck: () => readonly AnswerGroup[];
  /** What one more run takes of each network; null where that cannot be known. */
  readonly demands: () => readonly NetworkDemand[];
  readonly gates: () => readonly AnswerGroup[];
  /** As text of at most that many columns. */
  readonly leaks: (columns: number, unicode: boolean) => string;
  readonly markdown: () => string;
  readonly link: string | null;
  /** False while probes have still to answer: the report is what is held so far, and nothing of it is certain. */
  readonly whole: boolean;
  /** The moment of the recording it shows, epoch milliseconds; null for now, or for what the recording tells last. */
  readonly at: number | null;
}

/** A build as the list of builds shows it. */
export interface BuildRow {
  readonly number: number;
  readonly repo: string | null;
  readonly status: string;
  readonly event: string;
  readonly recipe: string | null;
  readonly ref: string | null;
  readonly pr: string | null;
  readonly startedAt: string | null;
}

/** What a build was judged to be, and how surely. */
export interface BuildLabel {
  readonly number: number;
  readonly repo: string | null;
  readonly label: string;
  readonly confidence: Confidence;
}

/** Builds that began since then, of one recipe or of all. */
export interface BuildWindow {
  readonly since: string;
  readonly recipe: string | null;
}

/** What comes in while somebody looks. */
export type SourceEvent =
  | RunEvent
  | { readonly kind: 'planned'; readonly probes: readonly { readonly id: string; readonly title: string }[] }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'builds'; readonly builds: readonly BuildRow[]; readonly epochs: readonly Epoch[] }
  | { readonly kind: 'labels'; readonly labels: readonly BuildLabel[] }
  | { readonly kind: 'trouble'; readonly of: 'capture' | 'list' | 'label'; readonly because: string };

/** Where evidence comes from; the program around the UI fulfils it. Each rejects where there is nothing to show, in words for the user. */
export interface ViewSource {
  /** Words for the head: `live`, the bundle's or the recording's name. */
  readonly name: string;
  /** True where asking again may bring something else. */
  readonly live: boolean;
  /** True where other builds can be looked at. */
  readonly opens: boolean;
  /** True where moments can be chosen. */
  readonly moments: boolean;
  /** Tells what it hears on the way, the whole view last. */
  readonly capture: (request: ViewRequest, onEvent: (event: SourceEvent) => void, signal: AbortSignal) => Promise<void>;
  /** The newest builds; undefined where there is no list. */
  readonly list?: (onEvent: (event: SourceEvent) => void, signal: AbortSignal) => Promise<void>;
  /** Labels of builds as their logs and run folders have them, oldest first. */
  readonly label?: (window: BuildWindow, onEvent: (event: SourceEvent) => void, signal: AbortSignal) => Promise<void>;
}
