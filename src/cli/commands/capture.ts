import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '#app/io';
import { readSettings } from '#app/read-settings';
import { Usage } from '#model/errors';
import { reasonOf } from '#model/outcome';
import type { Evidence } from '#probes/index';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import type { CommandUnit } from '../define-command.ts';
import { addSources } from '../flags/common.ts';
import { subjectOf } from '../flags/subject.ts';
import { formatOf } from '../terminal/show.ts';

const define = (command: Command): void => {
  addSources(command);
  command.option('--stack <name>', 'the stack as it stands now').option('-o, --output <bundle>', 'directory or .tar.gz to write');
};

const run = async ([build]: readonly (string | undefined)[], flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> => {
  if (flags['output'] === undefined) throw new Usage('where to? Give -o DIRECTORY or -o FILE.tar.gz');
  const format = formatOf(flags);
  const subject = subjectOf(build, flags['stack'] as string | undefined);
  const { settings } = await readSettings(flags, io);
  const [{ investigate }, { writeBundle }] = await Promise.all([import('#app/capture/subject'), import('#bundle/write')]);
  const { capture, sealed } = await investigate(subject, settings, io, { quiet: flags['quiet'] === true, keep: true });
  const path = resolve(io.cwd, String(flags['output']));
  await writeBundle(sealed, path);
  const outcomes = Object.entries(capture.evidence) as [string, NonNullable<Evidence[keyof Evidence]>][];
  await io.out(
    format === 'json'
      ? jsonText({ schema: 'ccci-probe/capture@1', bundle: String(flags['output']), manifest: sealed.manifest })
      : `${visibleLine(String(flags['output']))}: ${outcomes.length} probes, ${outcomes.filter(([, one]) => one.status === 'ok').length} ok, ${sealed.manifest.digest}\n${outcomes
          .map(([id, one]) => `  ${id}: ${one.status}${one.status === 'ok' ? '' : `, ${visibleLine(reasonOf(one), 300)}`}\n`)
          .join('')}`,
  );
  return outcomes.some(([, one]) => one.status === 'ok') ? exitStatus.fine : exitStatus.unknown;
};

export const command: CommandUnit = { define, run };
