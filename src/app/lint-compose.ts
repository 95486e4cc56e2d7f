import { basename, dirname, join } from 'node:path';
import type { Told } from '#classify/what-if/what-if';
import type { Variables } from '#compose/interpolate';
import { readStackFile } from '#compose/read';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { StackLint } from '#model/what-if';
import type { Format } from '#report/index';
import { jsonText } from '#report/json';
import type { TextOptions } from '#report/text';
import { lintMarkdown } from '#report/what-if/markdown';
import { lintStatus } from '#report/what-if/status';
import { lintText } from '#report/what-if/text';
import { graceChecks } from '#swarm/grace-check';
import type { Setting } from '#swarm/knobs';
import { composeSources, envFileIfThere, envFileOf } from './compose-files.ts';
import type { Io } from './io.ts';

interface Asked {
  readonly build: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly settings: readonly Setting[];
  readonly told: readonly Told[];
  readonly format: Format;
  readonly look: TextOptions;
}

/** Holds the health grace of compose files against the time a start takes; touches no host. */
export const lintStackFile = async ({ build, flags, files, settings, told, format, look }: Asked, io: Io): Promise<number> => {
  if (build !== undefined || flags['stack'] !== undefined || flags['from'] !== undefined)
    throw new Usage('--stack-file looks at a file alone: leave the build, --stack and --from out');
  if (settings.length > 0) throw new Usage('--set turns knobs of a recording; of --stack-file change the file');
  const sources = await composeSources(files, '--stack-file', io);
  const stack = readStackFile(sources, await variables(files, flags['envFile'] as string | undefined, io));
  const strange = told.find(({ service }) => service !== null && !stack.services.some(({ name }) => name === service));
  if (strange)
    throw new Usage(
      `--migration: the file has no service ${JSON.stringify(strange.service)}; it has ${stack.services.map(({ name }) => name).join(', ')}`,
    );
  const startOf = (name: string) => told.findLast(({ service }) => service === null || service === name)?.ms ?? null;
  const lint: StackLint = {
    schema: 'ccci-probe/stack-lint@1',
    tool: { version },
    files: sources.map(({ file }) => basename(file)),
    services: graceChecks(stack, startOf),
  };
  await io.out(format === 'json' ? jsonText(lint) : format === 'markdown' ? lintMarkdown(lint) : lintText(lint, look));
  return lintStatus(lint);
};

/** As docker itself: the environment goes before the file of variables, and `.env` beside the first file is one that need not be there. */
const variables = async (files: readonly string[], asked: string | undefined, io: Io): Promise<Variables> => {
  const beside = join(dirname(files[0] ?? ''), '.env');
  const given = asked === undefined ? await envFileIfThere(beside, '.env', io) : await envFileOf(asked, '--env', io);
  return { ...given, ...io.env };
};
