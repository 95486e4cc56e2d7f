/**
 * The terminal UI. In: a source of views and the first state. Out: frames on the terminal until the user leaves. The program imports this file
 * alone, when a UI is wanted.
 *
 *   keys, mouse, events of the source -> state/reducer.ts -> state -> screens/ -> frame/ -> app.tsx;  effects -> use-effects.ts -> source
 */
import { render } from 'ink';
import { onAbort } from '#model/abortable';
import { App, type AppProps } from './app.tsx';

export type { Host } from './host.ts';
export type { AnswerGroup, BuildLabel, BuildRow, BuildWindow, SourceEvent, View, ViewRequest, ViewSource } from './source.ts';
export { initialState } from './state/state.ts';

/** Shows the UI on the alternate screen until the user leaves or the signal fires; Ink gives the terminal back as it was. */
export const mount = async (
  props: AppProps,
  { signal, aloud }: { readonly signal: AbortSignal; readonly aloud: boolean },
): Promise<void> => {
  const app = render(<App {...props} />, {
    alternateScreen: !aloud,
    exitOnCtrlC: false,
    maxFps: 60,
    isScreenReaderEnabled: aloud,
    interactive: true,
    incrementalRendering: true,
  });
  using _ = onAbort(signal, () => app.unmount());
  await app.waitUntilExit();
};
