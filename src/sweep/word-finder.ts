/** Calls `found` with the offset of a match and which word it is, and goes on at the offset that it gives. */
export type EachWord = (bytes: Uint8Array, found: (at: number, word: number) => number) => void;

/** Where in a word four of its bytes stand. */
interface Place {
  readonly block: number;
  readonly offset: number;
  readonly word: number;
}

const shortest = 7;
/** Makes letters of four bytes lower case. What else becomes alike is told apart when the word is compared. */
const fold = 0x20202020;
const hashBits = 13;
const hashOf = (block: number): number => Math.imul(block, 0x9e3779b1) >>> (32 - hashBits);

/**
 * Finds many words in bytes at once, ASCII case ignored. Of any seven bytes in a row four begin at a multiple of four: so only every fourth place
 * is looked at, as one number, and where a word may stand there it is compared. Words are ASCII, seven bytes or longer.
 */
export const wordFinder = (words: readonly string[]): EachWord => {
  if (words.some((word) => !/^[ -~]{7,}$/.test(word))) throw new Error('a word is ASCII and seven bytes or longer');
  const folded = words.map((word) => Uint8Array.from(word.toLowerCase(), (char) => char.charCodeAt(0)));
  const places: Place[][] = Array.from({ length: 1 << hashBits }, () => []);
  for (const [word, bytes] of folded.entries()) {
    const from = rarest(bytes);
    for (let offset = from; offset <= from + shortest - 4; offset++) {
      const block = (blocksOf(bytes.slice(offset, offset + 4))[0] as number) | fold;
      places[hashOf(block)]?.push({ block, offset, word });
    }
  }
  const isPlace = Uint8Array.from(places, ({ length }) => length);
  return (bytes, found) => {
    const blocks = blocksOf(bytes);
    for (let at = nextPlace(blocks, isPlace, 0); at >= 0; ) {
      const block = (blocks[at] as number) | fold;
      let next = at + 1;
      for (const place of places[hashOf(block)] as Place[]) {
        const start = 4 * at - place.offset;
        if (place.block === block && stands(bytes, start, folded[place.word] as Uint8Array)) {
          next = Math.max(next, (found(start, place.word) + 3) >> 2);
          break;
        }
      }
      at = nextPlace(blocks, isPlace, next);
    }
  };
};

/** The bytes as numbers of four, in this machine's order; what is left at the end is no whole one. */
const blocksOf = (bytes: Uint8Array): Int32Array =>
  bytes.byteOffset % 4 === 0 ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : blocksOf(new Uint8Array(bytes));

/** Where the seven bytes begin that have the fewest letters: words of a text share their letters, but hardly what stands between two of them. */
const rarest = (bytes: Uint8Array): number => {
  const letters = (from: number): number => bytes.subarray(from, from + shortest).filter((byte) => byte >= 0x61 && byte <= 0x7a).length;
  const starts = Array.from({ length: bytes.length - shortest + 1 }, (_, from) => from);
  return starts.reduce((best, from) => (letters(from) < letters(best) ? from : best), 0);
};

const nextPlace = (blocks: Int32Array, isPlace: Uint8Array, from: number): number => {
  for (let at = from; at < blocks.length; at++) if (isPlace[hashOf((blocks[at] as number) | fold)] !== 0) return at;
  return -1;
};

const stands = (bytes: Uint8Array, start: number, word: Uint8Array): boolean => {
  if (start < 0 || start + word.length > bytes.length) return false;
  for (let at = 0; at < word.length; at++) {
    const byte = bytes[start + at] as number;
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== word[at]) return false;
  }
  return true;
};
