import type { View, ViewSource } from './source.ts';

/** What the UI asks of the program around it. */
export interface Host {
  readonly source: ViewSource;
  /** Writes OSC 52 to the terminal. */
  readonly copy: (text: string) => void;
  /** Stops this process until it is brought back, as Ctrl-Z does. */
  readonly suspend: () => Promise<void>;
  /** Asks the terminal for its mouse or gives it back. */
  readonly mouse: (on: boolean) => void;
  /** Hears how the terminal is lent out for a while: to ask for a passphrase. */
  readonly lend: (lent: (work: () => Promise<void>) => Promise<void>) => void;
  /** Hears which whole view is shown; null while there is none. */
  readonly tell: (view: View | null) => void;
}
