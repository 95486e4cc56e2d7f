import type { Command } from 'commander';
import { colorLevel, type Io, speaksUnicode } from '#app/io';
import { openSource } from '#app/ui/open-source';
import { Absent, Denied, messageOf, Usage } from '#model/errors';
import { exitStatus, verdictStatus } from '#report/exit-status';
import { visibleLine } from '#report/visible';
import type { Shell, View } from '#tui/mount';
import type { CommandUnit } from '../define-command.ts';
import { addRecording, addSources } from '../flags/common.ts';
import { terminalMouse } from '../terminal/mouse.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  addRecording(command);
  command
    .option('--stack <name>', 'the stack as it stands now')
    .option('--from <bundle>', 'look at a saved bundle; touches no host')
    .option('--screen-reader', 'plain lines instead of a screen')
    .option('--no-mouse', "leave the mouse to the terminal's own selection")
    .addHelpText(
      'after',
      `
Without a build the list of builds opens, where --drone says where they are.
Keys: Tab and 1-9 screens, arrows or hjkl, Enter opens, Esc goes back, / searches, ? tells all.
Examples:
  ccci-probe tui 557 --from examples/ghost-557
  ccci-probe tui --ssh ci1 --drone /var/lib/drone/database.sqlite
  ccci-probe tui --stack ghos-bdd2f3 --recording flight.db`,
    );
};

const run = async ([build]: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  if (!io.outIsTty || !io.inIsTty) throw new Usage('tui needs a terminal: use ccci-probe classify here');
  const mouse = terminalMouse(io);
  let lent = (work: () => Promise<void>): Promise<void> => work();
  const aside = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      lent(() => mouse.without(() => work().then(resolve, reject))).catch(reject);
    });
  const [{ source, first }, { mount, startAt }] = await Promise.all([openSource(build, flags, { ...io, aside }), import('#tui/mount')]);
  let seen: View | null = null;
  const shell: Shell = {
    source,
    copy: (text) => void io.out(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    suspend: () => mouse.without(io.suspend),
    mouse: mouse.set,
    lend: (how) => {
      lent = how;
    },
    tell: (view) => {
      seen = view;
    },
  };
  const state = { ...startAt(first), mouse: flags['mouse'] !== false };
  const ui = { shell, first: state, unicode: speaksUnicode(io.env), color: colorLevel(io, flags['color'] === false) > 0 };
  try {
    await mount(ui, { signal: io.signal, aloud: flags['screenReader'] === true || io.env['INK_SCREEN_READER'] === 'true' });
  } catch (error) {
    if (!(error instanceof Absent || error instanceof Denied)) throw error;
    io.err(`ccci-probe: ${visibleLine(messageOf(error), 2_000)}\n`);
    return exitStatus.unknown;
  } finally {
    await source[Symbol.asyncDispose]?.();
  }
  io.signal.throwIfAborted();
  const last = seen as View | null;
  return last === null ? (first === 'builds' ? exitStatus.fine : exitStatus.unknown) : verdictStatus(last.report.verdict);
};

export const command: CommandUnit = { define, run };
