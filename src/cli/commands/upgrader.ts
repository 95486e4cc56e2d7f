import type { Command } from 'commander';
import type { Io } from '#app/io';
import { readSettings } from '#app/read-settings';
import { wire } from '#app/wire';
import { Usage } from '#model/errors';
import { type Outcome, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { Target } from '#probes/define-probe';
import { runProbe } from '#probes/run-probe';
import { type Upgrader, upgrader } from '#probes/upgrader';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { formatOf } from '../terminal/show.ts';

type Flags = Readonly<Record<string, unknown>>;

const define = (command: Command): void => {
  addSources(command);
  command
    .option('--session <name>', 'the tmux session (default: upgrader.session of the configuration)')
    .option('--command <line>', 'what start and fresh run in it (default: upgrader.command)')
    .addHelpText(
      'after',
      '\nVerbs:\n  status  absent, busy, idle or wedged, and what start would do now (the default)\n  start   use or create: a busy session is left alone, another is replaced\n  fresh   always a new session\n  stop    end the session\nExit status of status: 0 in order, 1 a finding (wedged, or --with-tests), 3 not to be known.',
    );
};

const verbs = ['status', 'start', 'fresh', 'stop'];

const run = async ([word = 'status']: readonly (string | undefined)[], flags: Flags, io: Io): Promise<number> => {
  const format = formatOf(flags);
  if (!verbs.includes(word)) throw new Usage(`upgrader ${JSON.stringify(word)}: the verbs are ${verbs.join(', ')}`);
  const { settings } = await readSettings(flags, io);
  const name = (flags['session'] as string | undefined) ?? settings.upgrader?.session;
  const line = (flags['command'] as string | undefined) ?? settings.upgrader?.command;
  if (name === undefined) throw new Usage('which session? Give --session NAME, or upgrader: in ccci-probe.yaml');
  if (!/^\w[\w.-]{0,99}$/.test(name) || name.includes('.'))
    throw new Usage(`--session ${JSON.stringify(name)}: a tmux session is named by letters, digits, - and _`);
  if ((word === 'start' || word === 'fresh') && (line === undefined || line.trim() === ''))
    throw new Usage(`what should ${word} run? Give --command LINE, or upgrader.command in ccci-probe.yaml`);
  if (line !== undefined && /--with-tests\b/.test(line))
    throw new Usage('--with-tests is never given to the upgrader: a recipe run does not edit tests');
  const opened = await wire(settings, io);
  try {
    const look = async (): Promise<Outcome<Upgrader>> => {
      const target: Target = { build: null, stack: null, repo: null, proxyNetwork: settings.proxyNetwork, upgrader: name };
      return runProbe(upgrader, opened.ports, target, io.signal, io.monotonic);
    };
    const before = await look();
    if (before.status !== 'ok') return tell({ session: name, outcome: before, did: null, would: null }, format, io);
    const would = before.artifact.state === 'busy' ? 'leave it' : before.artifact.state === 'absent' ? 'create it' : 'replace it';
    const did = await act(word, before.artifact, { name, line: line ?? '' }, opened.tmux, io);
    const outcome = did === null ? before : await look();
    return tell({ session: name, outcome, did, would: word === 'status' ? would : null }, format, io);
  } finally {
    await opened.close();
  }
};

const act = async (
  word: string,
  { state }: Upgrader,
  { name, line }: { name: string; line: string },
  tmux: Awaited<ReturnType<typeof wire>>['tmux'],
  io: Io,
): Promise<string | null> => {
  if (word === 'status') return null;
  if (word === 'stop') {
    if (state === 'absent') return 'nothing: there is no such session';
    await tmux.stop(name, io.signal);
    return 'stopped it';
  }
  if (word === 'start' && state === 'busy') return 'left it alone: it is busy';
  if (state !== 'absent') await tmux.stop(name, io.signal);
  await tmux.start(name, line, io.signal);
  return state === 'absent' ? 'created it' : 'replaced it';
};

interface Told {
  readonly session: string;
  readonly outcome: Outcome<Upgrader>;
  readonly did: string | null;
  readonly would: string | null;
}

const tell = async ({ session, outcome, did, would }: Told, format: string, io: Io): Promise<number> => {
  const seen = outcome.status === 'ok' ? outcome.artifact : null;
  const findings = [
    ...(seen?.arguments.some((args) => /--with-tests\b/.test(args)) ? ['it runs with --with-tests'] : []),
    ...(seen?.state === 'wedged' ? [seen.because] : []),
  ];
  if (format === 'json')
    await io.out(
      jsonText({
        schema: 'ccci-probe/upgrader@1',
        tool: { version },
        session,
        state: seen?.state ?? null,
        because: seen?.because ?? reasonOf(outcome),
        did,
        startWould: would,
        findings,
        seen,
      }),
    );
  else {
    const lines = [
      `${session}: ${seen ? `${seen.state}, ${seen.because}` : `not to be known, ${reasonOf(outcome)}`}`,
      ...(did ? [did] : []),
      ...(would ? [`start would ${would}`] : []),
      ...findings.map((finding) => `finding: ${finding}`),
      ...(seen?.arguments ?? []).map((args) => `  ${args}`),
      ...(seen?.screen ?? []).slice(-8).map((text) => `  | ${text}`),
    ];
    await io.out(`${lines.map((text) => visibleLine(text, 300)).join('\n')}\n`);
  }
  if (!seen) return exitStatus.unknown;
  return findings.length > 0 ? exitStatus.found : exitStatus.fine;
};

export const command: CommandUnit = { define, run };
