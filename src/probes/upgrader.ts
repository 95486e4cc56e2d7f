import * as z from 'zod/mini';
import { Absent } from '#model/errors';
import { defineProbe } from './define-probe.ts';

/** A session whose screen has not changed for this long has finished, or waits for somebody. */
const QUIET_MS = 120_000;

/**
 * The upgrader's tmux session. `busy`: its screen changed within two minutes; `idle`: its program is there and quiet, or ended and left the shell;
 * `wedged`: its pane is dead or its process stopped. `arguments` are those of its processes.
 */
export const Upgrader = z.object({
  session: z.string(),
  state: z.enum(['absent', 'busy', 'idle', 'wedged']),
  because: z.string(),
  command: z.nullable(z.string()),
  arguments: z.array(z.string()),
  createdAt: z.nullable(z.string()),
  activeAt: z.nullable(z.string()),
  screen: z.array(z.string()),
});
export type Upgrader = z.output<typeof Upgrader>;

export const upgrader = defineProbe({
  id: 'upgrader',
  title: "The upgrader's tmux session",
  serves: 'host',
  needs: ['tmux'],
  budgetMs: 20_000,
  schema: Upgrader,
  async collect({ tmux, target, signal, count }) {
    const name = target.upgrader;
    if (name === undefined) throw new Absent('no session of an upgrader is configured (upgrader: in ccci-probe.yaml, or --session)');
    const { value, bytes } = await tmux.session(name, { signal });
    count(bytes);
    return readSession(name, value);
  },
});

/** Reads the answer of the command for a session. */
export const readSession = (session: string, text: string): Upgrader => {
  const none = { session, command: null, arguments: [], createdAt: null, activeAt: null, screen: [] };
  if (text.startsWith('absent')) return { ...none, state: 'absent', because: `there is no session ${session}` };
  const [head = '', screen = ''] = text.split(/^screen\n/m);
  const lines = head.split('\n');
  const now = Number(lines[1]) * 1000;
  const panes = lines.flatMap((line) => {
    const read = /^pane (\d+) ([01]?) (\d+) (\d+) (.*)$/.exec(line);
    return read ? [{ dead: read[2] === '1', created: Number(read[3]) * 1000, active: Number(read[4]) * 1000, command: read[5] ?? '' }] : [];
  });
  const processes = lines.flatMap((line) => {
    const read = /^process\s+(\S+)\s+(.*)$/.exec(line);
    return read ? [{ stat: read[1] ?? '', args: read[2] ?? '' }] : [];
  });
  const [pane] = panes;
  if (!pane) throw new Error('tmux told no pane of the session');
  const active = Math.max(...panes.map((pane) => pane.active));
  const quietMs = now - active;
  const stopped = processes.find(({ stat }) => /^[TZ]/.test(stat));
  // A shell that runs a script or a `-c` line is the program; one without is what is left after it.
  const shell =
    processes.length <= panes.length && processes.every(({ args }) => /^-?(?:\S*\/)?(?:ba|da|z|fi|k)?sh(?:\s+-(?!c\b)\S*)*$/.test(args));
  const [state, because] = ((): [Upgrader['state'], string] => {
    if (panes.every(({ dead }) => dead)) return ['wedged', 'its pane is dead'];
    if (stopped) return ['wedged', `a process of it is stopped or a zombie (${stopped.stat}): ${stopped.args.slice(0, 100)}`];
    if (shell) return ['idle', 'its program has ended, the shell is left'];
    return quietMs <= QUIET_MS
      ? ['busy', `its screen changed ${Math.round(quietMs / 1000)} s ago`]
      : ['idle', `its screen has not changed for ${Math.round(quietMs / 60_000)} min`];
  })();
  const at = (ms: number): string | null => (ms > 0 ? new Date(ms).toISOString() : null);
  return {
    ...{ session, state, because, command: pane.command },
    arguments: processes.map(({ args }) => args.slice(0, 2_000)),
    ...{
      createdAt: at(pane.created),
      activeAt: at(active),
      screen: screen
        .replace(/(?<!\n)\n+$/, '')
        .split('\n')
        .slice(-40),
    },
  };
};
