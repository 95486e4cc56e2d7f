import type { Signer } from '#model/report';

/** `, signed by …` behind what the evidence is of; nothing of a live capture. */
export const signerWords = (signer: Signer | null | undefined): string => {
  if (signer === undefined) return '';
  if (signer === null) return ', not signed';
  return signer.by === null
    ? `, signed by ${signer.key} (--allowed-signers tells whose key that is)`
    : `, signed by ${signer.by} (${signer.key})`;
};
