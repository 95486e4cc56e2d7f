import type { HostProcess } from '#app/run-context';

/** The terminal's mouse. */
export interface TerminalMouse {
  readonly set: (wanted: boolean) => void;
  /** Does the work with the mouse given back. */
  readonly without: (work: () => void | Promise<void>) => Promise<void>;
}

/** Asks for presses and the wheel in SGR form (xterm ctlseqs: modes 1000 and 1006); given back whatever ends the process. */
export const terminalMouse = (context: HostProcess): TerminalMouse => {
  let on = false;
  const set = (wanted: boolean) => {
    if (wanted === on) return;
    on = wanted;
    if (on) process.once('exit', leave);
    else process.off('exit', leave);
    void context.out(`\u001b[?1000${on ? 'h' : 'l'}\u001b[?1006${on ? 'h' : 'l'}`);
  };
  const leave = () => set(false);
  return {
    set,
    async without(work) {
      const was = on;
      set(false);
      try {
        await work();
      } finally {
        set(was);
      }
    },
  };
};
