// In: a pattern. Out: texts of which every match holds at least one, so that most patterns need not be tried on most lines.

/** Index just behind the group or class that opens at `start`. */
const behindBracket = (source: string, start: number): number => {
  let depth = 0;
  let inClass = false;
  for (let index = start; index < source.length; index += 1) {
    const char = source[index];
    if (char === '\\') index += 1;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (!inClass && depth === 0 && char !== '\\') return index + 1;
  }
  return source.length;
};

/** The alternatives of a pattern or group, split at each `|` outside of brackets. */
const alternativesOf = (source: string): readonly string[] => {
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < source.length; ) {
    const char = source[index];
    if (char === '|') {
      parts.push(source.slice(from, index));
      from = index + 1;
      index += 1;
    } else if (char === '(' || char === '[') index = behindBracket(source, index);
    else index += char === '\\' ? 2 : 1;
  }
  return [...parts, source.slice(from)];
};

/** A quantifier that allows nothing at all: what it stands behind need not be there. */
const allowsNone = (source: string, index: number): boolean => /^(?:[*?]|\{0?,|\{0\})/.test(source.slice(index, index + 3));

const behindQuantifier = (source: string, index: number): number => {
  const quantifier = /^(?:[*+?]|\{\d*(?:,\d*)?\})\??/.exec(source.slice(index, index + 16));
  return index + (quantifier?.[0].length ?? 0);
};

/** What one alternative surely holds: runs of fixed characters, and groups that have to match. */
const piecesOf = (source: string): { readonly runs: readonly string[]; readonly groups: readonly string[] } => {
  const runs = [''];
  const groups: string[] = [];
  for (let index = 0; index < source.length; ) {
    const char = source[index] ?? '';
    const bracket = char === '(' || char === '[';
    const next = bracket ? behindBracket(source, index) : index + (char === '\\' ? 2 : 1);
    const end = behindQuantifier(source, next);
    const fixed = bracket ? null : fixedCharacter(source, index);
    if (fixed !== null && end === next) runs[runs.length - 1] += fixed;
    else runs.push('');
    if (char === '(' && !/^\(\?<?[!=]/.test(source.slice(index, index + 4)) && !allowsNone(source, next))
      groups.push(source.slice(index + 1, next - 1).replace(/^\?(?::|<\w+>)/, ''));
    index = end;
  }
  return { runs: runs.filter((run) => run !== ''), groups };
};

/** The character an escape stands for; null where it stands for a class or a place. */
/** The character that a match has here; null where it may be one of several. */
const fixedCharacter = (source: string, index: number): string | null => {
  const char = source[index] ?? '';
  if (char === '\\') return escapedCharacter(source[index + 1] ?? '');
  return '^$.'.includes(char) ? null : char;
};

const escapedCharacter = (char: string): string | null => (/[a-z0-9]/i.test(char) ? null : char);

/** A shorter text stands in too many lines to spare anything. */
const SHORTEST = 4;

const needlesOf = (source: string, depth: number): readonly string[] | null => {
  const needles: string[] = [];
  for (const alternative of alternativesOf(source)) {
    const { runs, groups } = piecesOf(alternative);
    const [longest = ''] = runs.toSorted((a, b) => b.length - a.length);
    if (longest.length >= SHORTEST) {
      needles.push(longest.toLowerCase());
      continue;
    }
    const inner = depth === 0 ? [] : groups.flatMap((group) => [needlesOf(group, depth - 1)]).filter((found) => found !== null);
    const [fewest] = inner.toSorted((a, b) => a.length - b.length);
    if (!fewest) return null;
    needles.push(...fewest);
  }
  return needles;
};

/** Lower-case texts of which every match of `pattern` holds at least one, without regard to case; null where nothing fixed is known. */
export const requiredTexts = (pattern: RegExp): readonly string[] | null => needlesOf(pattern.source, 2);
