import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ownSecrets } from '#app/capture/redacted';
import { openRecorder, openSources } from '#app/open-sources';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { redact } from '#bundle/redact';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import { record } from '#recording/recorder/recorder';
import { exitStatus } from '#report/exit-status';
import { visibleLine } from '#report/visible';
import { defineCommand } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { durationFlag, sizeFlag } from '../flags/record.ts';
import { settingsRequestOf } from '../flags/source.ts';

const define = (command: Command): void => {
  addSources(command);
  command
    .option('-o, --output <file>', 'recording to write, or to go on with (default: the profile’s recording, or flight.db)')
    .option('--every <duration>', 'time between two looks (default: 2s)')
    .option('--for <duration>', 'end by itself after so long, such as 30m or 14d')
    .option('--keep <duration>', 'drop what is older (default: 14d)')
    .option('--keep-bytes <size>', 'drop the oldest beyond this size (default: 2GiB)')
    .addHelpText(
      'after',
      `
Follows Docker's events, tasks, services, containers' health, addresses, nodes,
the host's load and the daemon's log, and stores what changed, secrets taken
out. It reads only. Stop it with Ctrl-C or SIGTERM: what was seen is written.
Exit status: 0 --for is over, 130 stopped, 3 Docker was never read, 4 the file
could not be written to at the end.
Examples:
  ccci-probe record --ssh ci.example.org -o flight.db
  ccci-probe classify --stack ghos-bdd2f3 --recording flight.db`,
    );
};

const parse = (_: readonly string[], flags: Flags) => {
  formatOf(flags);
  const everyMs = durationFlag(flags, 'every') ?? 2_000;
  if (everyMs < 200) throw new Usage('--every: at least 200ms');
  return {
    everyMs,
    forMs: durationFlag(flags, 'for'),
    keepMs: durationFlag(flags, 'keep') ?? 14 * DAY_MS,
    keepBytes: sizeFlag(flags, 'keep-bytes') ?? 2 * 2 ** 30,
    output: flags.text('output'),
    settings: settingsRequestOf(flags),
  };
};

const DAY_MS = 86_400_000;

const run = async (request: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { everyMs, forMs, keepMs, keepBytes, output } = request;
  const { settings } = await readSettings(request.settings, context);
  const path = resolve(context.cwd, output ?? settings.recording ?? 'flight.db');
  const say = (text: string): void => {
    if (!context.quiet) context.err(`${context.wall().slice(0, 19)}Z ${visibleLine(text, 400)}\n`);
  };
  const options = { key: randomBytes(32), known: ownSecrets(context.env) };
  const store = await openRecorder(path, {
    tool: version,
    source: settings.docker ?? (settings.ssh === null ? 'local' : `ssh ${settings.ssh}`),
  });
  const ending = new AbortController();
  const over = forMs === null ? Number.POSITIVE_INFINITY : Date.now() + forMs;
  // A timer holds no more than 24 days.
  const timer = setInterval(() => Date.now() >= over && ending.abort(new Error('--for is over')), Math.min(1_000, forMs ?? 1_000));
  try {
    say(`recording into ${path}`);
    const { read, written } = await record({
      store,
      everyMs,
      keepMs,
      keepBytes,
      say,
      signal: AbortSignal.any([context.signal, ending.signal]),
      now: Date.now,
      redact: (value) => redact(value, options).value,
      connect: async () => {
        const opened = await openSources(settings, context);
        return { docker: opened.ports.docker, host: opened.ports.host, ...opened.streams, [Symbol.asyncDispose]: opened.close };
      },
    });
    if (!written) return exitStatus.broken;
    if (context.signal.aborted) return exitStatus.interrupted;
    return read ? exitStatus.fine : exitStatus.unknown;
  } finally {
    clearInterval(timer);
    store[Symbol.dispose]();
  }
};

export const command = defineCommand({ define, parse, run });
