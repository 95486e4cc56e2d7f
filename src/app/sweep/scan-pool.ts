import { Worker } from 'node:worker_threads';
import type { Hit } from '#analysis/sweep/scan-blob';
import type { SweptBuild } from '#transport/ports';
import { logScanner } from './log-scanner.ts';

/** Steps whose logs a thread is to scan. */
export interface ScanRequest {
  readonly id: number;
  readonly steps: readonly number[];
}

/** What a thread found in the logs of one request. */
export interface ScanReply {
  readonly id: number;
  readonly hits: readonly Hit[];
}

/** Looks for signs in the logs of builds. */
export interface ScanPool {
  /** How many builds are worth giving before the first is waited for. */
  readonly ahead: number;
  scan(swept: Pick<SweptBuild, 'steps' | 'logs'>): Promise<readonly Hit[]>;
  close(): Promise<void>;
}

/** Below this starting a thread takes longer than it saves. */
const worthBytes = 16 * 2 ** 20;

/** With a database here and enough to do, threads read the logs by themselves; else they are read and scanned where we are. */
export const scanPool = (workers: number, file: string | null, worth = worthBytes): ScanPool => {
  const scan = logScanner();
  const threads: Thread[] = [];
  const most = file === null ? 0 : workers;
  let scanned = 0;
  const here = async (swept: Pick<SweptBuild, 'logs'>): Promise<readonly Hit[]> => {
    const logs = await swept.logs();
    for (const { data } of logs) scanned += data?.length ?? 0;
    return logs.flatMap(scan);
  };
  return {
    ahead: most === 0 ? 0 : 64,
    scan(swept) {
      if (most === 0 || scanned < worth) return here(swept);
      while (threads.length < most) threads.push(threadOver(file));
      const idlest = threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
      return idlest.scan(swept.steps.map((step) => Number(step['step_id'])));
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
};

interface Thread {
  readonly worker: Worker;
  readonly waiting: ReadonlyMap<number, unknown>;
  readonly scan: (steps: readonly number[]) => Promise<readonly Hit[]>;
}

const threadOver = (file: string | null): Thread => {
  const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js', import.meta.url), {
    workerData: file,
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  const waiting = new Map<number, PromiseWithResolvers<readonly Hit[]>>();
  let next = 0;
  let broken: Error | undefined;
  worker.on('message', ({ id, hits }: ScanReply) => {
    waiting.get(id)?.resolve(hits);
    waiting.delete(id);
  });
  worker.on('error', (error: Error) => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
  });
  return {
    worker,
    waiting,
    scan(steps) {
      const asked = Promise.withResolvers<readonly Hit[]>();
      if (broken) asked.reject(broken);
      waiting.set(next, asked);
      worker.postMessage({ id: next++, steps } satisfies ScanRequest);
      return asked.promise;
    },
  };
};
