import type { Outcome } from './outcome.ts';

/** What happens while probes run; progress on stderr and the terminal UI listen to it. */
export type RunEvent =
  | { readonly kind: 'probe-started'; readonly probe: string; readonly title: string }
  | { readonly kind: 'probe-ended'; readonly probe: string; readonly title: string; readonly outcome: Outcome<unknown> };
