import { open } from 'node:fs/promises';
import { fileTrouble, plainFile } from '../file-errors.ts';
import type { CiLogPort } from '../ports.ts';

const maxBytes = 16 * 2 ** 20;

/** A CI log given as a file: its last 16 MiB, where a failure is; bytes that are not UTF-8 are shown as U+FFFD. */
export const ciLogLocal = (path: string): CiLogPort => ({
  async read({ signal }) {
    signal.throwIfAborted();
    await plainFile(path);
    const file = await open(path).catch((error: unknown) => Promise.reject(fileTrouble(error, path)));
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, maxBytes));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, Math.max(0, size - maxBytes));
      return { value: bytes.subarray(0, bytesRead).toString('utf8'), bytes: bytesRead };
    } catch (error) {
      throw fileTrouble(error, path);
    } finally {
      await file.close();
    }
  },
});
