/** Looks for many words at once, ASCII case ignored. */
export interface WordFinder {
  /** Calls `found` with every offset where four bytes of a word stand in its place, and which word; goes on at the offset that it gives. */
  each(bytes: Uint8Array, found: (start: number, word: number) => number): void;
  /** Where the word ends whose first byte is at `start`; -1 where it does not stand there. */
  lastOf(bytes: Uint8Array, start: number, word: number): number;
}

/** Four bytes, and where in which words they stand. */
interface Block {
  readonly bytes: number;
  readonly places: { readonly word: number; readonly offset: number }[];
}

/** Makes the letters of four bytes lower case. Other bytes become alike too: `lastOf` tells them apart. */
const fold = 0x20202020;
const hashBits = 13;
const hashOf = (bytes: number): number => Math.imul(bytes, 0x9e3779b1) >>> (32 - hashBits);

/**
 * The finder of these words. Where the shortest word has nine bytes, looking at every sixth place is enough: whatever word lies around it, its four
 * bytes are in the table. @throws Error where a word is not ASCII or is shorter than four bytes.
 */
export const wordFinder = (words: readonly string[]): WordFinder => {
  const stride = Math.min(...words.map(({ length }) => length)) - 3;
  if (!(stride > 0) || words.some((word) => !/^[ -~]+$/.test(word))) throw new Error('a word is ASCII and four bytes or longer');
  const folded = words.map((word) => Uint8Array.from(word, (char) => char.charCodeAt(0) | 0x20));
  const blocks: Block[][] = Array.from({ length: 1 << hashBits }, () => []);
  for (const [word, own] of folded.entries())
    for (let offset = rarest(own, stride + 3), end = offset + stride; offset < end; offset++) {
      const bytes = viewOf(own).getInt32(offset, true);
      const alike = blocks[hashOf(bytes)] as Block[];
      const block = alike.find((other) => other.bytes === bytes) ?? { bytes, places: [] };
      if (block.places.push({ word, offset }) === 1) alike.push(block);
    }
  const isKnown = Uint8Array.from(blocks, ({ length }) => length);
  return {
    each(bytes, found) {
      const view = viewOf(bytes);
      for (let at = nextKnown(view, isKnown, stride, 0); at >= 0; ) {
        const four = view.getInt32(at, true) | fold;
        let next = at + stride;
        for (const block of blocks[hashOf(four)] as Block[])
          if (block.bytes === four) {
            for (const { word, offset } of block.places) next = Math.max(next, found(at - offset, word));
            break;
          }
        at = nextKnown(view, isKnown, stride, next);
      }
    },
    lastOf(bytes, start, word) {
      const own = folded[word] as Uint8Array;
      return own.every((byte, at) => ((bytes[start + at] ?? 0) | 0x20) === byte) ? start + own.length - 1 : -1;
    },
  };
};

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);

/** Where the `count` bytes begin that have the fewest letters: words of a text share their letters, but hardly what stands between two of them. */
const rarest = (word: Uint8Array, count: number): number => {
  const letters = (from: number): number => word.subarray(from, from + count).filter((byte) => byte > 0x60).length;
  return Array.from({ length: word.length - count + 1 }, (_, from) => from).reduce((best, from) =>
    letters(from) < letters(best) ? from : best,
  );
};

/** A loop of its own: inside of another one it takes twice the time. */
const nextKnown = (view: DataView, isKnown: Uint8Array, stride: number, from: number): number => {
  const last = view.byteLength - 4;
  for (let at = from; at <= last; at += stride) if (isKnown[hashOf(view.getInt32(at, true) | fold)] !== 0) return at;
  return -1;
};
