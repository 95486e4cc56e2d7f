/** Index just behind the group or class that opens at `start`. */
function behindBracket(source: string, start: number): number {
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
}

const isQuantifier = (char: string | undefined): boolean => char !== undefined && '*+?{'.includes(char);

/** True where the pattern has a choice outside all brackets, so that no text has to be there. */
function hasOpenChoice(source: string): boolean {
  for (let index = 0; index < source.length; ) {
    const char = source[index]!;
    if (char === '|') return true;
    if (char === '(' || char === '[') index = behindBracket(source, index);
    else index += char === '\\' ? 2 : 1;
  }
  return false;
}

/** The fixed character a pattern holds at `index`, null where it is no fixed character. */
function fixedCharacter(source: string, index: number): { readonly char: string | null; readonly next: number } {
  const char = source[index]!;
  if (char === '\\') {
    const escaped = source[index + 1] ?? '';
    return { char: /[a-z0-9]/i.test(escaped) ? null : escaped, next: index + 2 };
  }
  if (char === '(' || char === '[') return { char: null, next: behindBracket(source, index) };
  return { char: '^$.'.includes(char) ? null : char, next: index + 1 };
}

/** Texts that every match of `pattern` holds; empty where nothing fixed is known, as with a choice at the top or the flag `i`. */
export function requiredLiterals(pattern: RegExp): readonly string[] {
  const { source } = pattern;
  if (pattern.flags.includes('i') || hasOpenChoice(source)) return [];
  const runs = [''];
  for (let index = 0; index < source.length; ) {
    const { char, next } = fixedCharacter(source, index);
    const quantified = isQuantifier(source[next]);
    if (char === null || quantified) runs.push('');
    else runs[runs.length - 1] += char;
    index = next;
    if (!quantified) continue;
    index = source[next] === '{' ? source.indexOf('}', next) + 1 : next + 1;
    if (source[index] === '?') index += 1;
  }
  return runs.filter((run) => run !== '');
}
