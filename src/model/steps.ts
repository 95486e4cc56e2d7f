/** Long work in pieces: whoever does it may let signals and timers in between two of them. The result comes at the end. */
export type Steps<T> = Generator<void, T>;

/** Does all the work at once. */
export const atOnce = <T>(steps: Steps<T>): T => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Does the work piece by piece; timers and signals of the process have their turn in between. @throws the signal's reason where it fires */
export const unlessAborted = async <T>(steps: Steps<T>, signal: AbortSignal): Promise<T> => {
  for (;;) {
    signal.throwIfAborted();
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};
