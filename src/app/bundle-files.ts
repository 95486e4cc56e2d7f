import { resolve } from 'node:path';
import type { Opened } from '#bundle/read';
import type { Sealed } from '#bundle/seal';
import type { RunContext } from './run-context.ts';
import type { EvidenceRequest } from './source.ts';

/** The bundle of a source; undefined where it is no bundle. The epochs of a configuration that was named count for it as well. */
export const bundleOf = async ({ source, settings }: EvidenceRequest, context: RunContext): Promise<Opened | undefined> => {
  if (source.from !== 'bundle') return undefined;
  const { readBundle } = await import('#bundle/read');
  const opened = await readBundle(resolve(context.cwd, source.path));
  if (settings.config === null && settings.profile === null && settings.timeout === null) return opened;
  const { readSettings } = await import('./read-settings.ts');
  const { epochs } = (await readSettings(settings, context)).settings;
  const { capture } = opened;
  return epochs.length === 0 ? opened : { ...opened, capture: { ...capture, target: { ...capture.target, epochs } } };
};

/** Writes the evidence to a bundle, if one was named. */
export const saveBundle = async (sealed: Sealed, path: string | null, context: RunContext): Promise<void> => {
  if (path === null) return;
  const { writeBundle } = await import('#bundle/write');
  await writeBundle(sealed, resolve(context.cwd, path));
};
