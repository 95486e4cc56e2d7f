import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '#app/io';
import { endsOf } from '#bundle/manifest';
import { checkedBundle } from '#bundle/read';
import { Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../../define-command.ts';
import { fitted, formatOf } from '../../terminal/show.ts';

const define = (command: Command): void => {
  command
    .option('--key <file>', 'sign: an SSH key, or its public half where the agent holds it')
    .option('--allowed-signers <file>', 'verify: who may sign (ssh-keygen(1), ALLOWED SIGNERS)')
    .option('--rule <regex>', 'redact: take out what matches too; may be given often', (rule: string, all: string[] = []) => [...all, rule])
    .option('-o, --output <bundle>', 'redact: directory or .tar.gz to write')
    .addHelpText(
      'after',
      `
Verbs:
  show    what a bundle holds: when, where, how each probe ended
  verify  check every hash and the signature; exit 1 names the file that was changed
  sign    sign it with an SSH key, with an in-toto statement of the verdict beside the signature
  diff    what another bundle has that this one has not, by meaning; exit 1 where they differ
  redact  take out more, and write another bundle

Examples:
  ccci-probe bundle sign ghost-557.tar.gz --key ~/.ssh/id_ed25519
  ccci-probe bundle verify ghost-557.tar.gz --allowed-signers signers
  ccci-probe bundle diff before.tar.gz after.tar.gz
  ccci-probe bundle redact ghost-557 --rule 'ci[0-9]+\\.example\\.org' -o for-upstream.tar.gz`,
    );
};

const run = async (
  [verb, path, other]: readonly (string | undefined)[],
  flags: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<number> => {
  const json = formatOf(flags) === 'json';
  const bundle = resolve(io.cwd, path ?? '');
  if (other !== undefined && verb !== 'diff') throw new Usage(`bundle ${verb} takes one bundle`);
  if (verb === 'show') return showBundle(bundle, json, io);
  if (verb === 'verify') return (await import('./verify.ts')).verifyBundle(bundle, flags['allowedSigners'], json, io);
  if (verb === 'sign') return (await import('./sign.ts')).signBundle(bundle, flags['key'], json, io);
  if (verb === 'diff') return (await import('./diff.ts')).diffBundles(bundle, other, json, io);
  if (verb === 'redact') return (await import('./redact.ts')).redactBundle(bundle, flags, json, io);
  throw new Usage(`bundle ${JSON.stringify(verb)}: the verbs are show, verify, sign, diff and redact`);
};

const showBundle = async (bundle: string, json: boolean, io: Io): Promise<number> => {
  const { manifest } = await checkedBundle(bundle);
  const { target, hosts } = manifest;
  const lines = [
    `${target.build === null ? `stack ${target.stack}` : `build ${target.build}`}, captured ${manifest.capturedAt} by ccci-probe ${manifest.tool.version}`,
    manifest.digest,
    ...hosts.map(
      (host) =>
        `host ${host.name} by ${host.via}${host.hostKey ? `, ${host.hostKey}` : ''}${host.clockOffsetMs === null ? '' : `, clock ${host.clockOffsetMs} ms off, give or take ${host.clockErrorMs} ms`}`,
    ),
    ...Object.entries(endsOf(manifest)).map(
      ([id, one]) => `${id}: ${one.status}, ${one.ms} ms, ${one.bytes} bytes${'because' in one ? `, ${one.because}` : ''}`,
    ),
    ...manifest.redactions.map((one) => `redacted in ${one.file}: ${one.count} x ${one.kind}`),
  ];
  await io.out(json ? jsonText(manifest) : fitted(`${lines.map((line) => visibleLine(line)).join('\n')}\n`, io, '  '));
  return exitStatus.fine;
};

export const command: CommandUnit = { define, run };
