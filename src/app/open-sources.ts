import type { Settings } from '#config/settings';
import type { HostSeen } from '#model/report';
import { type Posted, postTrigger } from '#transport/gitea/post-comment';
import type { TmuxControl } from '#transport/host/tmux';
import { type OpenedPorts, openPorts } from '#transport/open-ports';
import type { Ports, SweepPort } from '#transport/ports';
import type { RecordingFile } from '#transport/recording/reader';
import type { RecorderFile } from '#transport/recording/writer';
import type { RunContext } from './run-context.ts';

/** The real ports, who was talked to, and the end of every connection. */
export interface Sources {
  readonly ports: Ports;
  readonly tmux: TmuxControl;
  /** What a recorder follows. */
  readonly streams: OpenedPorts['streams'];
  readonly sweep: SweepPort;
  /**
   * Does the work while the SSH host is being reached. Where a person may have to type a passphrase, that is over when this settles, so
   * that it takes no time from any probe. A host that cannot be reached is told by the probes.
   */
  readonly meanwhile: <T>(work: () => Promise<T>) => Promise<T>;
  readonly hosts: () => HostSeen[];
  readonly close: () => Promise<void>;
}

/** Chooses the real transport for the settings: the only place that does. */
export const openSources = async (settings: Settings, context: RunContext): Promise<Sources> => {
  // A host that never answered is not waited for once nobody asks any more.
  const over = new AbortController();
  const asks = context.inIsTty && context.errIsTty;
  const opened = await openPorts(
    {
      ssh: settings.ssh,
      docker: settings.docker,
      drone: settings.drone,
      runs: settings.runs,
      dockerdLog: settings.dockerdLog,
      ciLog: settings.ciLog,
      gitea: settings.gitea,
      recipe: {
        folder: settings.recipeDir,
        env: settings.recipeEnv,
        overlays: settings.recipeOverlay === null ? [] : [settings.recipeOverlay],
      },
      journal: true,
      locks: settings.locks.flatMap(({ kind, name }) => (kind === 'build' ? [] : { kind, name })),
    },
    {
      env: context.env,
      home: context.home,
      signal: AbortSignal.any([context.signal, over.signal]),
      ...(settings.sshConfig === null ? {} : { configFile: settings.sshConfig }),
      ...(asks ? { askPassphrase: context.askPassphrase } : {}),
    },
  );
  return {
    ports: opened.ports,
    tmux: opened.tmux,
    streams: opened.streams,
    sweep: opened.sweep,
    async meanwhile(work) {
      const reached = opened.warm();
      await opened.dialling();
      const [done] = await Promise.all([work(), asks ? reached : null]);
      return done;
    },
    hosts: () => opened.hosts(),
    close: async () => {
      over.abort(new Error('no longer asked for'));
      await opened[Symbol.asyncDispose]();
    },
  };
};

/** The one thing that writes: a trigger on a PR. Null without a token. Its signal is not that of Ctrl-C: a post that was begun is seen to its end. */
export const posterOf = (
  settings: Settings,
  context: RunContext,
): ((recipe: string, pr: number, quick: boolean) => Promise<Posted>) | null => {
  const token = context.env['GITEA_TOKEN'] || context.env['GITEA_SERVER_TOKEN'];
  const { gitea: url, giteaOwner: owner } = settings;
  if (!token || url === null) return null;
  return (recipe, pr, quick) => postTrigger({ url, token, owner, repo: recipe, pr }, quick, new AbortController().signal);
};

/** A recording to write into; SQLite is loaded for it alone. */
export const openRecorder = async (path: string, meta: Readonly<Record<string, string>>): Promise<RecorderFile> =>
  (await import('#transport/recording/writer')).openRecorderFile(path, meta);

/** A recording to read. */
export const openRecording = async (path: string): Promise<RecordingFile> =>
  (await import('#transport/recording/reader')).openRecordingFile(path);
/** The user's own OpenSSH, for signatures. */
export const openSsh = async () => (await import('#transport/ssh/keygen')).sshKeygen;
