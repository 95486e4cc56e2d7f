import { render } from 'ink';
import { App, type AppProps } from './app.tsx';

/** Shows the UI on the alternate screen until the user leaves; Ink gives the terminal back as it was. */
export const mount = async (props: AppProps): Promise<void> => {
  const app = render(<App {...props} />, { alternateScreen: true, exitOnCtrlC: false, maxFps: 60 });
  await app.waitUntilExit();
};
