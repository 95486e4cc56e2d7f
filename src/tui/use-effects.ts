import { useApp } from 'ink';
import { type Dispatch, useEffect, useRef } from 'react';
import type { Host } from './host.ts';
import type { SourceEvent } from './source.ts';
import type { Action, Effect, UiState } from './state/state.ts';

type Asked = Exclude<Effect['kind'], 'copy'>;

const TICK_MS = 500;
const LIST_MS = 10_000;

/** Does what the reducer wants done, and feeds back the events of the source. A capture that another one follows is given up. */
export const useSourceEffects = (state: UiState, act: Dispatch<Action>, { source, copy }: Host, listed: boolean): void => {
  const { exit } = useApp();
  const running = useRef<Partial<Record<Asked, AbortController>>>({});
  const latest = useRef(state);
  latest.current = state;
  useEffect(() => {
    const begin = (kind: Asked, work: (onEvent: (event: SourceEvent) => void, signal: AbortSignal) => Promise<void>) => {
      running.current[kind]?.abort();
      const own = new AbortController();
      running.current[kind] = own;
      const onEvent = (event: SourceEvent) => {
        if (!own.signal.aborted) act({ kind: 'event', event, at: performance.now() });
      };
      work(onEvent, own.signal).catch((error: Error) => {
        if (own.signal.aborted) return;
        // Nothing to show at all: the program says why, where a user of a shell looks for it.
        if (latest.current.view === null && latest.current.builds.rows.length === 0) exit(error);
        onEvent({ kind: 'trouble', of: kind, because: error.message });
      });
    };
    const perform = (effect: Effect) => {
      if (effect.kind === 'copy') copy(effect.text);
      else if (effect.kind === 'capture') begin('capture', (onEvent, signal) => source.capture(effect.request, onEvent, signal));
      else if (effect.kind === 'label') begin('label', async (onEvent, signal) => source.label?.(effect.window, onEvent, signal));
      else begin('list', async (onEvent, signal) => source.list?.(onEvent, signal));
    };
    if (state.effects.length === 0) return;
    for (const effect of state.effects) perform(effect);
    act({ kind: 'performed', count: state.effects.length });
  }, [state.effects, act, source, copy, exit]);
  useEffect(() => {
    const { current } = running;
    return () => {
      for (const own of Object.values(current)) own.abort();
    };
  }, []);
  useEffect(() => {
    if (!state.progress.going) return;
    const timer = setInterval(() => act({ kind: 'tick', at: performance.now() }), TICK_MS);
    return () => clearInterval(timer);
  }, [state.progress.going, act]);
  useEffect(() => {
    if (!listed) return;
    const timer = setInterval(() => act({ kind: 'poll' }), LIST_MS);
    return () => clearInterval(timer);
  }, [listed, act]);
};
