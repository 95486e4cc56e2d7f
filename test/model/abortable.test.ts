import { describe, expect, it } from 'vitest';
import { abortable, onAbort, pause, sleep } from '#model/abortable';

const never = new Promise<never>(() => undefined);
const fired = (): AbortSignal => AbortSignal.abort(new Error('enough'));

describe('work under a signal', () => {
  it('gives what it gives, or throws what it throws', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });

  it('ends with the reason of the signal, now or later, and is told to stop once', async () => {
    let stopped = 0;
    const stop = () => {
      stopped += 1;
    };
    await expect(abortable(never, fired(), stop)).rejects.toThrow('enough');
    const later = new AbortController();
    const work = abortable(never, later.signal, stop);
    later.abort(new Error('later'));
    later.abort(new Error('again'));
    await expect(work).rejects.toThrow('later');
    expect(stopped).toBe(2);
  });

  it('that ended is not stopped any more', async () => {
    const controller = new AbortController();
    let stopped = 0;
    await abortable(Promise.resolve(), controller.signal, () => {
      stopped += 1;
    });
    controller.abort();
    expect(stopped).toBe(0);
  });

  it('with a reason that is no error ends with one', async () => {
    await expect(abortable(never, AbortSignal.abort('word'))).rejects.toThrow('aborted');
  });
});

it('a listener is taken off when it is disposed of', () => {
  const controller = new AbortController();
  let heard = 0;
  const add = (count: number) => () => {
    heard += count;
  };
  onAbort(controller.signal, add(1))[Symbol.dispose]();
  using _ = onAbort(controller.signal, add(10));
  controller.abort();
  expect(heard).toBe(10);
});

it('a sleep throws where it is broken off, a pause is only shorter', async () => {
  const began = performance.now();
  await expect(sleep(60_000, fired())).rejects.toThrow('enough');
  await expect(sleep(60_000, AbortSignal.timeout(20))).rejects.toThrow();
  await pause(60_000, fired());
  await pause(60_000, AbortSignal.timeout(20));
  expect(performance.now() - began).toBeLessThan(10_000);
  await sleep(5, new AbortController().signal);
});
