import { basename, dirname, join } from 'node:path';
import type { Told } from '#classify/what-if/what-if';
import type { Variables } from '#compose/interpolate';
import { readComposeFile } from '#compose/read';
import { Usage } from '#model/errors';
import { version } from '#model/version';
import type { StackLint } from '#model/what-if';
import { startAllowanceChecks } from '#swarm/start-allowance-check';
import { composeSources, envFileIfThere, envFileOf } from './compose-files.ts';
import type { RunContext } from './run-context.ts';

/** Compose files, and how long a start takes. */
export interface LintRequest {
  readonly files: readonly string[];
  /** File of variables; `.env` beside the first file where null. */
  readonly envFile: string | null;
  readonly startTimes: readonly Told[];
}

/** Whether the health check of each service of compose files leaves its start the time it takes; touches no host. */
export const lintComposeFiles = async ({ files, envFile, startTimes }: LintRequest, context: RunContext): Promise<StackLint> => {
  const sources = await composeSources(files, '--stack-file', context);
  const stack = readComposeFile(sources, await variables(files, envFile, context));
  const strange = startTimes.find(({ service }) => service !== null && !stack.services.some(({ name }) => name === service));
  if (strange)
    throw new Usage(
      `--migration: the file has no service ${JSON.stringify(strange.service)}; it has ${stack.services.map(({ name }) => name).join(', ')}`,
    );
  const startOf = (name: string) => startTimes.findLast(({ service }) => service === null || service === name)?.ms ?? null;
  return {
    schema: 'ccci-probe/stack-lint@1',
    tool: { version },
    files: sources.map(({ file }) => basename(file)),
    services: startAllowanceChecks(stack, startOf),
  };
};

/** As docker itself: the environment goes before the env file, and `.env` beside the first file is one that need not be there. */
const variables = async (files: readonly string[], asked: string | null, context: RunContext): Promise<Variables> => {
  const beside = join(dirname(files[0] ?? ''), '.env');
  const given = asked === null ? await envFileIfThere(beside, '.env', context) : await envFileOf(asked, '--env', context);
  return { ...given, ...context.env };
};
