import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Makes a text of about `size` characters that costs a pattern much if it goes back. */
export type Attack = (size: number) => string;

type Node = AST.Pattern | AST.Alternative | AST.Element | AST.QuantifiableElement;

const parser = new RegExpParser({ ecmaVersion: 2025 });
const COMMON = ['a', 'A', '0', ' ', '-', '.', '_', '/', ':', '=', '"', "'", '\t', ';', '[', '(', '@', '#', '%', '+', '\\', 'é'];
/** A run counts as one that may go back from this many repeats on. */
const MANY = 8;
const MOST_ATTACKS = 120;
/** What ends every attack: no pattern's last part fits both, so that the whole has to fail. */
const END = '\n\u0000';

/**
 * Texts made from the pattern itself: for every part of it that repeats, the way to this part and then the part again and again, alone, with the
 * way to it, and in pieces between blanks.
 */
export const attacksOn = (source: string, flags: string): readonly Attack[] => {
  const tree = parser.parsePattern(source, 0, source.length, { unicode: flags.includes('u'), unicodeSets: flags.includes('v') });
  const runs = runsOf(tree);
  const units = new Map<string, Attack>();
  const add = (before: string, unit: string) => {
    if (unit !== '') units.set(`${before}\u0001${unit}`, (size) => before + unit.repeat(Math.ceil(size / unit.length)) + END);
  };
  for (const { before, unit } of runs) add('', unit);
  for (const { before, unit } of runs) add(before, unit);
  for (const { before, unit } of runs) add('', before + unit);
  for (const { before, unit } of runs) add('', `${before + unit.repeat(12)} `);
  const letters = [...new Set(runs.map(({ unit }) => unit))];
  add('', letters.slice(0, 6).join(''));
  return [...units.values()].slice(0, MOST_ATTACKS);
};

interface Run {
  /** The shortest text that leads to the part. */
  readonly before: string;
  /** What one turn of the part takes. */
  readonly unit: string;
}

const runsOf = (tree: AST.Pattern): readonly Run[] => {
  const runs: Run[] = [];
  const visit = (node: Node, before: string): void => {
    if ('alternatives' in node) for (const alternative of node.alternatives) visit(alternative, before);
    else if (node.type === 'Alternative') {
      let way = before;
      for (const element of node.elements) {
        visit(element, way);
        way += shortest(element);
      }
    } else if (node.type === 'Quantifier') {
      if (node.max > MANY) for (const unit of unitsOf(node.element)) runs.push({ before, unit });
      visit(node.element, before);
    }
  };
  visit(tree, '');
  return runs;
};

/** A short text that the part takes. */
const shortest = (node: Node): string => {
  if (node.type === 'Assertion' || node.type === 'Backreference') return '';
  if ('alternatives' in node) return shortest(node.alternatives[0] as AST.Alternative);
  if (node.type === 'Alternative') return node.elements.map(shortest).join('');
  if (node.type === 'Quantifier') return shortest(node.element).repeat(Math.min(node.min, 40));
  if (node.type === 'Character') return String.fromCodePoint(node.value);
  return charOf(node.raw);
};

const unitsOf = (node: AST.QuantifiableElement): readonly string[] => {
  if (node.type === 'CharacterClass' || node.type === 'CharacterSet') {
    const takes = testOf(node.raw);
    return COMMON.filter(takes).concat(COMMON.some(takes) ? [] : charOf(node.raw)).slice(0, 8);
  }
  if (node.type === 'Group' || node.type === 'CapturingGroup') return node.alternatives.slice(0, 4).map(shortest);
  return [shortest(node)];
};

const testOf = (raw: string): ((char: string) => boolean) => {
  for (const flags of ['su', 's'])
    try {
      const pattern = new RegExp(`^${raw}$`, flags);
      return (char) => pattern.test(char);
    } catch {
      // Some classes are only right without the flag u.
    }
  return () => false;
};

/** A character of the class: one of the common, else the first there is. */
const charOf = (raw: string): string => {
  const takes = testOf(raw);
  const common = COMMON.find(takes);
  if (common !== undefined) return common;
  for (let code = 0x21; code < 0x3000; code++) if (takes(String.fromCharCode(code))) return String.fromCharCode(code);
  return '';
};
