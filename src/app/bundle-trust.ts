import { resolve } from 'node:path';
import { BadBundle } from '#bundle/read';
import { checkSignatures, namespace } from '#bundle/signature';
import { carriesSignature } from '#bundle/signature-files';
import { Usage } from '#model/errors';
import type { Signer } from '#model/report';
import type { RunContext } from './run-context.ts';
import type { Trust } from './source.ts';

/**
 * Who signed a bundle; null where nobody did.
 * @throws BadBundle where its signature or statement is broken, naming the file
 * @throws Usage where the file of allowed signers is not there
 */
export const signerOf = async (
  files: ReadonlyMap<string, Uint8Array>,
  allowedSigners: string | null,
  context: Pick<RunContext, 'cwd'>,
): Promise<Signer | null> => {
  if (!carriesSignature(files)) return null;
  const { openSsh } = await import('./open-sources.ts');
  const ssh = await openSsh();
  const found = await checkSignatures(files, { check: (data, signature) => ssh.check(data, signature, namespace) });
  if (found === null) return null;
  if ('file' in found) throw new BadBundle(`${found.file} ${found.because}`);
  if (allowedSigners === null) return { key: found.key, by: null };
  const path = resolve(context.cwd, allowedSigners);
  const { existsSync } = await import('node:fs');
  if (!existsSync(path)) throw new Usage(`--allowed-signers: there is no ${allowedSigners}`);
  return { key: found.key, by: await ssh.whoSigned(files.get('manifest.json') ?? new Uint8Array(), found.signature, namespace, path) };
};

/**
 * Who signed the bundle that is to be judged.
 * @throws Usage where its signature is broken, or where it must be signed and is not by one of the allowed
 */
export const trustedSigner = async (
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  { allowedSigners, requireSigned }: Trust,
  context: Pick<RunContext, 'cwd'>,
): Promise<Signer | null> => {
  const signer = await signerOf(files, allowedSigners, context).catch((error: unknown) => {
    throw error instanceof BadBundle ? new Usage(`${path} is refused: ${error.message}`) : error;
  });
  if (!requireSigned) return signer;
  if (signer === null) throw new Usage(`${path} is refused: it is not signed, and --require-signed is given`);
  if (allowedSigners !== null && signer.by === null)
    throw new Usage(`${path} is refused: ${signer.key} signed it, who is not in ${allowedSigners}`);
  return signer;
};
