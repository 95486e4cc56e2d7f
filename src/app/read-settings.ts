import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Found, type Settings, settingsOf, timeoutOf } from '#config/settings';
import { messageOf, Usage } from '#model/errors';
import type { Io } from './io.ts';

/** Flags, environment and files, resolved once. `--config` names the only file; else ./ccci-probe.yaml goes before the user's own. */
export const readSettings = async (
  flags: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<{ settings: Settings; files: readonly Found[] }> => {
  const files = await configFiles(flags['config'] as string | undefined, io);
  const { timeout, ...others } = flags;
  const settings = settingsOf(others, io.env, files, (flags['profile'] as string | undefined) ?? null);
  return { settings: timeout === undefined ? settings : { ...settings, timeoutMs: timeoutOf(String(timeout)) }, files };
};

const configFiles = async (asked: string | undefined, io: Io): Promise<Found[]> => {
  if (asked !== undefined) return [await found(resolve(io.cwd, asked), asked, true)].flatMap((file) => file ?? []);
  const user = join(io.env['XDG_CONFIG_HOME'] || join(io.home, '.config'), 'ccci-probe', 'ccci-probe.yaml');
  const files = await Promise.all([found(resolve(io.cwd, 'ccci-probe.yaml'), './ccci-probe.yaml', false), found(user, user, false)]);
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
