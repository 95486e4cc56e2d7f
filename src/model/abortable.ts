/** Waiting that ends when a signal fires: the only place that listens to one (test/architecture.test.ts). */

/** Runs `stop` when the signal fires, at once where it has fired already; disposing of the result takes the listener off. */
export const onAbort = (signal: AbortSignal, stop: () => void): Disposable => {
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', stop) };
};

/**
 * What the work gives, or the signal's reason as an error where it fires first: some libraries never settle on a dead peer. `stop` then ends
 * work that would go on.
 */
export const abortable = async <T>(work: Promise<T>, signal: AbortSignal, stop?: () => void): Promise<T> => {
  const fired = Promise.withResolvers<never>();
  using _ = onAbort(signal, () => {
    fired.reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    stop?.();
  });
  return await Promise.race([work, fired.promise]);
};

/** Waits so many milliseconds. @throws the signal's reason where it fires first */
export const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await abortable(over, signal, () => clearTimeout(timer));
};

/** Waits so many milliseconds, or less where the signal fires. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, signal).catch(() => undefined);
