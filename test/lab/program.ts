import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';

const root = new URL('../..', import.meta.url).pathname;
export const bin = join(root, 'bin/ccci-probe.js');
export const fixtures = join(root, 'test/fixtures/drone');
export const examples = join(root, 'examples');

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Runs the built program with no configuration of this machine's user. */
export const ccciProbe = (argv: readonly string[], options: { readonly interruptAfterMs?: number } = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const began = performance.now();
    const child = execFile(
      process.execPath,
      [bin, ...argv],
      { cwd: '/', env: { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C.UTF-8' }, maxBuffer: 256 << 20 },
      (_, out, err) => resolve({ status: child.exitCode ?? -1, out, err, ms: performance.now() - began }),
    );
    if (options.interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), options.interruptAfterMs);
  });

/** The report of a run, and its exit status. */
export const reportOf = (ran: Ran): Report & { readonly exit: number } => {
  try {
    return { ...(JSON.parse(ran.out) as Report), exit: ran.status };
  } catch {
    throw new Error(`status ${ran.status}, no JSON: ${ran.out.slice(0, 500)} ${ran.err.slice(-2000)}`);
  }
};
