import { parentPort } from 'node:worker_threads';
import { signScanner } from '#sweep/scanner';
import type { ScanAsk } from './scan-pool.ts';
import { tidier } from './tidy.ts';

const scanner = signScanner();
const tidy = tidier(8 * 2 ** 20);
parentPort?.on('message', ({ id, blobs }: ScanAsk) => {
  for (const { length } of blobs) tidy(length);
  parentPort?.postMessage({ id, hits: blobs.flatMap((blob) => scanner.scan(blob)) });
});
