/**
 * The only code that reaches a wire, a foreign file or a native module. In: where to look, as the user said it. Out: ports (ports.ts) that only read,
 * over as few connections as there are hosts. app/wire.ts imports this; whoever asks a port knows the types of ports.ts and nothing else.
 *
 *   open-ports -> ci | journal | runs | host | docker | gitea -> ssh -> remote (what can run on a host: each folder's script.ts)
 */
import { existsSync } from 'node:fs';
import { viaHttp } from '#model/clocks';
import { Absent } from '#model/errors';
import type { HostSeen } from '#model/report';
import { droneLocal } from './ci/drone/local.ts';
import { droneOverSsh } from './ci/drone/over-ssh.ts';
import type { DockerClient } from './docker/client.ts';
import { type DockerEndpoint, dockerSocket, resolveDockerEndpoint } from './docker/endpoint.ts';
import { dialOverSsh } from './docker/over-ssh.ts';
import { hostLocal } from './host/local.ts';
import { hostOverSsh } from './host/over-ssh.ts';
import { type TmuxControl, tmuxControl, tmuxLocal, tmuxOverSsh } from './host/tmux.ts';
import { HttpClock } from './http-clock.ts';
import { sweepJournal } from './journal/by-day.ts';
import { journalLocal } from './journal/local.ts';
import { journalOverSsh } from './journal/over-ssh.ts';
import { journalTail, journalTailOverSsh } from './journal/tail.ts';
import type {
  CiPort,
  EventsPort,
  GiteaPort,
  HostPort,
  JournalPort,
  JournalTailPort,
  Lock,
  Ports,
  RecipePort,
  RunsPort,
  SweepPort,
  SweptBuild,
} from './ports.ts';
import { recipeLocal } from './recipe/local.ts';
import { recipeOverSsh } from './recipe/over-ssh.ts';
import type { RecipePaths } from './recipe/paths.ts';
import { ciLogLocal } from './runs/ci-log.ts';
import { runsLocal } from './runs/local.ts';
import { runsOverSsh } from './runs/over-ssh.ts';
import type { AskPassphrase } from './ssh/keys.ts';
import { type SessionPool, sessionPool } from './ssh/session-pool.ts';
import { parseSshTarget, type SshTarget } from './ssh/target.ts';

/** Where to look, as the user said it; null is "not given". */
export interface Sources {
  readonly ssh: string | null;
  readonly docker: string | null;
  readonly drone: string | null;
  readonly runs: string | null;
  readonly dockerdLog: string | null;
  readonly ciLog: string | null;
  readonly gitea: string | null;
  /** The files of a recipe as they lie on a disk, `local:` before what is this machine's beside an SSH host; left out where nobody asks for them. */
  readonly recipe?: RecipePaths;
  /** Whether the journal of the host is read where no file is given. */
  readonly journal: boolean;
  /** What is looked at to see whether somebody holds the host. */
  readonly locks?: readonly Lock[];
}

export interface OpenOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly signal: AbortSignal;
  readonly configFile?: string | undefined;
  readonly knownHostsFile?: string | undefined;
  readonly askPassphrase?: AskPassphrase | undefined;
  readonly insecureDocker?: boolean | undefined;
}

export interface OpenedPorts extends AsyncDisposable {
  readonly ports: Ports;
  /** Starts and stops tmux sessions: used by `upgrader` alone. */
  readonly tmux: TmuxControl;
  /** What a recorder follows, over the same connections. */
  readonly streams: { readonly events: EventsPort; readonly journal: JournalTailPort };
  /** All builds, one after the other. */
  readonly sweep: SweepPort;
  /**
   * Connects to the SSH host where there is one, so that a person who must type a passphrase first takes no time from any probe. Never fails:
   * what went wrong is told by the probes, which all get the same error.
   */
  warm(): Promise<void>;
  /** Settles as soon as every SSH host is dialled: from then on there is time until they answer. Never fails. */
  dialling(): Promise<void>;
  /** The hosts that were talked to, so far as they were reached. */
  hosts(): HostSeen[];
}

/** Makes all ports over as few connections as there are hosts. Nothing is dialled before it is asked for; only wrong usage throws here. */
export const openPorts = async (sources: Sources, options: OpenOptions): Promise<OpenedPorts> => {
  const pool = sessionPool(options);
  const target = sources.ssh === null ? null : parseSshTarget(sources.ssh);
  const ci = ciOf(sources, target, pool);
  const endpoint = await dockerEndpoint(sources, target, options);
  const clocks = { docker: new HttpClock(), gitea: new HttpClock() };
  const docker = dockerOf(endpoint, target, pool, clocks.docker);
  const gitea = giteaOf(sources, options, clocks.gitea);
  const [runs, journal] = [runsOf(sources, target, pool), journalOf(sources, target, pool, ci)];
  const reached = [...(target ? [target] : []), ...(endpoint.kind === 'ssh' ? [sshTargetOf(endpoint.target, target)] : [])];
  return {
    ports: {
      docker,
      ci,
      runs,
      journal,
      host: hostOf(target, pool, sources.locks ?? []),
      ciLog: sources.ciLog === null ? { read: () => notGiven('the log of the deploy', '--ci-log') } : ciLogLocal(sources.ciLog),
      gitea,
      tmux: target ? tmuxOverSsh(pool.session(target)) : tmuxLocal(),
      recipe: recipeOf(sources.recipe ?? { folder: null, env: null, overlays: [] }, target, pool),
    },
    tmux: tmuxControl(target ? pool.session(target) : null),
    streams: { events: docker, journal: tailOf(sources, target, pool) },
    sweep: sweepOf(sources, target, pool, runs, journal),
    warm: async () => void (await Promise.allSettled(reached.map((host) => pool.session(host)()))),
    dialling: async () => void (await Promise.all(reached.map((host) => pool.dialling(host)()))),
    hosts: () => [
      ...pool.hosts(),
      // Of a daemon on an SSH host the host's own clock is known better.
      ...(endpoint.kind === 'ssh' ? [] : heardFrom(whereOf(endpoint), viaHttp.docker, clocks.docker)),
      ...heardFrom(gitea.origin, viaHttp.gitea, clocks.gitea),
    ],
    async [Symbol.asyncDispose]() {
      docker[Symbol.dispose]();
      await pool[Symbol.asyncDispose]();
    },
  };
};

const notGiven = (what: string, flag: string): Promise<never> => Promise.reject(new Absent(`${what} was not given (${flag})`));

/**
 * A `unix://` flag beside --ssh means this machine's socket where there is one, else that of the SSH host; so does DOCKER_HOST. With --ssh and
 * nothing else said, the daemon is the SSH host's, whatever the current docker context is.
 */
const dockerEndpoint = async (sources: Sources, target: SshTarget | null, options: OpenOptions): Promise<DockerEndpoint> => {
  const { env, home, insecureDocker } = options;
  const local = { kind: 'unix', path: dockerSocket, from: 'default' } as const;
  const said = sources.docker ?? env['DOCKER_HOST'] ?? env['DOCKER_CONTEXT'];
  if (target && !said) return { kind: 'ssh', target, path: dockerSocket, from: '--ssh' };
  const found = (await resolveDockerEndpoint({ flag: sources.docker, env, home, insecureDocker })) ?? local;
  if (target && found.kind === 'unix' && !existsSync(found.path)) return { kind: 'ssh', target, path: found.path, from: found.from };
  return found;
};

const heardFrom = (name: string, via: string, { clock }: HttpClock): HostSeen[] =>
  clock === null ? [] : [{ name, via, hostKey: null, ...clock }];

const whereOf = (endpoint: Exclude<DockerEndpoint, { kind: 'ssh' }>): string =>
  endpoint.kind === 'unix' ? endpoint.path : `${endpoint.host}:${endpoint.port}`;

const dockerOf = (endpoint: DockerEndpoint, target: SshTarget | null, pool: SessionPool, clock: HttpClock): DockerClient => {
  if (endpoint.kind === 'ssh') {
    const there = sshTargetOf(endpoint.target, target);
    const dial = dialOverSsh(pool.session(there), endpoint.path);
    return loadedLater(async () => {
      await pool.dialling(there)();
      const { dockerClient } = await import('./docker/client.ts');
      return dockerClient(dial, `${there.host}:${endpoint.path}`);
    });
  }
  return loadedLater(async () => {
    const [{ dockerClient }, { dialDirect }] = await Promise.all([import('./docker/client.ts'), import('./docker/agent.ts')]);
    return dockerClient(dialDirect(endpoint), whereOf(endpoint), clock);
  });
};

/** dockerode and http take some 50 ms to load: that is done when they are needed, and not before an SSH host is dialled. */
const loadedLater = (load: () => Promise<DockerClient>): DockerClient => {
  let client: Promise<DockerClient> | null = null;
  const loaded = () => {
    client ??= load();
    return client;
  };
  return {
    getJson: async (path, ask) => (await loaded()).getJson(path, ask),
    getLog: async (path, ask) => (await loaded()).getLog(path, ask),
    follow: async (ask) => (await loaded()).follow(ask),
    [Symbol.dispose]: () =>
      void client?.then(
        (opened) => opened[Symbol.dispose](),
        () => undefined,
      ),
  };
};

/** The same host named by --ssh and by ssh:// shares one session, whichever of the two names the user or port. */
const sshTargetOf = (daemon: SshTarget, target: SshTarget | null): SshTarget =>
  target && target.host === daemon.host && agrees(target.user, daemon.user) && agrees(target.port, daemon.port) ? target : daemon;

const agrees = <T>(given: T | null, other: T | null): boolean => given === other || other === null;

const ciOf = ({ drone }: Sources, target: SshTarget | null, pool: SessionPool): CiPort => {
  if (drone === null) return refusingCi(() => notGiven('the Drone database', '--drone'));
  if (/^(postgres(ql)?|mysql|https?):\/\//.test(drone))
    return refusingCi(() => Promise.reject(new Absent(`${drone.split(':')[0]}:// is not read yet; give the sqlite file with --drone`)));
  return target ? droneOverSsh(pool.session(target), drone) : droneLocal(drone);
};

const sweepOf = (
  { drone, runs: folder, dockerdLog }: Sources,
  target: SshTarget | null,
  pool: SessionPool,
  runs: RunsPort,
  journal: JournalPort,
): SweepPort => {
  const daemonLines = sweepJournal(journal, dockerdLog !== null);
  if (drone === null || drone.includes('://')) {
    const because = drone === null ? 'the Drone database was not given (--drone)' : 'only a sqlite file can be swept: give it with --drone';
    return { file: null, builds: () => refused(because), daemonLines };
  }
  const later = () =>
    target
      ? import('./ci/drone/sweep/over-ssh.ts').then(({ sweepOverSsh }) => sweepOverSsh(pool.session(target), drone, folder))
      : import('./ci/drone/sweep/local.ts').then(({ sweepLocal }) => sweepLocal(drone, runs));
  return { file: target ? null : drone, builds: (ask) => loadedBuilds(later, ask), daemonLines };
};

async function* loadedBuilds(
  later: () => Promise<SweepPort['builds']>,
  ask: Parameters<SweepPort['builds']>[0],
): AsyncGenerator<SweptBuild> {
  yield* (await later())(ask);
}

// biome-ignore lint/correctness/useYield: a source that is not there has no build to give
async function* refused(because: string): AsyncGenerator<SweptBuild> {
  throw new Absent(because);
}

const refusingCi = (refuse: () => Promise<never>): CiPort => ({ build: refuse, history: refuse, recent: refuse });

const runsOf = ({ runs }: Sources, target: SshTarget | null, pool: SessionPool): RunsPort => {
  if (runs === null) return { read: () => notGiven('the folder of runs', '--runs') };
  return target ? runsOverSsh(pool.session(target), runs) : runsLocal(runs);
};

/** Beside an SSH host every path is that host's; one with `local:` before it takes all to this machine. */
const recipeOf = ({ folder, env, overlays }: RecipePaths, target: SshTarget | null, pool: SessionPool): RecipePort => {
  const isHere = [folder, env, ...overlays].some((path) => path?.startsWith('local:'));
  const bare = (path: string): string => path.replace(/^local:/, '');
  const paths = { folder: folder === null ? null : bare(folder), env: env === null ? null : bare(env), overlays: overlays.map(bare) };
  return target && !isHere ? recipeOverSsh(pool.session(target), paths) : recipeLocal(paths);
};

/** A log file of the daemon may lie here or on the host: here first. */
const journalOf = (sources: Sources, target: SshTarget | null, pool: SessionPool, ci: CiPort): JournalPort => {
  const { dockerdLog, journal } = sources;
  const database = sources.drone === null || sources.drone.includes('://') ? null : sources.drone;
  if (dockerdLog === null && !journal) return { lines: () => notGiven("the daemon's log", '--dockerd-log or --ssh') };
  const isHere = !target || (dockerdLog !== null && existsSync(dockerdLog));
  return isHere ? journalLocal(dockerdLog, database === null ? null : ci) : journalOverSsh(pool.session(target), dockerdLog, database);
};

/** The same log as a recorder follows it. */
const tailOf = ({ dockerdLog }: Sources, target: SshTarget | null, pool: SessionPool): JournalTailPort =>
  !target || (dockerdLog !== null && existsSync(dockerdLog))
    ? journalTail(dockerdLog)
    : journalTailOverSsh(pool.session(target), dockerdLog);

/** tea's and Gitea's own names for the token (GITEA_TOKEN, GITEA_SERVER_TOKEN); the client is loaded when it is asked. */
const giteaOf = ({ gitea }: Sources, { env }: OpenOptions, clock: HttpClock): GiteaPort => {
  const absent = () => notGiven('the Gitea server', '--gitea');
  if (gitea === null) return { origin: '', getJson: absent, getAll: absent, isMember: absent };
  const token = env['GITEA_TOKEN'] || env['GITEA_SERVER_TOKEN'] || null;
  const loaded = async () => (await import('./gitea/client.ts')).giteaClient({ url: gitea, token, clock });
  return {
    origin: new URL(gitea).origin,
    getJson: async (path, ask) => (await loaded()).getJson(path, ask),
    getAll: async (path, ask) => (await loaded()).getAll(path, ask),
    isMember: async (org, user, ask) => (await loaded()).isMember(org, user, ask),
  };
};

const hostOf = (target: SshTarget | null, pool: SessionPool, locks: readonly Lock[]): HostPort => {
  if (!target) return hostLocal(locks);
  const port = hostOverSsh(pool.session(target), locks);
  return {
    locks,
    async state(ask) {
      const reply = await port.state(ask);
      pool.noteClock(target, reply.value);
      return reply;
    },
  };
};
