import type { CommandEntry } from '../define-command.ts';

/** The only place that knows all commands. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'classify',
    usage: 'classify [build]',
    summary: 'capture the evidence of one Drone build or of a stack, diagnose it, show the verdict',
    load: () => import('./classify.ts'),
  },
  { name: 'capture', usage: 'capture [build]', summary: 'only look; write the evidence bundle', load: () => import('./capture.ts') },
  {
    name: 'pvcheck',
    usage: 'pvcheck',
    summary: 'is one more run going to fit: the proxy overlay, the swarm, the host and the queue',
    load: () => import('./pvcheck.ts'),
  },
  {
    name: 'leaks',
    usage: 'leaks [pattern]',
    summary: 'what of stacks, volumes, secrets, networks and addresses nobody owns any more',
    load: () => import('./leaks.ts'),
  },
  { name: 'sweep', usage: 'sweep', summary: 'label every build of a window, one line each', load: () => import('./sweep.ts') },
  {
    name: 'log',
    usage: 'log [file]',
    summary: 'which lines of any CI log explain the failure, best first; touches no host',
    load: () => import('./log.ts'),
  },
  {
    name: 'bundle',
    usage: 'bundle <verb> <bundle> [other]',
    summary: 'show, verify, sign, compare or redact saved evidence',
    load: () => import('./bundle/index.ts'),
  },
  {
    name: 'whatif',
    usage: 'whatif [build]',
    summary: "replay Swarm's updater with other knobs: would it have passed",
    load: () => import('./whatif.ts'),
  },
  {
    name: 'record',
    usage: 'record',
    summary: 'flight recorder: follow events, tasks, addresses, load and the daemon journal into a local file',
    load: () => import('./record.ts'),
  },
  {
    name: 'timeline',
    usage: 'timeline [build]',
    summary: 'one merged timeline of build steps, task states, daemon lines, infra events and load',
    load: () => import('./timeline.ts'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'check configuration and every source; say what each missing one would cost',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'explain',
    usage: 'explain [label]',
    summary: 'what a label means, what proves it, what refutes it, what to do',
    load: () => import('./explain.ts'),
  },
  {
    name: 'inventory',
    usage: 'inventory <recipe>',
    summary: 'PRs, branches, heads, comments, statuses and builds of one recipe',
    load: () => import('./inventory.ts'),
  },
  {
    name: 'testme',
    usage: 'testme <recipe> <pr>',
    summary: "read the verdict of the PR's newest !testme; --post writes exactly one",
    load: () => import('./testme.ts'),
  },
  {
    name: 'verify-claims',
    usage: 'verify-claims <file...>',
    summary: 'hold the checkable claims of written reviews against the evidence and each other',
    load: () => import('./verify-claims.ts'),
  },
  {
    name: 'upgrader',
    usage: 'upgrader [verb]',
    summary: "state of the upgrader's tmux session; start, fresh, stop",
    load: () => import('./upgrader.ts'),
  },
  {
    name: 'gate',
    usage: 'gate [words...]',
    summary: 'verify a declared gate cold: is every criterion met, with citations',
    load: () => import('./gate.ts'),
  },
  { name: 'tui', usage: 'tui [build]', summary: 'look at the verdict and its evidence in the terminal', load: () => import('./tui.ts') },
];
