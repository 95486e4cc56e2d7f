/** Stands for a text that depends on variables that were not given: the docker CLI would put nothing there, an operator's environment something. */
export class MissingVariables {
  readonly variables: readonly string[];
  constructor(variables: readonly string[]) {
    this.variables = variables;
  }
}

/** Variables by name, as the environment or a `.env` file gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g;
const NESTED_AT_MOST = 8;

/** The text with `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR-default}`, `${VAR:?message}`, `${VAR:+other}` and `$$` filled in (docker/cli cli/compose/template/template.go). */
export const interpolate = (text: string, variables: Variables, depth = 0): string | MissingVariables => {
  const missing: string[] = [];
  const filled = text.replace(REFERENCE, (whole, escaped: string, plain: string, braced: string, sign: string, rest: string) => {
    if (escaped) return '$';
    const name = plain ?? braced;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const empty = value === undefined || (value === '' && sign?.startsWith(':') === true);
    const fallback = (): string => {
      if (depth >= NESTED_AT_MOST) return whole;
      const inner = interpolate(rest ?? '', variables, depth + 1);
      if (typeof inner === 'string') return inner;
      missing.push(...inner.variables);
      return '';
    };
    if (sign?.endsWith('-') && empty) return fallback();
    if (sign?.endsWith('+')) return empty ? '' : fallback();
    if (value !== undefined && !(sign?.endsWith('?') && empty)) return value;
    missing.push(name);
    return '';
  });
  return missing.length > 0 ? new MissingVariables([...new Set(missing)]) : filled;
};

/** The variables of a `.env` file: `KEY=value` lines, quotes and comments; other lines are left out. */
export const variablesOf = (text: string): Variables => {
  const found: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const [, key, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined) continue;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw);
    found[key] = quoted ? (quoted[2] ?? '') : raw.replace(/(?:^|\s+)#.*$/, '');
  }
  return found;
};
