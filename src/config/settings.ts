/**
 * What the user configured. In: flags, the environment and the texts of configuration files. Out: one Settings, each value from the nearest source
 * that names it. Files are read by app (load.ts gives their paths). app and cli import this.
 */
import { Usage } from '#model/errors';
import { durationMs } from './duration.ts';
import { type ConfigFile, type Profile, SourceKeys } from './schema.ts';

/** Everything the program may know about where to look, resolved once, before any work. */
export interface Settings {
  readonly ssh: string | null;
  /** Instead of ~/.ssh/config, as `ssh -F`. */
  readonly sshConfig: string | null;
  readonly docker: string | null;
  readonly drone: string | null;
  readonly runs: string | null;
  readonly gitea: string | null;
  /** Owner of the recipes' repos in Gitea. */
  readonly giteaOwner: string;
  readonly dockerdLog: string | null;
  readonly ciLog: string | null;
  /** A recording of this host's swarm. */
  readonly recording: string | null;
  /** Folder of the recipe that a run deployed; `{recipe}`, `{run}`, `{stack}` and `{domain}` stand for the run's own. */
  readonly recipeDir: string | null;
  /** The app's env file, with the same words. */
  readonly recipeEnv: string | null;
  /** A compose file that the harness lays over the recipe's, with the same words. */
  readonly recipeOverlay: string | null;
  readonly proxyNetwork: string;
  readonly repo: string | null;
  readonly timeoutMs: number;
  readonly epochs: NonNullable<Profile['epochs']>;
  readonly upgrader: NonNullable<Profile['upgrader']> | null;
  /** Limits that the files set. */
  readonly limits: NonNullable<Profile['limits']>;
  readonly maintenance: NonNullable<Profile['maintenance']>;
  readonly locks: NonNullable<Profile['locks']>;
}

export interface Found {
  readonly file: string;
  readonly config: ConfigFile;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Flags go before the environment, that before the chosen profile, that before the top of the file, and the project's file before the user's. */
export const settingsOf = (
  flags: Readonly<Record<string, unknown>>,
  env: Env,
  files: readonly Found[],
  profile: string | null,
): Settings => {
  const layers: Profile[] = [
    flagLayer(flags),
    envLayer(env),
    ...profileLayers(files, profile ?? env['CCCI_PROBE_PROFILE'] ?? null),
    ...files.map(({ config }) => config),
  ];
  const pick = <K extends keyof Profile>(key: K): NonNullable<Profile[K]> | null =>
    layers.map((layer) => layer[key]).find((value) => value !== undefined) ?? null;
  return {
    ssh: pick('ssh'),
    sshConfig: pick('ssh-config'),
    docker: pick('docker'),
    drone: pick('drone'),
    runs: pick('runs'),
    gitea: pick('gitea'),
    giteaOwner: pick('gitea-owner') ?? pick('repo')?.split('/')[0] ?? 'recipe-maintainers',
    dockerdLog: pick('dockerd-log'),
    ciLog: pick('ci-log'),
    recording: pick('recording'),
    recipeDir: pick('recipe-dir'),
    recipeEnv: pick('recipe-env'),
    recipeOverlay: pick('recipe-overlay'),
    proxyNetwork: pick('proxy-network') ?? 'proxy',
    repo: pick('repo'),
    timeoutMs: pick('timeout') ?? 120_000,
    epochs: pick('epochs') ?? [],
    upgrader: pick('upgrader'),
    limits: pick('limits') ?? {},
    maintenance: pick('maintenance') ?? [],
    locks: pick('locks') ?? [],
  };
};

const flagLayer = (flags: Readonly<Record<string, unknown>>): Profile => {
  const layer: Record<string, unknown> = {};
  for (const key of Object.keys(SourceKeys.shape)) {
    const value = flags[key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (value !== undefined) layer[key] = value;
  }
  const read = SourceKeys.safeParse(layer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Usage(`--${String(issue?.path[0])}: ${wordsOf(issue?.message)}`);
};

/** `CCCI_PROBE_<KEY>` for each key, Drone's own database variables, and tea's for Gitea. DOCKER_HOST is read where docker's own rules are. */
const envLayer = (env: Env): Profile => {
  const layer: Record<string, unknown> = {};
  for (const key of Object.keys(SourceKeys.shape)) {
    const value = env[`CCCI_PROBE_${key.replaceAll('-', '_').toUpperCase()}`];
    if (value) layer[key] = value;
  }
  if (!layer['drone'] && env['DRONE_DATABASE_DATASOURCE'])
    layer['drone'] = env['DRONE_DATABASE_DATASOURCE'].replace(/^file:/, '').replace(/\?.*/s, '');
  if (!layer['gitea']) layer['gitea'] = env['GITEA_INSTANCE_URL'] || env['GITEA_SERVER_URL'] || undefined;
  const read = SourceKeys.safeParse(layer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const key = String(issue?.path[0]);
  const name = key === 'gitea' ? 'GITEA_INSTANCE_URL' : `CCCI_PROBE_${key.replaceAll('-', '_').toUpperCase()}`;
  throw new Usage(`${name} in the environment: ${wordsOf(issue?.message)}`);
};

const profileLayers = (files: readonly Found[], asked: string | null): Profile[] => {
  const name = asked ?? files.map(({ config }) => config.profile).find((value) => value !== undefined) ?? null;
  if (name === null) return [];
  const layers = files.flatMap(({ config }) => config.profiles?.[name] ?? []);
  if (layers.length > 0) return layers;
  const known = [...new Set(files.flatMap(({ config }) => Object.keys(config.profiles ?? {})))];
  throw new Usage(
    `no profile ${JSON.stringify(name)}: ${known.length > 0 ? `there are ${known.join(', ')}` : 'no configuration file defines profiles'}`,
  );
};

const wordsOf = (message: string | undefined): string =>
  (message ?? 'not understood').replace(/^Invalid input: /, '').replace(/^Invalid URL$/, 'expected an http or https URL');

/** A duration given on the command line, in milliseconds. */
export const timeoutOf = (text: string): number => {
  const ms = durationMs(text);
  if (ms === undefined || ms <= 0) throw new Usage(`--timeout ${JSON.stringify(text)}: expected a duration such as 30s or 2m`);
  return ms;
};
