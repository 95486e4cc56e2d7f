import { useStdin } from 'ink';
import { type Dispatch, useEffect, useRef } from 'react';
import type { Host } from '../host.ts';
import type { Action } from '../state/state.ts';
import { mouseReader } from './mouse-events.ts';

/**
 * Has the mouse while it is wanted. Ink takes mouse sequences for nothing, so they are heard on its input before it; what comes back takes
 * from typed text what was the rest of one.
 */
export const useMouse = (wanted: boolean, act: Dispatch<Action>, { mouse }: Pick<Host, 'mouse'>): ((input: string) => string) => {
  const { stdin } = useStdin();
  const rest = useRef(0);
  useEffect(() => {
    if (!wanted) return;
    const read = mouseReader();
    const onData = (chunk: string) => {
      const { actions, consumed } = read(String(chunk));
      rest.current = consumed;
      for (const action of actions) act(action);
    };
    stdin.on('data', onData);
    mouse(true);
    return () => {
      mouse(false);
      stdin.off('data', onData);
    };
  }, [wanted, stdin, act, mouse]);
  return (input) => {
    const typed = input.startsWith('[<') ? '' : input.slice(rest.current);
    rest.current = 0;
    return typed;
  };
};
