/**
 * Env files as abra (github.com/joho/godotenv) and docker compose (compose-go dotenv) read them: `KEY=value` line by line, so that a value
 * may build on the lines before it; quotes, values of several lines, comments, `export`, and variables within unquoted and double-quoted values.
 */
import { Usage } from '#model/errors';
import { interpolate, type Variables } from './interpolate.ts';

interface Cursor {
  readonly text: string;
  at: number;
}

const LINE_END = /\n|$/g;

/**
 * The variables of an env file. Values may refer to lines above, else to `environment`; what neither has is empty there, as for both tools.
 * @throws Usage naming file and line where a name or a quote cannot be read.
 */
export const variablesOf = (text: string, file = 'the env file', environment: Variables = {}): Variables => {
  const found: Record<string, string> = Object.create(null);
  const cursor: Cursor = { text: text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), at: 0 };
  const expand = (value: string): string => expanded(value, Object.assign(Object.create(null), environment, found));
  while (skipToStatement(cursor)) {
    const start = cursor.at;
    const wrong = (because: string) => new Usage(`${file}:${cursor.text.slice(0, start).split('\n').length}: ${because}`);
    const name = nameAt(cursor, wrong);
    if (name !== null) found[name] = valueAt(cursor, expand, wrong);
  }
  return found;
};

/** Moves to the next line that is neither empty nor a comment; false at the end. */
const skipToStatement = (cursor: Cursor): boolean => {
  for (;;) {
    while (cursor.at < cursor.text.length && /\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
    if (cursor.at >= cursor.text.length) return false;
    if (cursor.text[cursor.at] !== '#') return true;
    cursor.at = lineEnd(cursor);
  }
};

const lineEnd = ({ text, at }: Cursor): number => {
  LINE_END.lastIndex = at;
  return LINE_END.exec(text)?.index ?? text.length;
};

/** Null for a name without a value: compose takes it from the environment, so the file itself says nothing. */
const nameAt = (cursor: Cursor, wrong: (because: string) => Usage): string | null => {
  const end = lineEnd(cursor);
  const line = cursor.text.slice(cursor.at, end);
  const [whole, name] = /^(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*/.exec(line) ?? [];
  if (whole !== undefined && name !== undefined) {
    cursor.at += whole.length;
    return name;
  }
  if (!/^(?:export[ \t]+)?[\w.-]+[ \t]*(?:#.*)?$/.test(line))
    throw wrong(`not a line of an env file: ${JSON.stringify(line.slice(0, 40))}`);
  cursor.at = end;
  return null;
};

const valueAt = (cursor: Cursor, expand: (value: string) => string, wrong: (because: string) => Usage): string => {
  const quote = cursor.text[cursor.at];
  if (quote !== '"' && quote !== "'") {
    const line = cursor.text.slice(cursor.at, lineEnd(cursor));
    cursor.at += line.length;
    return expand(line.replace(/(?:^|\s)#.*/s, '').trim());
  }
  let end = cursor.at + 1;
  while (end < cursor.text.length && cursor.text[end] !== quote) end += cursor.text[end] === '\\' ? 2 : 1;
  if (end >= cursor.text.length) throw wrong(`a quote ${quote} is not closed`);
  const inner = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  const rest = cursor.text.slice(cursor.at, lineEnd(cursor));
  if (!/^\s*(?:#.*)?$/.test(rest)) throw wrong(`${JSON.stringify(rest.trim().slice(0, 40))} stands behind the closing quote`);
  cursor.at += rest.length;
  return quote === "'" ? inner : expand(unescaped(inner));
};

/** `\n` and `\r` are line breaks; of other escapes the backslash goes, but for `\$`, which keeps the dollar from meaning a variable. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (whole, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter === '$' ? whole : letter));

const REFERENCE = /\\\$|\$\(|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?[-?+](?:[^{}]|\{[^{}]*\})*)?\})/g;

const expanded = (text: string, known: Variables): string =>
  text.replace(REFERENCE, (whole) => {
    if (whole === '\\$') return '$';
    if (whole === '$(') return '(';
    const value = interpolate(whole, known);
    return typeof value === 'string' ? value : '';
  });
