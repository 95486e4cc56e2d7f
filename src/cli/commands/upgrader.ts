import type { Command } from 'commander';
import { captureEvidence } from '#app/capture/evidence';
import { targetOf } from '#app/capture/target';
import { openSources, type Sources } from '#app/open-sources';
import { readSettings } from '#app/read-settings';
import { quietly, type RunContext } from '#app/run-context';
import { Usage } from '#model/errors';
import { type Outcome, reasonOf } from '#model/outcome';
import { version } from '#model/version';
import type { Upgrader } from '#probes/upgrader';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { type UpgraderAnswer, upgraderText } from '#report/upgrader-text';
import { defineCommand } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { settingsRequestOf } from '../flags/source.ts';

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

const verbs = ['status', 'start', 'fresh', 'stop'] as const;
type Verb = (typeof verbs)[number];

const parse = ([word = 'status']: readonly string[], flags: Flags) => {
  const verb = verbs.find((candidate) => candidate === word);
  if (verb === undefined) throw new Usage(`upgrader ${JSON.stringify(word)}: the verbs are ${verbs.join(', ')}`);
  return {
    verb,
    format: formatOf(flags),
    session: flags.text('session'),
    command: flags.text('command'),
    settings: settingsRequestOf(flags),
  };
};

type Request = ReturnType<typeof parse>;

const run = async (request: Request, context: RunContext): Promise<number> => {
  const { settings } = await readSettings(request.settings, context);
  const session = request.session ?? settings.upgrader?.session;
  const command = request.command ?? settings.upgrader?.command ?? '';
  if (session === undefined) throw new Usage('which session? Give --session NAME, or upgrader: in ccci-probe.yaml');
  checkSession(session, command, request.verb);
  const sources = await openSources(settings, context);
  try {
    const target = { ...targetOf({ build: null, stack: null }, settings), upgrader: session };
    const look = async (): Promise<Outcome<Upgrader>> => {
      const { capture } = await captureEvidence({ settings, target, probes: ['upgrader'], sources }, quietly(context));
      return capture.evidence.upgrader ?? { status: 'absent', because: 'it was not looked at', ms: 0, bytes: 0 };
    };
    const before = await look();
    if (before.status !== 'ok') return answer(session, before, null, null, request, context);
    const did = await act(request.verb, before.artifact, { session, command }, sources.tmux, context);
    const would = request.verb === 'status' ? nextOf(before.artifact) : null;
    return answer(session, did === null ? before : await look(), did, would, request, context);
  } finally {
    await sources.close();
  }
};

const checkSession = (session: string, command: string, verb: Verb): void => {
  if (!/^\w[\w-]{0,99}$/.test(session))
    throw new Usage(`--session ${JSON.stringify(session)}: a tmux session is named by letters, digits, - and _`);
  if ((verb === 'start' || verb === 'fresh') && command.trim() === '')
    throw new Usage(`what should ${verb} run? Give --command LINE, or upgrader.command in ccci-probe.yaml`);
  if (/--with-tests\b/.test(command)) throw new Usage('--with-tests is never given to the upgrader: a recipe run does not edit tests');
};

/** What `start` would do. */
const nextOf = ({ state }: Upgrader): string => {
  if (state === 'busy') return 'leave it';
  return state === 'absent' ? 'create it' : 'replace it';
};

const act = async (
  verb: Verb,
  { state }: Upgrader,
  { session, command }: { readonly session: string; readonly command: string },
  tmux: Sources['tmux'],
  { signal }: RunContext,
): Promise<string | null> => {
  if (verb === 'status') return null;
  if (verb === 'stop') {
    if (state === 'absent') return 'nothing: there is no such session';
    await tmux.stop(session, signal);
    return 'stopped it';
  }
  if (verb === 'start' && state === 'busy') return 'left it alone: it is busy';
  if (state !== 'absent') await tmux.stop(session, signal);
  await tmux.start(session, command, signal);
  return state === 'absent' ? 'created it' : 'replaced it';
};

const answer = async (
  session: string,
  outcome: Outcome<Upgrader>,
  did: string | null,
  startWould: string | null,
  { format }: Request,
  context: RunContext,
): Promise<number> => {
  const seen = outcome.status === 'ok' ? outcome.artifact : null;
  const findings = [
    ...(seen?.arguments.some((line) => /--with-tests\b/.test(line)) ? ['it runs with --with-tests'] : []),
    ...(seen?.state === 'wedged' ? [seen.because] : []),
  ];
  const because = seen?.because ?? reasonOf(outcome);
  const report: UpgraderAnswer = { session, state: seen?.state ?? null, because, did, startWould, findings, seen };
  await context.out(format === 'json' ? jsonText({ schema: 'ccci-probe/upgrader@1', tool: { version }, ...report }) : upgraderText(report));
  if (!seen) return exitStatus.unknown;
  return findings.length > 0 ? exitStatus.found : exitStatus.fine;
};

export const command = defineCommand({ define, parse, run });
