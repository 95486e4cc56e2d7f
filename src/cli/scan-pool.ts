import { Worker } from 'node:worker_threads';
import type { Hit } from '#sweep/scan-blob';
import { signScanner } from '#sweep/scanner';

type Blob = Uint8Array<ArrayBuffer>;

export interface ScanAsk {
  readonly id: number;
  readonly blobs: readonly Blob[];
}

/** Scans blobs, in threads of their own where there is enough to do. What is given away may not be used afterwards. */
export interface ScanPool {
  scan(blobs: readonly Blob[], keep: boolean): Promise<Hit[]> | Hit[];
  close(): Promise<void>;
}

/** Below this starting a thread takes longer than it saves. */
const worthBytes = 16 * 2 ** 20;

export const scanPool = (workers: number): ScanPool => {
  const scanner = signScanner();
  const here = (blobs: readonly Blob[]): Hit[] => blobs.flatMap((blob) => scanner.scan(blob));
  const waiting = new Map<number, { resolve: (hits: Hit[]) => void; reject: (error: Error) => void; worker: Busy }>();
  const threads: Busy[] = [];
  let [scanned, next] = [0, 0];
  const begin = () => {
    for (let i = 0; i < workers; i++) threads.push(startThread(waiting));
  };
  return {
    scan(blobs, keep) {
      const bytes = blobs.reduce((sum, blob) => sum + blob.length, 0);
      scanned += bytes;
      if (workers === 0 || keep || bytes === 0 || scanned < worthBytes) return here(blobs);
      if (threads.length === 0) begin();
      const worker = threads.reduce((least, one) => (one.bytes < least.bytes ? one : least));
      const id = next++;
      return new Promise<Hit[]>((resolve, reject) => {
        worker.bytes += bytes;
        const over = () => {
          worker.bytes -= bytes;
        };
        const done = (hits: Hit[]) => {
          over();
          resolve(hits);
        };
        waiting.set(id, { resolve: done, reject, worker });
        const own = blobs.map((blob) => (blob.buffer.byteLength === blob.byteLength ? blob : new Uint8Array(blob)));
        worker.thread.postMessage({ id, blobs: own } satisfies ScanAsk, [...new Set(own.map(({ buffer }) => buffer))]);
      });
    },
    async close() {
      await Promise.all(threads.map(({ thread }) => thread.terminate()));
    },
  };
};

interface Busy {
  readonly thread: Worker;
  bytes: number;
}

const startThread = (waiting: Map<number, { resolve: (hits: Hit[]) => void; reject: (error: Error) => void; worker: Busy }>): Busy => {
  const thread = new Worker(new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  const busy: Busy = { thread, bytes: 0 };
  thread.on('message', ({ id, hits }: { id: number; hits: Hit[] }) => {
    waiting.get(id)?.resolve(hits);
    waiting.delete(id);
  });
  thread.on('error', (error: Error) => {
    for (const [id, one] of waiting) if (one.worker === busy && waiting.delete(id)) one.reject(error);
  });
  return busy;
};
