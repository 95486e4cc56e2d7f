import { render } from 'ink';
import { onAbort } from '#model/abortable';
import { App, type AppProps } from './app.tsx';

export type { Shell } from './host.ts';
export type { AnswerGroup, Ask, BuildSeen, Heard, Labelled, Source, View, Window } from './source.ts';
export { startAt } from './state/state.ts';

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
