import { parentPort, workerData } from 'node:worker_threads';
import { openLogs } from '#transport/ci/drone/sweep/logs';
import { logScanner } from './log-scanner.ts';
import type { ScanReply, ScanRequest } from './scan-pool.ts';

const scan = logScanner();
const logs = openLogs(workerData);
parentPort?.on('message', async ({ id, steps }: ScanRequest) => {
  const read = await logs;
  const hits: ScanReply['hits'][number][] = [];
  for (const step of steps) hits.push(...scan(await read(step)));
  parentPort?.postMessage({ id, hits } satisfies ScanReply);
});
