/** What the user's SSH configuration says about one host. */
export interface SshHost {
  /** As the user wrote it. */
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Path of the agent's socket, or null for none. */
  readonly agent: string | null;
  readonly proxyJump: string | null;
  readonly knownHosts: readonly string[];
  readonly hostKeyAlias: string | null;
  /** The user's own choice, null where it is ssh's default. */
  readonly hostKeyAlgorithms: readonly string[] | null;
}

/** What an SSH configuration is read from. */
export interface SshSurroundings {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Instead of the user's and the system's configuration, like `ssh -F`. */
  readonly configFile?: string | undefined;
  /** Instead of the configured UserKnownHostsFile and GlobalKnownHostsFile. */
  readonly knownHostsFile?: string | undefined;
  /** False makes us read the configuration ourselves, as where there is no ssh(1). */
  readonly askSsh?: boolean | undefined;
}

/** Settings by lower-cased key, every value in order. */
export type SshSettings = ReadonlyMap<string, readonly string[]>;
