import type { Command } from 'commander';
import { contextWith, type RunContext, speaksUnicode } from '#app/run-context';
import { openSource } from '#app/ui/open-source';
import { Absent, Denied, messageOf, Usage } from '#model/errors';
import { exitStatus, verdictStatus } from '#report/exit-status';
import { visibleLine } from '#report/visible';
import type { Host, View } from '#tui/mount';
import { defineCommand } from '../define-command.ts';
import { addRecording, addSources, addTrust } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { evidenceRequestOf } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';
import { askPassphrase } from '../terminal/ask-passphrase.ts';
import { terminalMouse } from '../terminal/mouse.ts';

const define = (command: Command): void => {
  addTrust(command);
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

const parse = ([build]: readonly string[], flags: Flags) => ({
  subject: subjectOf(build, flags.text('stack')),
  evidence: evidenceRequestOf(flags),
  mouse: !flags.isOff('mouse'),
  aloud: flags.isOn('screenReader'),
});

/** The context in which passphrases are asked for on a terminal that the UI lends. */
const lentContext = (context: RunContext, aside: NonNullable<RunContext['aside']>): RunContext => {
  const lent = contextWith(context, { aside });
  return contextWith(lent, { askPassphrase: askPassphrase(lent) });
};

const run = async (request: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  if (!context.outIsTty || !context.inIsTty) throw new Usage('tui needs a terminal: use ccci-probe classify here');
  const mouse = terminalMouse(context);
  let lent = (work: () => Promise<void>): Promise<void> => work();
  const aside = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      lent(() => mouse.without(() => work().then(resolve, reject))).catch(reject);
    });
  const [{ source, first }, { mount, initialState }] = await Promise.all([
    openSource(request.subject, request.evidence, lentContext(context, aside)),
    import('#tui/mount'),
  ]);
  let shown: View | null = null;
  const host: Host = {
    source,
    copy: (text) => void context.out(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    suspend: () => mouse.without(context.suspend),
    mouse: mouse.set,
    lend: (how) => {
      lent = how;
    },
    tell: (view) => {
      shown = view;
    },
  };
  const state = { ...initialState(first), mouse: request.mouse };
  const ui = { host, first: state, unicode: speaksUnicode(context.env), color: context.colorLevel > 0 };
  try {
    await mount(ui, { signal: context.signal, aloud: request.aloud || context.env['INK_SCREEN_READER'] === 'true' });
  } catch (error) {
    if (!(error instanceof Absent || error instanceof Denied)) throw error;
    context.err(`ccci-probe: ${visibleLine(messageOf(error), 2_000)}\n`);
    return exitStatus.unknown;
  } finally {
    await source[Symbol.asyncDispose]?.();
  }
  context.signal.throwIfAborted();
  const last = shown as View | null;
  return last === null ? (first === 'builds' ? exitStatus.fine : exitStatus.unknown) : verdictStatus(last.report.verdict);
};

export const command = defineCommand({ define, parse, run });
