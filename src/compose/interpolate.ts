/** A text that hangs on variables nobody gave: the docker CLI would put nothing there, an operator's environment something. */
export class MissingVariables {
  readonly variables: readonly string[];
  constructor(variables: readonly string[]) {
    this.variables = variables;
  }
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Without braces as well, what follows `-` or `?` belongs to the variable, up to the next `}`: `$TAG-alpine` is the tag alone (template.go, `subst`). */
const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)(?:(:?[-?])([^}]*))?|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g;
const NESTED_AT_MOST = 8;

/** Fills in `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR-default}`, `${VAR:?message}`, `${VAR:+other}` and `$$` (docker/cli cli/compose/template/template.go; `:+` and nested defaults as compose has them). */
export const interpolate = (text: string, variables: Variables, depth = 0): string | MissingVariables => {
  const missing: string[] = [];
  const filled = text.replace(
    REFERENCE,
    (
      whole: string,
      escaped?: string,
      plain?: string,
      plainSign?: string,
      plainRest?: string,
      braced = '',
      bracedSign?: string,
      bracedRest?: string,
    ) => {
      if (escaped) return '$';
      const [name, sign, rest] = plain === undefined ? [braced, bracedSign, bracedRest] : [plain, plainSign, plainRest];
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
    },
  );
  return missing.length > 0 ? new MissingVariables([...new Set(missing)]) : filled;
};
