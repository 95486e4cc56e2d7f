import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '#app/read-settings';
import type { RunContext } from '#app/run-context';
import { Usage } from '#model/errors';
import type { Evidence } from '#probes/index';
import { captureText } from '#report/bundle-text';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { defineCommand } from '../define-command.ts';
import { addRecipeFiles, addSources } from '../flags/common.ts';
import type { Flags } from '../flags/flags.ts';
import { formatOf } from '../flags/format.ts';
import { settingsRequestOf, withRecipeFlag } from '../flags/source.ts';
import { subjectOf } from '../flags/subject.ts';

const define = (command: Command): void => {
  addSources(command);
  addRecipeFiles(command);
  command.option('--stack <name>', 'the stack as it stands now').option('-o, --output <bundle>', 'directory or .tar.gz to write');
};

const parse = ([build]: readonly string[], flags: Flags) => {
  const output = flags.text('output');
  if (output === null) throw new Usage('where to? Give -o DIRECTORY or -o FILE.tar.gz');
  const request = { output, format: formatOf(flags), subject: subjectOf(build, flags.text('stack')), settings: settingsRequestOf(flags) };
  return withRecipeFlag(request, flags);
};

const run = async ({ output, format, subject, settings: request }: ReturnType<typeof parse>, context: RunContext): Promise<number> => {
  const { settings } = await readSettings(request, context);
  const [{ captureSubject }, { writeBundle }] = await Promise.all([import('#app/capture/subject'), import('#bundle/write')]);
  const { capture, sealed } = await captureSubject(subject, settings, context, { keep: true });
  await writeBundle(sealed, resolve(context.cwd, output));
  const outcomes = Object.entries(capture.evidence) as [string, NonNullable<Evidence[keyof Evidence]>][];
  await context.out(
    format === 'json'
      ? jsonText({ schema: 'ccci-probe/capture@1', bundle: output, manifest: sealed.manifest })
      : captureText(output, sealed.manifest.digest, outcomes),
  );
  return outcomes.some(([, outcome]) => outcome.status === 'ok') ? exitStatus.fine : exitStatus.unknown;
};

export const command = defineCommand({ define, parse, run });
