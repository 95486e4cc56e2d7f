import { resolve } from 'node:path';
import type { RunContext } from '#app/run-context';
import { isTar } from '#bundle/manifest';
import { BadBundle, checkedBundle, checkGzipHead } from '#bundle/read';
import { checkSignatures, namespace } from '#bundle/signature';
import { messageOf, Usage } from '#model/errors';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import { fitted } from '../../terminal/fitted.ts';

/** Holds every hash, the digest and the signatures of a bundle; 1 where one is wrong, with the file's name. */
export const verifyBundle = async (path: string, allowedSigners: string | null, json: boolean, context: RunContext): Promise<number> => {
  const say = (answer: { whole: boolean; because: string | null; digest: string | null; signed: Signed | null }, text: string) =>
    context.out(json ? jsonText({ schema: 'ccci-probe/verify@1', ...answer }) : fitted(`${visibleLine(text, 2000)}\n`, context, '  '));
  try {
    const { manifest, files } = await checkedBundle(path);
    if (isTar(path)) checkGzipHead(path);
    const signed = await signerOf(files, allowedSigners === null ? null : resolve(context.cwd, allowedSigners));
    const isStranger = allowedSigners !== null && (signed === null || signed.by === null);
    const because = !isStranger
      ? null
      : signed === null
        ? 'it is not signed'
        : `signature.sshsig is by ${signed.key}, who is not in ${allowedSigners}`;
    await say(
      { whole: because === null, because, digest: manifest.digest, signed },
      because === null ? `whole: ${files.size} files, ${manifest.digest}; ${shown(signed)}` : `not whole: ${because}`,
    );
    return because === null ? exitStatus.fine : exitStatus.found;
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error;
    await say({ whole: false, because: messageOf(error), digest: null, signed: null }, `not whole: ${messageOf(error)}`);
    return exitStatus.found;
  }
};

interface Signed {
  readonly key: string;
  /** Whom the allowed signers file names for it; null where it does not, or none was given. */
  readonly by: string | null;
}

const shown = (signed: Signed | null): string => {
  if (signed === null) return 'not signed';
  return signed.by === null
    ? `signed by ${signed.key}: valid, whose key it is --allowed-signers would tell`
    : `signed by ${signed.by} (${signed.key})`;
};

const signerOf = async (files: ReadonlyMap<string, Uint8Array>, allowedSigners: string | null): Promise<Signed | null> => {
  if (![...files.keys()].some((name) => /^(?:signature|statement)\./.test(name))) return null;
  const { openSsh } = await import('#app/open-sources');
  const ssh = await openSsh();
  const found = await checkSignatures(files, { check: (data, signature) => ssh.check(data, signature, namespace) });
  if (found === null) return null;
  if ('file' in found) throw new BadBundle(`${found.file} ${found.because}`);
  if (allowedSigners === null) return { key: found.key, by: null };
  const { existsSync } = await import('node:fs');
  if (!existsSync(allowedSigners)) throw new Usage(`--allowed-signers: there is no ${allowedSigners}`);
  const manifest = files.get('manifest.json') ?? new Uint8Array();
  return { key: found.key, by: await ssh.whoSigned(manifest, found.signature, namespace, allowedSigners) };
};
