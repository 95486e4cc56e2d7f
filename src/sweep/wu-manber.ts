/**
 * Finds many words in bytes at once, ASCII case ignored: Wu and Manber, "A fast algorithm for multi-pattern searching" (TR-94-17), with
 * blocks of two bytes. Most bytes are never looked at: a block that stands nowhere in a word skips as far as the shortest word is long.
 */
export interface Words {
  /** Length of the shortest word: no match begins in the last `shortest - 1` bytes. */
  readonly shortest: number;
  /** The next match at or after `from` that ends before `to`: its offset, with the word's index in `word`; -1 where there is none. */
  next(bytes: Uint8Array, from: number, to: number): number;
  /** Which word the last call of `next` found: the first of the list that matches there. */
  readonly word: number;
}

/** Words are ASCII, at least two bytes long. */
export const wordFinder = (words: readonly string[]): Words => {
  const folded = words.map((word) => Uint8Array.from(word.toLowerCase(), (char) => char.charCodeAt(0)));
  const shortest = Math.min(...folded.map((word) => word.length));
  if (!(shortest >= 2) || folded.some((word) => word.some((byte) => byte > 0x7e)))
    throw new Error('a word is ASCII and two bytes or longer');
  const skip = new Uint8Array(65_536).fill(Math.min(shortest - 1, 255));
  const ending = new Map<number, number[]>();
  for (const [index, word] of folded.entries())
    for (let at = 0; at <= shortest - 2; at++)
      for (const block of blocksOf(word[at] ?? 0, word[at + 1] ?? 0)) {
        skip[block] = Math.min(skip[block] ?? 0, shortest - 2 - at);
        if (at === shortest - 2) ending.set(block, [...(ending.get(block) ?? []), index]);
      }
  let word = -1;
  return {
    shortest,
    get word() {
      return word;
    },
    next(bytes, from, to) {
      const last = to - 2;
      for (let end = from + shortest - 2; end <= last; ) {
        const block = ((bytes[end] as number) << 8) | (bytes[end + 1] as number);
        const far = skip[block] as number;
        if (far > 0) {
          end += far;
          continue;
        }
        const start = end - shortest + 2;
        for (const index of ending.get(block) as number[])
          if (matches(bytes, start, to, folded[index] as Uint8Array)) {
            word = index;
            return start;
          }
        end += 1;
      }
      return -1;
    },
  };
};

const matches = (bytes: Uint8Array, start: number, to: number, word: Uint8Array): boolean => {
  if (start + word.length > to) return false;
  for (let at = 0; at < word.length; at++) if (fold(bytes[start + at] as number) !== word[at]) return false;
  return true;
};

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

const blocksOf = (first: number, second: number): number[] => casesOf(first).flatMap((a) => casesOf(second).map((b) => (a << 8) | b));

const casesOf = (byte: number): number[] => (byte >= 0x61 && byte <= 0x7a ? [byte, byte & ~0x20] : [byte]);
