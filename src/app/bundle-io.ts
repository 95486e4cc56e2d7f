import { resolve } from 'node:path';
import type { Opened } from '#bundle/read';
import type { Sealed } from '#bundle/seal';
import { Usage } from '#model/errors';
import type { Io } from './io.ts';

type Flags = Readonly<Record<string, unknown>>;

/** The bundle that `--from` names; undefined where it was not given. The epochs of a configuration that was named count for it as well. */
export const bundleFrom = async (flags: Flags, io: Io): Promise<Opened | undefined> => {
  if (flags['from'] === undefined) return undefined;
  if (flags['save'] !== undefined) throw new Usage('--save and --from do not go together: the bundle is there already');
  const { readBundle } = await import('#bundle/read');
  const opened = await readBundle(resolve(io.cwd, String(flags['from'])));
  if (['config', 'profile', 'timeout'].every((name) => flags[name] === undefined)) return opened;
  const { readSettings } = await import('./read-settings.ts');
  const { epochs } = (await readSettings(flags, io)).settings;
  const { capture } = opened;
  return epochs.length === 0 ? opened : { ...opened, capture: { ...capture, target: { ...capture.target, epochs } } };
};

/** Writes the evidence where `--save` says, if it was given. */
export const saveTo = async (sealed: Sealed, flags: Flags, io: Io): Promise<void> => {
  if (flags['save'] === undefined) return;
  const { writeBundle } = await import('#bundle/write');
  await writeBundle(sealed, resolve(io.cwd, String(flags['save'])));
};
