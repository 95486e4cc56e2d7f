/** What an exit status means by itself, for the shells and container engines CIs run steps with; null where it says only "failed". */
export const exitMeaning = (code: number | null): string | null => (code === null ? null : (meanings.get(code) ?? signalMeaning(code)));

const meanings: ReadonlyMap<number, string> = new Map([
  [2, 'a shell builtin or a tool was called wrongly'],
  [124, 'timed out (timeout)'],
  [125, 'the container engine could not start the container'],
  [126, 'found, but could not be executed: no permission, or not a program of this platform'],
  [127, 'command not found'],
  [128, 'wrong argument to exit, or git failed'],
  [129, 'the terminal hung up (SIGHUP)'],
  [130, 'interrupted (SIGINT): cancelled'],
  [132, 'illegal instruction (SIGILL): built for another processor'],
  [134, 'aborted itself (SIGABRT): an assertion or a corrupt heap'],
  [135, 'bus error (SIGBUS)'],
  [136, 'arithmetic error (SIGFPE)'],
  [137, 'killed (SIGKILL): out of memory, or the CI stopped it'],
  [139, 'segmentation fault (SIGSEGV)'],
  [141, 'nobody read its output any more (SIGPIPE)'],
  [143, 'told to end (SIGTERM): cancelled or timed out'],
]);

const signalMeaning = (code: number): string | null => (code > 128 && code < 193 ? `ended by signal ${code - 128}` : null);
