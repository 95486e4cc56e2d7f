import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Found, type Settings, settingsOf, timeoutOf } from '#config/settings';
import { messageOf, Usage } from '#model/errors';
import type { RunContext } from './run-context.ts';
import type { SettingsRequest } from './source.ts';

/**
 * The settings: command line, environment and files, resolved once. `--config` names the only file; else ./ccci-probe.yaml goes before the
 * user's own.
 * @throws Usage where a file is missing or a value is not understood
 */
export const readSettings = async (
  { config, profile, timeout, overrides }: SettingsRequest,
  context: RunContext,
): Promise<{ settings: Settings; files: readonly Found[] }> => {
  const files = await configFiles(config, context);
  const settings = settingsOf(overrides, context.env, files, profile);
  return { settings: timeout === null ? settings : { ...settings, timeoutMs: timeoutOf(timeout) }, files };
};

const configFiles = async (asked: string | null, context: RunContext): Promise<Found[]> => {
  if (asked !== null) return [await found(resolve(context.cwd, asked), asked, true)].flatMap((file) => file ?? []);
  const user = join(context.env['XDG_CONFIG_HOME'] || join(context.home, '.config'), 'ccci-probe', 'ccci-probe.yaml');
  const files = await Promise.all([found(resolve(context.cwd, 'ccci-probe.yaml'), './ccci-probe.yaml', false), found(user, user, false)]);
  return files.flatMap((file) => file ?? []);
};

const found = async (path: string, shown: string, must: boolean): Promise<Found | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');
    if (missing && !must) return undefined;
    throw new Usage(missing ? `no configuration file ${shown}` : `cannot read ${shown}: ${messageOf(error)}`);
  }
  const { parseConfig } = await import('#config/load');
  return { file: shown, config: parseConfig(shown, text) };
};
