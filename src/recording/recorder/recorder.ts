/**
 * The flight recorder. In: a connection to a host (Docker, its events, the daemon's log, the host's state) and a store for rows. Out: what changed,
 * redacted, a batch a tick, and gaps for what could not be read. app opens the store and the connections; nothing else imports this folder.
 *
 *   recorder -> follower (one connection) -> snapshot (what is there) -> known-state (what changed) -> batch-writer -> store
 */
import { pause } from '#model/abortable';
import { messageOf } from '#model/errors';
import type { Store } from '#model/recording';
import { BatchWriter } from './batch-writer.ts';
import type { Connection } from './connection.ts';
import { Follower } from './follower.ts';
import { Gaps } from './gaps.ts';
import { KnownState, type Redact } from './known-state.ts';

export interface RecorderOptions {
  readonly store: Store;
  /** Opens what is followed, anew after every loss. */
  readonly connect: () => Promise<Connection>;
  readonly redact: Redact;
  readonly everyMs: number;
  readonly keepMs: number;
  readonly keepBytes: number;
  /** Ends the recording; what was seen is written first. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly say: (text: string) => void;
}

export interface Recorded {
  /** Whether Docker was ever read. */
  readonly read: boolean;
  /** Whether everything seen is on the disk. */
  readonly written: boolean;
  readonly bytes: number;
}

const BACK_OFF_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
const PRUNE_EVERY_MS = 60_000;

/** Records until the signal fires: connects, looks, writes, and connects again with growing pauses when what it follows goes away. */
export const record = async (options: RecorderOptions): Promise<Recorded> => {
  const { store, connect, redact, signal, now, say } = options;
  const before = store.resume();
  const knownState = new KnownState(redact, before.objects);
  const writer = new BatchWriter({ store, now, say, lost: () => knownState.forget() });
  const gaps = new Gaps(writer, say);
  gaps.resume(before.sources, now());
  let [read, bytes, failures, prunedAt] = [false, 0, 0, 0];
  const tidy = (): void => {
    if (now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = now();
    try {
      store.prune(now() - options.keepMs, options.keepBytes);
    } catch (error) {
      say(`cannot drop old rows: ${messageOf(error).slice(0, 200)}`);
    }
  };
  while (!signal.aborted) {
    try {
      await using connection = await connect();
      const follower = new Follower({ ...options, connection, knownState, writer, gaps, redact, tidy });
      try {
        await follower.run(() => {
          [read, failures] = [true, 0];
        });
      } finally {
        bytes += follower.bytes;
      }
    } catch (error) {
      if (signal.aborted) break;
      gaps.unread('docker', now(), messageOf(error).slice(0, 300));
    }
    writer.commit();
    await pause(BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 0, signal);
  }
  return { read, written: writer.commit(), bytes };
};
