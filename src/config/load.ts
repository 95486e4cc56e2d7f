import { LineCounter, parseDocument } from 'yaml';
import { Usage } from '#model/errors';
import { ConfigFile } from './schema.ts';

const maxBytes = 1 << 20;

/** Reads the text of one configuration file; an error names the file, the line and the fix. */
export const parseConfig = (file: string, text: string): ConfigFile => {
  if (text.length > maxBytes) throw new Usage(`${file} is larger than 1 MiB: not a configuration file`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem)
    throw new Usage(`${file}:${lines.linePos(problem.pos[0]).line}: ${problem.message.split('\n')[0]?.replace(/ at line .*/, '')}`);
  const read = ConfigFile.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...keys.slice(0, 1)].map(String);
  const at = lineOf(path, (steps) => document.getIn(steps, true), lines);
  throw new Usage(
    `${file}:${at}: ${keys.length > 0 ? unknownKey(keys[0] ?? '') : `${path.join('.')}: ${issue?.message.replace(/^Invalid input: /, '')}`}`,
  );
};

const unknownKey = (key: string): string => {
  const near = Object.keys(ConfigFile.shape).find(
    (known) => known.startsWith(key.slice(0, 3)) || known.replaceAll('-', '') === key.replaceAll(/[-_]/g, ''),
  );
  return `no key ${JSON.stringify(key)}${near ? `, did you mean ${JSON.stringify(near)}` : ''}; ccci-probe.example.yaml shows all`;
};

/** The line of the deepest node on the path that exists. */
const lineOf = (path: readonly string[], node: (path: readonly string[]) => unknown, lines: LineCounter): number => {
  for (let depth = path.length; depth > 0; depth--) {
    const found = node(path.slice(0, depth)) as { range?: [number, number, number] | null } | undefined;
    if (found?.range) return lines.linePos(found.range[0]).line;
  }
  return 1;
};
