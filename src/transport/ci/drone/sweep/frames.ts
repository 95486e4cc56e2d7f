import { maxLogBytes } from '../columns.ts';

const maxHeadBytes = 64 * 2 ** 20;
const maxNoiseBytes = 64 * 2 ** 10;

/** JSON with the blobs that came along; null where there was none. */
export interface Frame {
  readonly head: unknown;
  readonly blobs: readonly (Uint8Array | null)[];
}

/** Bytes of a stream, so many at a time. */
export interface Bytes {
  /** The next `count` bytes; null where the stream ends first. */
  take(count: number): Promise<Uint8Array | null>;
  /** What is left, as it comes. */
  rest(): AsyncIterable<Uint8Array>;
  /** Goes behind the mark; false where it does not come. */
  after(mark: string): Promise<boolean>;
}

export const bytesOf = (stream: AsyncIterable<Uint8Array>): Bytes => {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (done) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  };
  return {
    async take(count) {
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0; ) {
        if (held.length === 0 && !(await more())) return null;
        const part = held.subarray(0, left);
        parts.push(part);
        held = held.subarray(part.length);
        left -= part.length;
      }
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
    async *rest() {
      if (held.length > 0) yield held;
      held = new Uint8Array();
      while (await more()) {
        yield held;
        held = new Uint8Array();
      }
    },
    async after(mark) {
      for (;;) {
        const at = Buffer.from(held.buffer, held.byteOffset, held.length).indexOf(mark);
        if (at >= 0) {
          held = held.subarray(at + mark.length);
          return true;
        }
        if (held.length > maxNoiseBytes || !(await more())) return false;
      }
    },
  };
};

/** The frames of a stream, to its end; a frame that is cut or out of bounds throws. */
export async function* framesIn(bytes: Bytes): AsyncGenerator<Frame> {
  for (;;) {
    const length = await bytes.take(4);
    if (length === null) return;
    const size = new DataView(length.buffer, length.byteOffset).getUint32(0);
    if (size > maxHeadBytes) throw new Error('the host sent a frame that is too large');
    const json = await bytes.take(size);
    if (json === null) return;
    const head: unknown = JSON.parse(new TextDecoder().decode(json));
    const blobs: (Uint8Array | null)[] = [];
    for (const one of blobSizes(head)) {
      const blob = one === null ? null : await bytes.take(one);
      if (one !== null && blob === null) return;
      blobs.push(blob);
    }
    yield { head, blobs };
  }
}

const blobSizes = (head: unknown): readonly (number | null)[] => {
  const sizes: unknown = (head as { blobs?: unknown } | null)?.blobs;
  const isSize = (one: unknown): one is number | null =>
    one === null || (Number.isSafeInteger(one) && Number(one) >= 0 && Number(one) <= maxLogBytes);
  if (!Array.isArray(sizes) || !sizes.every(isSize)) throw new Error('the host sent a frame that is none');
  return sizes;
};
