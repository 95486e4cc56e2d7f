/**
 * What a probe may ask for. Every port only reads: there is no verb here that could change the observed host.
 * Ports throw `Absent` (not there), `Denied` (may not look) or any Error (failed); they honour `signal`.
 */

interface Ask {
  readonly signal: AbortSignal;
}

/** A reply with its size in bytes as it came over the wire. */
export interface Reply<T> {
  readonly value: T;
  readonly bytes: number;
}

/** The Docker Engine API, GET only, on an allowlist of paths. */
export interface DockerPort {
  /** Parsed JSON of `GET path?query`; `path` without the version prefix. 404 throws Absent, 401/403 and a refused socket throw Denied. */
  getJson(path: string, ask: Ask & { readonly query?: Readonly<Record<string, string>> }): Promise<Reply<unknown>>;
  /** Text of a log endpoint, multiplexed frames already joined, cut to the last `maxBytes`. */
  getLog(path: string, ask: Ask & { readonly query?: Readonly<Record<string, string>>; readonly maxBytes: number }): Promise<Reply<string>>;
}

/** Rows of a CI's database, by the columns of Drone's. Values as SQLite gives them; `*_params` and `depends_on` columns cast to TEXT. */
export interface CiRows {
  /** Names of the tables in the file and how many migrations were applied; null where there is no such table. */
  readonly migrations: number | null;
  /** Every repo that has a build of this number (or every repo, where no number was asked for). */
  readonly repos: readonly Row[];
  readonly builds: readonly Row[];
  readonly stages: readonly Row[];
  readonly steps: readonly Row[];
  /** Raw log blobs by step id, as text (invalid UTF-8 shown as U+FFFD); null where the step has no logs row. Cut to the last `maxLogBytes` of the blob. */
  readonly logs: readonly { readonly stepId: number; readonly size: number; readonly text: string | null }[];
  /** Other builds of the same repos: number, status, event, params, started, finished. */
  readonly neighbours: readonly Row[];
}
export type Row = Readonly<Record<string, string | number | null>>;

/** Builds of one recipe, newest last, each with its parameters. */
export interface CiHistory {
  readonly repos: readonly Row[];
  readonly builds: readonly Row[];
}

/** Builds of all repos, newest first, with `repo_slug` beside the columns of a neighbour. */
export interface RecentBuilds {
  readonly builds: readonly Row[];
}

/** The builds of a CI: one with all that is stored of it, those of a recipe, and the newest. */
export interface CiPort {
  /** The newest builds (at most `atMost`) whose parameters name the recipe; `recipe: null` asks for those of every recipe. */
  history(ask: Ask & { readonly recipe: string | null; readonly repo: string | null; readonly atMost: number }): Promise<Reply<CiHistory>>;
  /** The newest builds of every repo, whatever their number, and all that are not over. */
  recent(ask: Ask): Promise<Reply<RecentBuilds>>;
  /** All rows about one build number; `number: null` asks for the newest build. `builds` is empty where there is no such build. */
  build(ask: Ask & { readonly number: number | null; readonly repo: string | null }): Promise<Reply<CiRows>>;
}

/** Which builds a sweep goes through. Times are epoch seconds of the start; a build that never started counts by its creation. */
export interface SweepAsk {
  /** Slug; null asks for every repo that has a build with a RECIPE. */
  readonly repo: string | null;
  readonly recipe: string | null;
  readonly since: number | null;
  readonly until: number | null;
  /** Builds that are left out, by repo. */
  readonly done: ReadonlyMap<string, ReadonlySet<number>>;
}

/** A log as it is stored, cut to its last `maxLogBytes`; `data` is null where the step has no logs row. `size` is that of the whole. */
export interface LogBlob {
  readonly stepId: number;
  readonly size: number;
  readonly data: Uint8Array | null;
}

/** One build with all that is stored of it. */
export interface SweptBuild {
  readonly migrations: number | null;
  readonly repo: Row;
  readonly build: Row;
  readonly stages: readonly Row[];
  readonly steps: readonly Row[];
  /** Its logs: read when they are asked for, or what came with it. */
  readonly logs: () => Promise<readonly LogBlob[]>;
  /** Its run folder, or why it could not be looked at. */
  readonly run: RunFolder | Error;
  /** Rows of the builds near it by number, itself included, as a neighbour's columns tell. */
  readonly near: () => readonly Row[];
  /** Builds gone past so far and all that the repos have: a bound of the way to go. */
  readonly past: number;
  readonly total: number;
}

export interface SweepPort {
  /** The database where it lies on this machine: threads may read its logs by themselves. */
  readonly file: string | null;
  /** Every build asked for, oldest first by number; in short statements, none of which is open while the caller works. */
  builds(ask: Ask & SweepAsk): AsyncIterable<SweptBuild>;
  /** Lines of the daemon's log around one of them. A log file is read once; the journal each time. */
  daemonLines(ask: Ask & { readonly build: Row; readonly repo: Row }): Promise<Reply<JournalLines>>;
}

/** The run folder of one build: its texts, its picture where that was asked for, and what else lies there. */
export interface RunFolder {
  readonly exists: boolean;
  /** Every file of the folder to depth 2, by relative path, size in bytes, mtime in epoch milliseconds. */
  readonly files: readonly { readonly path: string; readonly size: number; readonly mtimeMs: number }[];
  /** results.json, badge.svg, lint.txt and junit/*.xml, by relative path; text is null where the file was too large. */
  readonly texts: readonly { readonly path: string; readonly text: string | null }[];
  /** screenshot.png in base64; null where it was too large. Left out where nobody asked. */
  readonly pictures?: readonly { readonly path: string; readonly base64: string | null }[] | undefined;
}

export interface RunsPort {
  /** The folder `<runs>/<run>`; `exists: false` where the tree is readable but has no such folder. */
  read(ask: Ask & { readonly run: string; readonly pictures?: boolean }): Promise<Reply<RunFolder>>;
}

/** Lines of the Docker daemon's own log. */
export interface JournalLines {
  /** Where they come from: `journal` (journalctl -o json), `journal-file` (such a file) or `dockerd-log` (the daemon's text log). */
  readonly source: 'journal' | 'journal-file' | 'dockerd-log';
  /** Raw lines, oldest first. */
  readonly lines: readonly string[];
  /** True where older lines were left out to keep the size down. */
  readonly truncated: boolean;
}

export interface JournalPort {
  /**
   * Lines that name a network, address, allocation, task, raft or pull failure, of the window of the build (looked up where the build's
   * row lies), of the window that is given in epoch seconds, or of the whole file where there is neither. A log file is read whole, up to its
   * last 32 MiB.
   */
  lines(
    ask: Ask & {
      readonly build: number | null;
      readonly repo: string | null;
      readonly window?: { readonly since: number; readonly until: number };
    },
  ): Promise<Reply<JournalLines>>;
}

/** Something on a host that says somebody is at work there: a file that is there, or a tmux session that runs. */
export interface Lock {
  readonly kind: 'file' | 'tmux';
  readonly name: string;
}

/** Raw texts of a host's own state; null where that file is not there. */
export interface HostTexts {
  readonly now: string | null;
  readonly loadavg: string | null;
  readonly cpus: number | null;
  readonly pressureCpu: string | null;
  readonly pressureIo: string | null;
  readonly pressureMemory: string | null;
  readonly meminfo: string | null;
  /** `df -PkT`-like: one line a mount point of interest: `path total used available` in KiB. */
  readonly disk: string | null;
  /** The same for inodes. */
  readonly inodes: string | null;
  /** State of each lock the port was opened with, in their order: `held`, `free`, or why it cannot be told. */
  readonly locks?: readonly string[];
  /** Local clock (epoch ms) just before and after the remote `now` was read. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

export interface HostPort {
  /** What `locks` of the texts are about, in the same order. */
  readonly locks?: readonly Lock[];
  state(ask: Ask): Promise<Reply<HostTexts>>;
}

/** One file of a recipe as it lies on a disk: its text, or why that could not be read. */
export interface RecipeFileText {
  /** Part of the recipe's folder, the app's env file, or a compose file that the harness lays over the recipe's own. */
  readonly place: 'folder' | 'env' | 'overlay';
  /** Relative to the folder; whole for what lies elsewhere. */
  readonly path: string;
  readonly text: string | null;
  /** Null where the text was read. */
  readonly because: string | null;
}

/** The files a run deployed, as they lie on a disk. */
export interface RecipeFolder {
  /** Null where no folder was named. */
  readonly folder: { readonly path: string; readonly exists: boolean; readonly commit: string | null } | null;
  /** Compose files and env files at the top of the folder, then those named beside it. Links that lie in the folder are not followed. */
  readonly files: readonly RecipeFileText[];
}

export interface RecipePort {
  /** The files of the recipe for this run; the words fill the places that the configured paths leave open. Throws Absent where no path is configured. */
  read(ask: Ask & { readonly words: Readonly<Record<string, string | null>> }): Promise<Reply<RecipeFolder>>;
}

/** A log file of the deploy, given by the user beside a live stack. */
export interface CiLogPort {
  read(ask: Ask): Promise<Reply<string>>;
}

/** Gitea's API, GET only, on an allowlist of paths below `/api/v1`. Status 404 throws Absent, 401 and 403 throw Denied. */
export interface GiteaPort {
  /** Scheme, host and port; where the token goes. */
  readonly origin: string;
  getJson(path: string, ask: Ask & { readonly query?: Readonly<Record<string, string>> }): Promise<Reply<unknown>>;
  /** Every page of a list, by id; `whole` is false where there was more than `atMost`. */
  getAll(
    path: string,
    ask: Ask & { readonly query?: Readonly<Record<string, string>>; readonly atMost: number },
  ): Promise<Reply<{ readonly items: readonly unknown[]; readonly whole: boolean }>>;
  /** Whether the user is a member of the organisation; null where only public members may be seen and this is none. */
  isMember(org: string, user: string, ask: Ask): Promise<boolean | null>;
}

/** A tmux session of the host, as the text of one command (transport/tmux.ts). */
export interface TmuxPort {
  session(name: string, ask: Ask): Promise<Reply<string>>;
}

/** A stream of the Docker Engine API, GET on the same allowlist of paths. */
export interface EventsPort {
  /**
   * Hears every JSON value of `GET /events` as it arrives. Settles when the daemon ends the stream, throws as `DockerPort` does.
   * `opened` is called as soon as the daemon answered.
   */
  follow(
    ask: Ask & { readonly query: Readonly<Record<string, string>>; readonly hear: (event: unknown) => void; readonly opened: () => void },
  ): Promise<void>;
}

/** What the daemon wrote after a place in its log. */
export interface JournalPiece {
  readonly source: JournalLines['source'];
  readonly lines: readonly string[];
  /** Where to go on: a file's device, inode and offset, or journald's own cursor. Null where there is no line yet. */
  readonly cursor: string | null;
  /** Why lines between the cursor and the first one here are gone; null where none are. */
  readonly lost: string | null;
}

export interface JournalTailPort {
  /** The lines of interest (as `JournalPort` chooses them) after `cursor`, or the last ones where that is null; a bounded piece at a time. */
  after(ask: Ask & { readonly cursor: string | null }): Promise<Reply<JournalPiece>>;
}

/** All ports; one that is not configured throws Absent when asked, saying which flag would provide it. */
export interface Ports {
  readonly docker: DockerPort;
  readonly ci: CiPort;
  readonly runs: RunsPort;
  readonly journal: JournalPort;
  readonly host: HostPort;
  readonly ciLog: CiLogPort;
  readonly gitea: GiteaPort;
  readonly tmux: TmuxPort;
  readonly recipe: RecipePort;
}
export type PortId = keyof Ports;
