import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

/** What the tokens and variables of ssh_config(5) stand for on one connection. */
export interface TokenValues {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly user: string;
  readonly port: number;
  /** As the user wrote it. */
  readonly name: string;
  readonly alias: string | null;
  readonly jump: string | null;
}

/**
 * A path of ssh_config with `~`, `%` tokens and `${NAME}` put in.
 * @throws Error where the environment has no such variable: ssh(1) refuses as well.
 */
export const expandPath = (path: string, connection: TokenValues): string => {
  const full = path === '~' ? connection.home : path.startsWith('~/') ? join(connection.home, path.slice(2)) : path;
  return expandTokens(full, connection, path);
};

/** The text with tokens and variables put in, each once: what a variable holds is not expanded again (openssh misc.c, vdollar_percent_expand). */
export const expandTokens = (text: string, connection: TokenValues, shown: string): string => {
  const tokens = tokensOf(connection);
  return text.replace(/%(.)|\$\{([^}]{0,500})\}/g, (whole, token: string | undefined, variable: string) =>
    token === undefined ? variableOf(variable, connection.env, shown) : (tokens[token]?.() ?? whole),
  );
};

/** The text with `${NAME}` put in. @throws Error where the environment has no such variable. */
export const expandVariables = (text: string, env: TokenValues['env']): string =>
  text.replace(/\$\{([^}]{0,500})\}/g, (_, variable: string) => variableOf(variable, env, text));

const variableOf = (name: string, env: TokenValues['env'], shown: string): string => {
  const value = env[name];
  if (value === undefined) throw new Error(`the SSH configuration says ${shown}, but the environment has no ${name}`);
  return value;
};

const tokensOf = ({ home, host, user, port, name, alias, jump }: TokenValues): Readonly<Record<string, () => string>> => ({
  '%': () => '%',
  C: () =>
    createHash('sha1')
      .update(`${hostname()}${host}${port}${user}${jump ?? ''}`)
      .digest('hex'),
  d: () => home,
  h: () => host,
  i: () => String(userInfo().uid),
  j: () => jump ?? '',
  k: () => alias ?? name,
  L: () => hostname().split('.')[0] ?? '',
  l: () => hostname(),
  n: () => name,
  p: () => String(port),
  r: () => user,
  u: () => userInfo().username,
});
