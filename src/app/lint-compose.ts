import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Told } from '#classify/what-if/what-if';
import { type Variables, variablesOf } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
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

const MAX_BYTES = 1 << 20;

/** Holds the health grace of compose files against the time a start takes; touches no host. */
export const lintStackFile = async ({ build, flags, files, settings, told, format, look }: Asked, io: Io): Promise<number> => {
  if (build !== undefined || flags['stack'] !== undefined || flags['from'] !== undefined)
    throw new Usage('--stack-file looks at a file alone: leave the build, --stack and --from out');
  if (settings.length > 0) throw new Usage('--set turns knobs of a recording; of --stack-file change the file');
  const stack = readComposeFile(
    await Promise.all(files.map(async (file) => ({ file, text: await textOf(resolve(io.cwd, file), file) }))),
    await variables(files, flags['envFile'] as string | undefined, io),
  );
  const strange = told.find(({ service }) => service !== null && !stack.services.some(({ name }) => name === service));
  if (strange)
    throw new Usage(
      `--migration: the file has no service ${JSON.stringify(strange.service)}; it has ${stack.services.map(({ name }) => name).join(', ')}`,
    );
  const startOf = (name: string) => told.findLast(({ service }) => service === null || service === name)?.ms ?? null;
  const lint: StackLint = {
    schema: 'ccci-probe/stack-lint@1',
    tool: { version },
    files: files.map((file) => basename(file)),
    services: graceChecks(stack, startOf),
  };
  await io.out(format === 'json' ? jsonText(lint) : format === 'markdown' ? lintMarkdown(lint) : lintText(lint, look));
  return lintStatus(lint);
};

/** As docker itself: the environment goes before the file of variables. */
const variables = async (files: readonly string[], asked: string | undefined, io: Io): Promise<Variables> => {
  const beside = resolve(io.cwd, asked ?? join(dirname(files[0] ?? ''), '.env'));
  const text = asked === undefined ? await textOf(beside, '.env').catch(() => '') : await textOf(beside, asked);
  return { ...variablesOf(text), ...io.env };
};

const textOf = async (path: string, shown: string): Promise<string> => {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new Usage(`${shown} is larger than 1 MiB: not a compose file`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage((error as { code?: string }).code === 'ENOENT' ? `no file ${shown}` : `cannot read ${shown}: ${messageOf(error)}`);
  }
};
