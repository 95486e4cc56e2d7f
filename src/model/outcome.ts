/** A small complaint inside an ok outcome: "one row unreadable". It never replaces the artifact. */
export interface Note {
  readonly code: string;
  readonly text: string;
}

/** How a look at one place ended, and what it cost. `ms` is wall time, `bytes` what came over the wire. */
interface Cost {
  readonly ms: number;
  readonly bytes: number;
}

/** What one probe brought back, or the reason there is nothing. "Could not look" is never an empty list. */
export type Outcome<T> = Cost &
  (
    | { readonly status: 'ok'; readonly artifact: T; readonly notes: readonly Note[] }
    | { readonly status: 'absent' | 'denied' | 'failed'; readonly because: string }
    | { readonly status: 'timed-out'; readonly afterMs: number }
  );

export type OutcomeStatus = Outcome<unknown>['status'];

/** The artifact, or undefined where the look did not succeed. */
export const artifactOf = <T>(outcome: Outcome<T> | undefined): T | undefined => (outcome?.status === 'ok' ? outcome.artifact : undefined);

/** Why there is no artifact, in words. */
export const reasonOf = (outcome: Outcome<unknown>): string =>
  outcome.status === 'ok' ? '' : outcome.status === 'timed-out' ? `no answer within ${outcome.afterMs} ms` : outcome.because;
