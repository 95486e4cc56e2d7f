import { signerOf } from '#app/bundle-trust';
import type { RunContext } from '#app/run-context';
import { isTar } from '#bundle/manifest';
import { BadBundle, checkedBundle, checkGzipHead } from '#bundle/read';
import { messageOf } from '#model/errors';
import type { Signer } from '#model/report';
import { exitStatus } from '#report/exit-status';
import { jsonText } from '#report/json';
import { visibleLine } from '#report/visible';
import { fitted } from '../../terminal/fitted.ts';

/** Holds every hash, the digest and the signatures of a bundle; 1 where one is wrong, with the file's name. */
export const verifyBundle = async (path: string, allowedSigners: string | null, json: boolean, context: RunContext): Promise<number> => {
  const say = (answer: { whole: boolean; because: string | null; digest: string | null; signed: Signer | null }, text: string) =>
    context.out(json ? jsonText({ schema: 'ccci-probe/verify@1', ...answer }) : fitted(`${visibleLine(text, 2000)}\n`, context, '  '));
  try {
    const { manifest, files } = await checkedBundle(path);
    if (isTar(path)) checkGzipHead(path);
    const signed = await signerOf(files, allowedSigners, context);
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

const shown = (signed: Signer | null): string => {
  if (signed === null) return 'not signed';
  return signed.by === null
    ? `signed by ${signed.key}: valid, whose key it is --allowed-signers would tell`
    : `signed by ${signed.by} (${signed.key})`;
};
