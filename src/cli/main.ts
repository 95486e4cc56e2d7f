/**
 * The command line. In: arguments and the process. Out: an exit status; answers go to stdout, all else to stderr. Only start.ts and tests import it.
 *
 *   argv -> commands/index.ts finds the command -> its `parse`: one value -> its `run`: app, then report -> exit status
 */
import { Command, CommanderError } from 'commander';
import type { HostProcess } from '#app/run-context';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import { exitStatus } from '#report/exit-status';
import { visibleLine } from '#report/visible';
import { commands } from './commands/index.ts';
import { addCommon, valueFlags } from './flags/common.ts';
import { flagsOf } from './flags/flags.ts';
import { runContextOf } from './run-context.ts';

/** From arguments to an exit status; the last catch of the program. */
export const main = async (argv: readonly string[], host: HostProcess): Promise<number> => {
  try {
    return await run(argv, host);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.fine : exitStatus.usage;
    if (host.signal.aborted) return exitStatus.interrupted;
    if (error instanceof Usage) return complain(host, messageOf(error), exitStatus.usage);
    if (error instanceof Error && error.name === 'BadBundle') return complain(host, messageOf(error), exitStatus.unknown);
    if (isDisk(error)) return complain(host, `cannot read or write: ${messageOf(error)}`, exitStatus.broken);
    return complain(host, crashWords(error, host.env), exitStatus.broken);
  }
};

/** What the program says of an error of its own; with its stack where CCCI_PROBE_DEBUG asks for it. */
export const crashWords = (error: unknown, env: HostProcess['env']): string =>
  `the program failed: ${messageOf(error)}${env['CCCI_PROBE_DEBUG'] && error instanceof Error ? `\n${error.stack}` : ''}`;

const run = async (argv: readonly string[], host: HostProcess): Promise<number> => {
  const { name, rest } = commandFirst(argv);
  const program = programOf(host);
  let status: number = exitStatus.fine;
  for (const entry of commands) {
    const command = program.command(entry.usage).description(entry.summary);
    if (entry.name !== name) continue;
    const unit = (await entry.load()).command;
    addCommon(command, unit.formats);
    unit.define(command);
    command.action(async (...args: unknown[]) => {
      const flags = flagsOf(command.opts());
      const words = args
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === 'string');
      status = await unit.start(words, flags, runContextOf(host, { quiet: flags.isOn('quiet'), noColor: flags.isOff('color') }));
    });
  }
  if (name === undefined && rest.length === 0) {
    host.err(program.helpInformation());
    return exitStatus.usage;
  }
  await program.parseAsync(name === undefined ? rest : [name, ...rest], { from: 'user' });
  return status;
};

const programOf = (host: HostProcess): Command =>
  new Command('ccci-probe')
    .description('Says whose fault a red build is: the infrastructure, the recipe, the timing or the test.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.out(text),
      writeErr: (text) => host.err(text),
      // Asked of our own view of the terminal: process.stdout is a stream that takes a fifth of the start to load.
      getOutHelpWidth: () => host.columns,
      getErrHelpWidth: () => host.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) =>
        write(
          `ccci-probe: ${visibleLine(
            text
              .trim()
              .replace(/^error: |\.$/g, '')
              .replaceAll('\n', ' '),
          )}; see --help\n`,
        ),
    })
    .addHelpText(
      'after',
      '\nTry: ccci-probe classify 557 --from examples/ghost-557\nExit status: 0 green, 1 red, 2 wrong usage, 3 could not know, 4 program failed.',
    );

/** Moves the command's name before the flags that were given ahead of it, as in `ccci-probe --json classify 557`. */
const commandFirst = (argv: readonly string[]): { name: string | undefined; rest: string[] } => {
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--') break;
    if (arg.startsWith('-')) {
      if (valueFlags.has(arg)) i++;
      continue;
    }
    const known = commands.some((entry) => entry.name === arg);
    if (!known) break;
    return { name: arg, rest: [...argv.slice(0, i), ...argv.slice(i + 1)] };
  }
  if (argv[0] === 'help' && argv[1] !== undefined && commands.some((entry) => entry.name === argv[1]))
    return { name: argv[1], rest: ['--help'] };
  return { name: undefined, rest: [...argv] };
};

const complain = (host: HostProcess, message: string, status: number): number => {
  host.err(complaint(message));
  return status;
};

/** A line of the program's own on stderr. */
export const complaint = (message: string): string => `ccci-probe: ${visibleLine(message, 2000)}\n`;

const isDisk = (error: unknown): boolean =>
  ['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT', 'EIO'].includes((error as { code?: string } | null)?.code ?? '');
