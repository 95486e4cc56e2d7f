import type { Hit } from '#analysis/sweep/scan-blob';
import { signScanner } from '#analysis/sweep/scanner';
import type { LogBlob } from '#transport/ports';
import { gcEvery } from './collect-garbage.ts';

/** Looks for signs in one log after the other, however many. */
export const logScanner = (): ((log: LogBlob) => Hit[]) => {
  const scanner = signScanner();
  const collect = gcEvery(8 * 2 ** 20, 'minor');
  return ({ data }) => {
    if (data === null) return [];
    collect(data.length);
    return scanner.scan(data);
  };
};
