import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Makes a text of about `size` characters that costs a pattern much if it goes back. */
export type Attack = (size: number) => string;

type Node = AST.Pattern | AST.Alternative | AST.Element | AST.QuantifiableElement;

const parser = new RegExpParser({ ecmaVersion: 2025 });
const COMMON = ['a', 'A', '0', ' ', '-', '.', '_', '/', ':', '=', '"', "'", '\t', ';', '[', '(', '@', '#', '%', '+', '\\', 'é'];
/** A run counts as one that may go back from this many repeats on. */
const MANY = 8;
const MOST_ATTACKS = 150;
/** What ends every attack: no pattern's last part fits both, so that the whole has to fail. */
const END = '\n\u0000';

/**
 * Texts made from the pattern itself. For every part of it that repeats: the part again and again, alone and behind the way to it; the way and the
 * part together, again and again; that in pieces between blanks; and the last parts of the way with it, filled out.
 */
export const attacksOn = (source: string, flags: string): readonly Attack[] => {
  const tree = parser.parsePattern(source, 0, source.length, { unicode: flags.includes('u'), unicodeSets: flags.includes('v') });
  const runs = runsOf(tree);
  const attacks = new Map<string, Attack>();
  const add = (before: string, unit: string) => {
    if (unit !== '') attacks.set(`${before}\u0001${unit}`, (size) => before + unit.repeat(Math.ceil(size / unit.length)) + END);
  };
  const units = [...new Set(runs.flatMap((run) => run.units))];
  for (const unit of units) add('', unit);
  add('', units.slice(0, 6).join(''));
  for (const { before, units: own } of runs) for (const unit of own) add(before, unit);
  for (const { before, units: own } of runs) for (const unit of own.slice(0, 3)) add('', before + unit);
  for (const { parts } of runs)
    for (let from = 1; from <= 5 && from <= parts.length; from++) add('', parts.slice(-from).map(filled).join(''));
  for (const { before, units: own } of runs) add('', `${before + (own[0] ?? '').repeat(12)} `);
  return [...attacks.values()].slice(0, MOST_ATTACKS);
};

interface Run {
  /** The shortest text that leads to the part. */
  readonly before: string;
  /** The parts that lead to it, and itself. */
  readonly parts: readonly Node[];
  /** What one turn of the part takes, and two that differ. */
  readonly units: readonly string[];
}

const runsOf = (tree: AST.Pattern): readonly Run[] => {
  const runs: Run[] = [];
  const visit = (node: Node, way: readonly Node[]): void => {
    if ('alternatives' in node) for (const alternative of node.alternatives) visit(alternative, way);
    else if (node.type === 'Alternative')
      for (const [at, element] of node.elements.entries()) visit(element, [...way, ...node.elements.slice(0, at)]);
    else if (node.type === 'Quantifier') {
      if (node.max > MANY) runs.push({ before: way.map(shortest).join(''), parts: [...way, node], units: unitsOf(node.element) });
      visit(node.element, way);
    }
  };
  visit(tree, []);
  return runs;
};

/** As `shortest`, but what may be left out is there once. */
const filled = (node: Node): string => {
  if (node.type === 'Quantifier') return filled(node.element).repeat(Math.min(Math.max(node.min, 1), 40));
  if (node.type === 'Alternative') return node.elements.map(filled).join('');
  return node.type !== 'Assertion' && 'alternatives' in node ? filled(node.alternatives[0] as AST.Alternative) : shortest(node);
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
    const chars = COMMON.filter(takes);
    const [first] = chars;
    const sign = chars.find((char) => !/\w/.test(char));
    return first === undefined
      ? [charOf(node.raw)]
      : [...chars.slice(0, 8), ...(sign === undefined || sign === first ? [] : [first + sign])];
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
