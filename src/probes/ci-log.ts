import * as z from 'zod/mini';
import { defineProbe } from './define-probe.ts';

/** The log of the deploy as the CI printed it, given beside a live stack. Lines without line ends, control characters as they were. */
export const CiLog = z.object({ lines: z.array(z.string()) });

export const ciLog = defineProbe({
  id: 'ci-log',
  title: 'Log of the deploy',
  serves: 'stack',
  needs: ['ciLog'],
  budgetMs: 5_000,
  schema: CiLog,
  async collect({ ciLog: port, signal, count }) {
    const { value, bytes } = await port.read({ signal });
    count(bytes);
    return { lines: value.split('\n') };
  },
});
