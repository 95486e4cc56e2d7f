import { expect, it } from 'vitest';
import { z } from 'zod';
import { Absent, Denied } from '#model/errors';
import { defineProbe, type Target } from '#probes/define-probe';
import { runProbe } from '#probes/run-probe';
import type { Ports } from '#transport/ports';

const target: Target = { build: 1, stack: null, repo: null, proxyNetwork: 'proxy' };
const run = (collect: () => Promise<{ n: number }>, outer = new AbortController().signal, budgetMs = 1000) =>
  runProbe(
    defineProbe({ id: 'x', title: 'x', serves: 'both', needs: [], budgetMs, schema: z.object({ n: z.number() }), collect }),
    {} as Ports,
    target,
    outer,
    () => 0,
  );

it('brings back an artifact', async () => expect(await run(async () => ({ n: 1 }))).toMatchObject({ status: 'ok', artifact: { n: 1 } }));
it.each([
  [new Absent('not there'), 'absent'],
  [new Denied('no'), 'denied'],
  [new Error('boom\n at x'), 'failed'],
])('turns %s into a value', async (error, status) => expect(await run(() => Promise.reject(error))).toMatchObject({ status }));
it('gives up on work that never settles', async () =>
  expect(await run(() => new Promise(() => undefined), undefined, 20)).toMatchObject({ status: 'timed-out', afterMs: 20 }));
it('lets the user leave: that is no outcome', async () => {
  const user = new AbortController();
  const running = run(() => new Promise(() => undefined), user.signal);
  user.abort(new Error('interrupted'));
  await expect(running).rejects.toThrow('interrupted');
});
it('does not take an artifact of another shape', async () =>
  expect(await run(async () => ({ n: 'one' }) as never)).toMatchObject({ status: 'failed' }));
