import { type Io, speaksUnicode } from '#app/io';
import { reasonOf } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';

/** Tells on stderr which probes run, how long, and how each ended. On a terminal one line shows what is still awaited. */
export const progressOn = (io: Io, quiet: boolean): { hear: (event: RunEvent) => void; end: () => void } => {
  if (quiet) return { hear: () => undefined, end: () => undefined };
  const waiting = new Set<string>();
  const started = io.monotonic();
  const clear = io.errIsTty ? '\r\x1b[K' : '';
  const show = () => {
    if (waiting.size === 0) return io.err(clear);
    io.err(
      `${clear}${`${Math.round((io.monotonic() - started) / 100) / 10} s, waiting for ${[...waiting].join(', ')}`.slice(0, Math.max(io.columns - 1, 10))}`,
    );
  };
  const timer = io.errIsTty ? setInterval(show, 250) : undefined;
  const marks = speaksUnicode(io.env) ? unicodeMarks : asciiMarks;
  const hear = (event: RunEvent) => {
    if (event.kind === 'probe-started') return void waiting.add(event.probe);
    waiting.delete(event.probe);
    const { status, ms } = event.outcome;
    const why = status === 'ok' ? '' : `: ${visibleLine(reasonOf(event.outcome), 200)}`;
    const told = `${marks[status]} ${event.probe} ${status} after ${ms} ms${why}`;
    io.err(`${clear}${io.errIsTty ? wrap(told, Math.max(io.columns, 40), '    ').join('\n') : told}\n`);
  };
  return {
    hear,
    end: () => {
      clearInterval(timer);
      io.err(clear);
    },
  };
};

const unicodeMarks = { ok: '✔', absent: '·', denied: '⊘', 'timed-out': '⏱', failed: '✘' } as const;
const asciiMarks = { ok: '+', absent: '.', denied: '!', 'timed-out': '~', failed: 'x' } as const;
