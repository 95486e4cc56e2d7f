/** Lets so many pieces of work run at a time; the others queue in order. The bound may be lowered when a server turns out to allow less. */
export interface Limit {
  /** Runs `work` as soon as there is room; the room is given back when it settles. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Work that holds room now. */
  readonly active: number;
  /** From now on at most `bound` (never below 1). */
  lower(bound: number): void;
}

/** Makes a limit of `first` pieces of work at a time. */
export const makeLimit = (first: number): Limit => {
  let bound = first;
  let active = 0;
  const waiting: (() => void)[] = [];
  const next = () => {
    if (active >= bound) return;
    const start = waiting.shift();
    if (!start) return;
    active += 1;
    start();
  };
  return {
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        next();
      });
      try {
        return await work();
      } finally {
        active -= 1;
        next();
      }
    },
    get active() {
      return active;
    },
    lower(to) {
      bound = Math.max(1, Math.min(bound, to));
    },
  };
};
