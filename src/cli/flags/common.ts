import { type Command, Option } from 'commander';

/** The flags every command takes; sources can also stand in ccci-probe.yaml and in the environment. */
export const addCommon = (command: Command, formats: readonly string[] = ['text', 'json']): void => {
  command
    .option('--json', 'one JSON value on stdout')
    .addOption(new Option('--format <format>', 'how to show it').choices(formats))
    .option('--config <file>', 'configuration file instead of ccci-probe.yaml')
    .option('--profile <name>', 'profile of the configuration file')
    .option('--no-color', 'no colour')
    .option('-q, --quiet', 'no progress on stderr')
    .option('-v, --verbose', 'say more on stderr')
    .option('--timeout <duration>', 'longest time for all probes, such as 30s or 2m')
    .exitOverride();
};

/** The flags that say where to look. */
export const addSources = (command: Command): void => {
  command
    .option('--ssh <[user@]host[:port]>', 'the CI host; everything goes over one SSH connection')
    .option('--ssh-config <file>', 'instead of ~/.ssh/config, as ssh -F')
    .option('--docker <url>', 'unix://, ssh://, tcp:// or a docker context; default as docker itself')
    .option('--drone <path>', 'Drone database (sqlite), here or on the SSH host')
    .option('--runs <dir>', 'folder of the run folders, here or on the SSH host')
    .option('--gitea <url>', 'Gitea server; its token comes from GITEA_TOKEN')
    .option('--gitea-owner <name>', 'owner of the recipes there (default: recipe-maintainers)')
    .option('--dockerd-log <file>', 'log of the Docker daemon where there is no systemd journal')
    .option('--ci-log <file>', 'log of the deploy, beside a live stack')
    .option('--proxy-network <name>', 'the shared overlay (default: proxy)')
    .option('--repo <owner/name>', 'the Drone repo, where several have a build of the number');
};

/** The flags of commands that judge saved evidence: whose bundles are believed. */
export const addTrust = (command: Command): void => {
  command
    .option('--allowed-signers <file>', 'with --from: who may sign (ssh-keygen(1), ALLOWED SIGNERS)')
    .option('--require-signed', 'with --from: refuse a bundle that none of them signed');
};

/** The flags of commands that can judge a recording of `record`. */
export const addRecording = (command: Command): void => {
  command
    .option('--recording <file>', 'judge what record wrote; touches no host for it')
    .option('--at <time>', 'the moment in the recording, such as 2026-06-13T05:38:00Z (default: the last that tells)');
};

/** The flags of commands that name the file of the recipe in which a knob stands. */
export const addRecipeFiles = (command: Command): void => {
  command
    .option('--recipe <dir>', "the recipe's folder, where its files do not come from Gitea; also beside --from")
    .option('--recipe-env <file>', "the app's env file (default: .env.sample of the recipe)")
    .option('--recipe-overlay <file>', 'a compose file that the harness lays over those of the recipe');
};

/** Flags that take a value, for telling a value from a command's name. */
export const valueFlags: ReadonlySet<string> = new Set([
  ...[
    '--format',
    '--config',
    '--profile',
    '--timeout',
    '--ssh',
    '--ssh-config',
    '--docker',
    '--drone',
    '--runs',
    '--gitea',
    '--gitea-owner',
    '--since-epoch',
    '--ref',
    '--pr',
    '--dockerd-log',
    '--ci-log',
  ],
  ...['--lines', '--mark', '--as', '--forget'],
  ...['--proxy-network', '--repo', '--from', '--stack', '--save', '-o', '--output'],
  ...[
    '--set',
    '--migration',
    '--stack-file',
    '--env',
    '--env-file',
    '--recipe',
    '--recipe-env',
    '--recipe-overlay',
    '--gates',
    '--override',
    '--attempts',
    '--context',
    '--session',
    '--command',
  ],
  ...['--recording', '--at', '--every', '--for', '--keep', '--keep-bytes'],
  ...['--since', '--until', '--workers', '--resume', '--diff-last', '--summary'],
  ...['--key', '--allowed-signers', '--rule'],
  ...['--against', '--step', '--exit-code', '--explain', '--lines', '--mark', '--as', '--forget'],
]);
