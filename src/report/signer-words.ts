import type { Signer } from '#model/report';

/** `, signed by …` behind what the evidence is of. */
export const signerWords = (signer: Signer | null): string => {
  if (signer === null) return ', not signed';
  return signer.by === null
    ? `, signed by ${signer.key} (--allowed-signers tells whose key that is)`
    : `, signed by ${signer.by} (${signer.key})`;
};
