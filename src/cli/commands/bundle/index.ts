import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunContext } from '#app/run-context';
import { anySigner } from '#app/source';
import { endsByProbe } from '#bundle/manifest';
import { checkedBundle } from '#bundle/read';
import { carriesSignature } from '#bundle/signature-files';
import { Usage } from '#model/errors';
import { manifestText } from '#report/bundle-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { defineCommand } from '../../define-command.ts';
import { collected, type Flags } from '../../flags/flags.ts';
import { formatOf } from '../../flags/format.ts';
import { fitted } from '../../terminal/fitted.ts';

const define = (command: Command): void => {
  command
    .option('--key <file>', 'sign: an SSH key, or its public half where the agent holds it')
    .option('--allowed-signers <file>', 'verify: who may sign (ssh-keygen(1), ALLOWED SIGNERS)')
    .option('--rule <regex>', 'redact: take out what matches too; may be given often', collected)
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

const parse = ([verb, path = '', other]: readonly string[], flags: Flags) => {
  if (other !== undefined && verb !== 'diff') throw new Usage(`bundle ${verb} takes one bundle`);
  return {
    verb,
    path,
    other,
    json: formatOf(flags) === 'json',
    key: flags.text('key'),
    allowedSigners: flags.text('allowedSigners'),
    output: flags.text('output'),
    rules: flags.texts('rule'),
  };
};

const run = async (request: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { verb, json, other } = request;
  const bundle = resolve(context.cwd, request.path);
  if (verb === 'show') return showBundle(bundle, json, context);
  if (verb === 'verify') return (await import('./verify.ts')).verifyBundle(bundle, request.allowedSigners, json, context);
  if (verb === 'sign') return (await import('./sign.ts')).signBundle(bundle, request.key, json, context);
  if (verb === 'diff') return (await import('./diff.ts')).diffBundles(bundle, other, json, context);
  if (verb === 'redact') return (await import('./redact.ts')).redactBundle(bundle, request, json, context);
  throw new Usage(`bundle ${JSON.stringify(verb)}: the verbs are show, verify, sign, diff and redact`);
};

const showBundle = async (bundle: string, json: boolean, context: RunContext): Promise<number> => {
  const { manifest, files } = await checkedBundle(bundle);
  if (carriesSignature(files)) await (await import('#app/bundle-trust')).trustedSigner(bundle, files, anySigner, context);
  await context.out(json ? jsonText(manifest) : fitted(manifestText({ ...manifest, probes: endsByProbe(manifest) }), context, '  '));
  return exitStatus.fine;
};

export const command = defineCommand({ define, parse, run });
