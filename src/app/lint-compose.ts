import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Told } from '#classify/what-if/what-if';
import { type Variables, variablesOf } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';
import { messageOf, Usage } from '#model/errors';
import { version } from '#model/version';
import type { StackLint } from '#model/what-if';
import { startAllowanceChecks } from '#swarm/start-allowance-check';
import type { RunContext } from './run-context.ts';

/** Compose files, and how long a start takes. */
export interface LintRequest {
  readonly files: readonly string[];
  /** File of variables; `.env` beside the first file where null. */
  readonly envFile: string | null;
  readonly startTimes: readonly Told[];
}

const MAX_BYTES = 1 << 20;

/** Whether the health check of each service of compose files leaves its start the time it takes; touches no host. */
export const lintComposeFiles = async ({ files, envFile, startTimes }: LintRequest, context: RunContext): Promise<StackLint> => {
  const stack = readComposeFile(
    await Promise.all(files.map(async (file) => ({ file, text: await textOf(resolve(context.cwd, file), file) }))),
    await variables(files, envFile, context),
  );
  const strange = startTimes.find(({ service }) => service !== null && !stack.services.some(({ name }) => name === service));
  if (strange)
    throw new Usage(
      `--migration: the file has no service ${JSON.stringify(strange.service)}; it has ${stack.services.map(({ name }) => name).join(', ')}`,
    );
  const startOf = (name: string) => startTimes.findLast(({ service }) => service === null || service === name)?.ms ?? null;
  return {
    schema: 'ccci-probe/stack-lint@1',
    tool: { version },
    files: files.map((file) => basename(file)),
    services: startAllowanceChecks(stack, startOf),
  };
};

/** As docker itself: the environment goes before the file of variables. */
const variables = async (files: readonly string[], asked: string | null, context: RunContext): Promise<Variables> => {
  const beside = resolve(context.cwd, asked ?? join(dirname(files[0] ?? ''), '.env'));
  const text = asked === null ? await textOf(beside, '.env').catch(() => '') : await textOf(beside, asked);
  return { ...variablesOf(text), ...context.env };
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
