import { type HostProcess, type ProgressDisplay, speaksUnicode } from '#app/run-context';
import { reasonOf } from '#model/outcome';
import type { RunEvent } from '#model/run-event';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';

/** Tells on stderr which probes run, how long, and how each ended. On a terminal one line shows what is still awaited. */
export const startProgress = (context: HostProcess, quiet: boolean): ProgressDisplay => {
  if (quiet) return { onEvent: () => undefined, end: () => undefined };
  const waiting = new Set<string>();
  const started = context.monotonic();
  const clear = context.errIsTty ? '\r\x1b[K' : '';
  const show = () => {
    if (waiting.size === 0) return context.err(clear);
    context.err(
      `${clear}${`${Math.round((context.monotonic() - started) / 100) / 10} s, waiting for ${[...waiting].join(', ')}`.slice(0, Math.max(context.columns - 1, 10))}`,
    );
  };
  const timer = context.errIsTty ? setInterval(show, 250) : undefined;
  const marks = speaksUnicode(context.env) ? unicodeMarks : asciiMarks;
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'probe-started') return void waiting.add(event.probe);
    waiting.delete(event.probe);
    const { status, ms } = event.outcome;
    const why = status === 'ok' ? '' : `: ${visibleLine(reasonOf(event.outcome), 200)}`;
    const line = `${marks[status]} ${event.probe} ${status} after ${ms} ms${why}`;
    context.err(`${clear}${context.errIsTty ? wrap(line, Math.max(context.columns, 40), '    ').join('\n') : line}\n`);
  };
  return {
    onEvent,
    end: () => {
      clearInterval(timer);
      context.err(clear);
    },
  };
};

const unicodeMarks = { ok: '✔', absent: '·', denied: '⊘', 'timed-out': '⏱', failed: '✘' } as const;
const asciiMarks = { ok: '+', absent: '.', denied: '!', 'timed-out': '~', failed: 'x' } as const;
