import { parentPort } from 'node:worker_threads';
import { signScanner } from '#sweep/scanner';
import type { ScanAsk } from './scan-pool.ts';

const scanner = signScanner();
parentPort?.on('message', ({ id, blobs }: ScanAsk) => {
  parentPort?.postMessage({ id, hits: blobs.flatMap((blob) => scanner.scan(blob)) });
});
