import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BadBundle, checkedBundle } from '#bundle/read';
import { messageOf, Usage } from '#model/trouble';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import type { Io } from '../io.ts';
import { formatOf } from '../show.ts';

const define = (command: Command): void => {
  command.addHelpText(
    'after',
    '\nVerbs:\n  show    what a bundle holds: when, where, how each probe ended\n  verify  check every hash; exit 1 names the file that was changed',
  );
};

const run = async ([verb, path]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  const json = formatOf(flags) === 'json';
  const bundle = resolve(io.cwd, path ?? '');
  if (verb === 'show') return showBundle(bundle, json, io);
  if (verb === 'verify') return verifyBundle(bundle, json, io);
  throw new Usage(`bundle ${JSON.stringify(verb)}: the verbs are show and verify`);
};

const showBundle = async (bundle: string, json: boolean, io: Io): Promise<number> => {
  const { manifest } = await checkedBundle(bundle);
  const { target, probes, hosts } = manifest;
  const lines = [
    `${target.build === null ? `stack ${target.stack}` : `build ${target.build}`}, captured ${manifest.capturedAt} by ccci-probe ${manifest.tool.version}`,
    manifest.digest,
    ...hosts.map(
      (host) =>
        `host ${host.name} by ${host.via}${host.hostKey ? `, ${host.hostKey}` : ''}${host.clockOffsetMs === null ? '' : `, clock ${host.clockOffsetMs} ms off, give or take ${host.clockErrorMs} ms`}`,
    ),
    ...Object.entries(probes).map(
      ([id, one]) => `${id}: ${one.status}, ${one.ms} ms, ${one.bytes} bytes${'because' in one ? `, ${one.because}` : ''}`,
    ),
    ...manifest.redactions.map((one) => `redacted in ${one.file}: ${one.count} x ${one.kind}`),
  ];
  await io.out(json ? jsonText(manifest) : `${lines.map((line) => visibleLine(line)).join('\n')}\n`);
  return exitStatus.fine;
};

const verifyBundle = async (bundle: string, json: boolean, io: Io): Promise<number> => {
  try {
    const { manifest, files } = await checkedBundle(bundle);
    await io.out(
      json
        ? jsonText({ schema: 'ccci-probe/verify@1', whole: true, because: null, digest: manifest.digest })
        : `whole: ${files.size} files, ${manifest.digest}\n`,
    );
    return exitStatus.fine;
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error;
    await io.out(
      json
        ? jsonText({ schema: 'ccci-probe/verify@1', whole: false, because: messageOf(error), digest: null })
        : `not whole: ${visibleLine(messageOf(error))}\n`,
    );
    return exitStatus.found;
  }
};

export const command: CommandUnit = { define, run };
