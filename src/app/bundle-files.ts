import { resolve } from 'node:path';
import type { Opened } from '#bundle/read';
import type { Sealed } from '#bundle/seal';
import { carriesSignature } from '#bundle/signature-files';
import type { RunContext } from './run-context.ts';
import type { EvidenceRequest, Trust } from './source.ts';

/** The bundle of a source; undefined where it is no bundle. The epochs of a configuration that was named count for it as well. */
export const bundleOf = async ({ source, settings }: EvidenceRequest, context: RunContext): Promise<Opened | undefined> => {
  if (source.from !== 'bundle') return undefined;
  const opened = await openBundle(source.path, source.trust, context);
  if (settings.config === null && settings.profile === null && settings.timeout === null) return opened;
  const { readSettings } = await import('./read-settings.ts');
  const { epochs } = (await readSettings(settings, context)).settings;
  const { capture } = opened;
  return epochs.length === 0 ? opened : { ...opened, capture: { ...capture, target: { ...capture.target, epochs } } };
};

/**
 * A bundle whose signature, where it carries one, holds.
 * @throws Usage where the signature is broken, or one is required and not there
 */
export const openBundle = async (path: string, trust: Trust, context: Pick<RunContext, 'cwd'>): Promise<Opened> => {
  const { readBundle } = await import('#bundle/read');
  const opened = await readBundle(resolve(context.cwd, path));
  const signer =
    carriesSignature(opened.files) || trust.requireSigned
      ? await (await import('./bundle-trust.ts')).trustedSigner(path, opened.files, trust, context)
      : null;
  return { ...opened, capture: { ...opened.capture, signer } };
};

/** Writes the evidence to a bundle, if one was named. */
export const saveBundle = async (sealed: Sealed, path: string | null, context: RunContext): Promise<void> => {
  if (path === null) return;
  const { writeBundle } = await import('#bundle/write');
  await writeBundle(sealed, resolve(context.cwd, path));
};
