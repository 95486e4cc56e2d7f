import { type RunContext, speaksUnicode } from '#app/run-context';

/** A bar on a terminal's stderr: how far, how fast, how long still. */
export const sweepProgress = (context: RunContext, quiet: boolean): { at: (past: number, total: number) => void; clear: () => void } => {
  if (quiet || !context.errIsTty) return { at: () => undefined, clear: () => undefined };
  const started = context.monotonic();
  const [full, empty] = speaksUnicode(context.env) ? ['█', '░'] : ['#', '.'];
  let [shownAt, first] = [0, null as number | null];
  let isShown = false;
  return {
    at(past, total) {
      const now = context.monotonic();
      first ??= past - 1;
      if (now - shownAt < 100 && past < total) return;
      shownAt = now;
      const rate = (past - first) / Math.max((now - started) / 1000, 0.001);
      const eta = Math.ceil((total - past) / Math.max(rate, 0.001));
      const done = Math.min(20, Math.floor((20 * past) / Math.max(total, 1)));
      isShown = true;
      context.err(
        `\r\x1b[K${`${full.repeat(done)}${empty.repeat(20 - done)} ${past}/${total}, ${Math.round(rate)} builds/s, ${spanOf(eta)} left`.slice(0, Math.max(context.columns - 1, 10))}`,
      );
    },
    clear() {
      if (isShown) context.err('\r\x1b[K');
      isShown = false;
    },
  };
};

const spanOf = (seconds: number): string =>
  seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
