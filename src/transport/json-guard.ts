/** Parses JSON that may be hostile: nesting is bounded before the parser sees it, for later passes over deep values would overflow the stack. */
export const parseGuarded = (bytes: Buffer, what: string, maxDepth = 64): unknown => {
  if (depthOf(bytes, maxDepth) > maxDepth) throw new Error(`${what} is nested deeper than ${maxDepth}`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Error(`${what} is not JSON: ${JSON.stringify(bytes.subarray(0, 80).toString('utf8'))}`);
  }
};

const [quoteMark, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

const depthOf = (bytes: Buffer, enough: number): number => {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < bytes.length && deepest <= enough; at += 1) {
    const byte = bytes[at];
    if (byte === quoteMark) at = endOfString(bytes, at + 1);
    else if (byte === openBracket || byte === openBrace) deepest = Math.max(deepest, ++depth);
    else if (byte === closeBracket || byte === closeBrace) depth -= 1;
  }
  return deepest;
};

const endOfString = (bytes: Buffer, from: number): number => {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === backslash) at += 1;
    else if (byte === quoteMark) return at;
  }
  return bytes.length;
};
