import { plain } from '#classify/facts/log-text';
import { readLogBlob } from '#probes/ci-build/log-blob';
import { blobScanner, type Scanner } from './scan-blob.ts';
import { signs } from './signs.ts';

/** Looks for the signs in log blobs as `classify` would see their lines. */
export const signScanner = (): Scanner => blobScanner(signs, (text) => readLogBlob(text, text.length).lines, plain);
