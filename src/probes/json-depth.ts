/**
 * True where JSON text nests deeper than `limit`. `JSON.parse` takes millions of levels, but whatever walks the value later overflows the
 * stack, so hostile text is refused before it is parsed.
 */
export const tooDeep = (text: string, limit: number): boolean => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
};

const endOfString = (text: string, from: number): number => {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return text.length;
};
