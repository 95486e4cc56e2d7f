import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtures } from './program.ts';
import { hostConfig, type LabSshd, startSshd } from './sshd.ts';

/** What a CI host has: an sshd, a Drone database, run folders and a log of the daemon, in a folder of its own. */
export interface CiHost extends AsyncDisposable {
  readonly sshd: LabSshd;
  readonly folder: string;
  readonly database: string;
  readonly runs: string;
  readonly log: string;
  /** The flags that name all of it; build 557. */
  readonly flags: (over?: Readonly<Record<string, string>>) => string[];
  /** Writes another ssh_config for the server. */
  readonly configWith: (port: number, key: string, knownHosts: string) => string;
}

export const startCiHost = async (socket: string): Promise<CiHost> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-host-'));
  const at = (name: string) => join(folder, name);
  cpSync(join(fixtures, 'database.sqlite'), at('database.sqlite'));
  cpSync(join(fixtures, 'cc-ci-runs'), at('cc-ci-runs'), { recursive: true, verbatimSymlinks: true });
  cpSync(join(fixtures, 'dockerd.journal.jsonl'), at('dockerd.journal.jsonl'));
  const sshd = await startSshd();
  const plain = {
    ...{ '--ssh': 'lab', '--ssh-config': sshd.configFile, '--docker': `unix://${socket}` },
    ...{ '--drone': at('database.sqlite'), '--runs': at('cc-ci-runs'), '--dockerd-log': at('dockerd.journal.jsonl') },
  };
  return {
    ...{ sshd, folder, database: at('database.sqlite'), runs: at('cc-ci-runs'), log: at('dockerd.journal.jsonl') },
    flags: (over = {}) => Object.entries({ ...plain, ...over }).flat(),
    configWith: (port, key, knownHosts) => {
      const file = join(mkdtempSync(join(folder, 'ssh-')), 'config');
      writeFileSync(file, hostConfig('lab', port, key, knownHosts));
      return file;
    },
    async [Symbol.asyncDispose]() {
      await sshd[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Runs SQL in a database with python's sqlite3; the question mark is the bytes of a file. */
export const sql = (database: string, statement: string, blobFile: string | null): void => {
  const program =
    'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute(sys.argv[2], [open(sys.argv[3], "rb").read()] if sys.argv[3] else [])\nc.commit()';
  execFileSync('python3', ['-c', program, database, statement, blobFile ?? ''], { stdio: 'pipe' });
};
