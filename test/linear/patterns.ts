import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** A regular expression of the program and where it is written. */
export interface FoundPattern {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** What a walk over the sources found. */
export interface FoundPatterns {
  readonly patterns: readonly FoundPattern[];
  /** Places whose pattern this walk cannot tell, and files that do not parse. */
  readonly unread: readonly string[];
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The word that stands for each value that is only there at run time: a name, a number, a key. */
const SOME_WORD = 'name1';

interface ParsedFile {
  readonly file: string;
  readonly code: string;
  readonly program: unknown;
  readonly isRead: boolean;
  /** What each name of the file is set to. */
  readonly constants: ReadonlyMap<string, SyntaxNode>;
}

const parsed = (root: string, file: string): ParsedFile => {
  const code = readFileSync(`${root}/${file}`, 'utf8');
  const { program, errors } = parseSync(file, code);
  const constants = new Map<string, SyntaxNode>();
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator' && node['init']) constants.set(nameOf(node['id']), node['init'] as SyntaxNode);
  });
  return { file, code, program, isRead: errors.length === 0, constants };
};

/**
 * Every regular expression of `folder`: the literals, and what `new RegExp` and `RegExp` make of text. Constants are put in, also those
 * of other files; for what only the run knows stands a word. A pattern that is nothing but such a value is told as unread.
 */
export const patternsIn = (root: string, folder: string): FoundPatterns => {
  const patterns: FoundPattern[] = [];
  const unread: string[] = [];
  const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root })
    .sort()
    .map((file) => parsed(root, file));
  const exported = new Map(files.flatMap(({ constants }) => [...constants]));
  for (const { file, code, program, isRead, constants: own } of files) {
    if (!isRead) unread.push(`${file}: does not parse`);
    const constants = new Map([...exported, ...own]);
    const place = (node: SyntaxNode) => `${file}:${code.slice(0, node.start).split('\n').length}`;
    walk(program, (node) => {
      const literal = node['regex'] as { pattern: string; flags: string } | undefined;
      if (node.type === 'Literal' && literal) patterns.push({ place: place(node), source: literal.pattern, flags: literal.flags });
      if ((node.type !== 'NewExpression' && node.type !== 'CallExpression') || nameOf(node['callee']) !== 'RegExp') return;
      const [source, flags] = node['arguments'] as readonly SyntaxNode[];
      const text = source && textOf(source, constants);
      if (text === undefined || !text.hasText) unread.push(`${place(node)}: ${code.slice(node.start, node.end)}`);
      else patterns.push({ place: place(node), source: text.text, flags: (flags && textOf(flags, constants)?.text) ?? '' });
    });
  }
  return { patterns, unread };
};

const nameOf = (node: unknown): string => ((node as SyntaxNode | null)?.type === 'Identifier' ? String((node as SyntaxNode)['name']) : '');

const walk = (value: unknown, visit: (node: SyntaxNode) => void): void => {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (value !== null && typeof value === 'object') {
    const node = value as SyntaxNode;
    if (typeof node.type === 'string') visit(node);
    for (const part of Object.values(node)) walk(part, visit);
  }
};

interface Text {
  readonly text: string;
  /** Whether any of it is written in the sources, and not only put in at run time. */
  readonly hasText: boolean;
}

/** The text that an expression makes, as far as the file tells. */
const textOf = (node: SyntaxNode, constants: ReadonlyMap<string, SyntaxNode>, depth = 0): Text => {
  const read = (part: unknown) => textOf(part as SyntaxNode, constants, depth + 1);
  const unknown = { text: SOME_WORD, hasText: false };
  if (depth > 8) return unknown;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return { text: node['value'], hasText: true };
  if (node.type === 'TaggedTemplateExpression') return templateText(node['quasi'] as SyntaxNode, 'raw', read);
  if (node.type === 'TemplateLiteral') return templateText(node, 'cooked', read);
  if (node.type === 'BinaryExpression') {
    const sides = [read(node['left']), read(node['right'])];
    return { text: sides.map(({ text }) => text).join(''), hasText: sides.some(({ hasText }) => hasText) };
  }
  if (node.type === 'MemberExpression' && (node['property'] as SyntaxNode)['name'] === 'source') return read(node['object']);
  const literal = node['regex'] as { pattern: string } | undefined;
  if (node.type === 'Literal' && literal) return { text: literal.pattern, hasText: true };
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'RegExp') return read((node['arguments'] as readonly unknown[])[0]);
  if (node.type === 'ArrowFunctionExpression') return read(node['body']);
  if (node.type === 'CallExpression' && nameOf(node['callee']) === '') return listText(node, read) ?? unknown;
  if (node.type === 'CallExpression') return read(node['callee']);
  const value = constants.get(nameOf(node));
  return value ? read(value) : unknown;
};

const templateText = (node: SyntaxNode, form: 'raw' | 'cooked', read: (part: unknown) => Text): Text => {
  const fixed = (node['quasis'] as readonly { value: { raw: string; cooked: string } }[]).map(({ value }) => value[form]);
  const values = (node['expressions'] as readonly SyntaxNode[]).map(read);
  const text = fixed.map((piece, at) => piece + (values[at]?.text ?? '')).join('');
  return { text, hasText: fixed.some((piece) => piece !== '') || values.some(({ hasText }) => hasText) };
};

/** The text of `[…].join(…)`. */
const listText = (node: SyntaxNode, read: (part: unknown) => Text): Text | undefined => {
  const callee = node['callee'] as SyntaxNode | undefined;
  if (callee?.type !== 'MemberExpression' || (callee['property'] as SyntaxNode)['name'] !== 'join') return undefined;
  const list = callee['object'] as SyntaxNode;
  if (list.type !== 'ArrayExpression') return undefined;
  const items = (list['elements'] as readonly SyntaxNode[]).map(read);
  const between = read((node['arguments'] as readonly SyntaxNode[])[0]).text;
  return { text: items.map(({ text }) => text).join(between), hasText: items.some(({ hasText }) => hasText) };
};
