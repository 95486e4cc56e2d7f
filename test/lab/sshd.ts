import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Why there can be no sshd here, or null. */
export const noSshd: string | null = existsSync('/usr/sbin/sshd') ? null : 'there is no /usr/sbin/sshd';

export interface LabSshd extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** A private key that may log in, and one that may not. */
  readonly key: string;
  readonly encryptedKey: string;
  readonly strangerKey: string;
  readonly hostKey: string;
  /** An ssh_config naming this server `lab`. */
  readonly configFile: string;
  readonly knownHosts: string;
  log(): string;
  /** Logins so far, and authentication attempts of any kind. */
  logins(): number;
}

export const passphrase = 'correct horse';

/** Starts an sshd of our own on loopback, with its own keys; it ends, and its folder goes, with the scope that holds it. */
export const startSshd = async (
  settings: readonly string[] = [],
  keyTypes: readonly string[] = ['ed25519'],
  /** Command and arguments to start it with, such as nsenter and where to. */
  within: readonly string[] = [],
): Promise<LabSshd> => {
  const folder = mkdtempSync(join(tmpdir(), 'ccci-sshd-'));
  const at = (name: string) => join(folder, name);
  mkdirSync('/run/sshd', { recursive: true });
  for (const type of keyTypes) makeKey(at(`host_${type}`), '', type);
  for (const name of ['login', 'stranger']) makeKey(at(name), '');
  makeKey(at('locked'), passphrase);
  writeFileSync(at('authorized_keys'), ['login.pub', 'locked.pub'].map((name) => readFileSync(at(name), 'utf8')).join(''));
  const port = await freePort();
  const lines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...keyTypes.map((type) => `HostKey ${at(`host_${type}`)}`),
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'PermitRootLogin yes',
    'LogLevel VERBOSE',
    `PidFile ${at('pid')}`,
    ...settings,
  ];
  writeFileSync(at('sshd_config'), `${lines.join('\n')}\n`);
  const hostLine = (type: string) =>
    readFileSync(at(`host_${type}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  writeFileSync(at('known_hosts'), keyTypes.map((type) => `[127.0.0.1]:${port} ${hostLine(type).trim()}\n`).join(''));
  writeFileSync(at('config'), hostConfig('lab', port, at('login'), at('known_hosts')));
  const [program = '', ...args] = [...within, '/usr/sbin/sshd', '-D', '-e', '-f', at('sshd_config')];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const log = () => Buffer.concat(said).toString();
  await waitFor(() => log().includes('Server listening'), log);
  return {
    port,
    pid: child.pid ?? 0,
    folder,
    key: at('login'),
    encryptedKey: at('locked'),
    strangerKey: at('stranger'),
    hostKey: at(`host_${keyTypes[0]}`),
    configFile: at('config'),
    knownHosts: at('known_hosts'),
    log,
    logins: () => log().split('Accepted publickey').length - 1,
    async [Symbol.asyncDispose]() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** One Host block for a server on loopback. */
export const hostConfig = (name: string, port: number, key: string, knownHosts: string, more: readonly string[] = []): string =>
  [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile ${key}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile /dev/null',
    ...more.map((line) => `  ${line}`),
    '',
  ].join('\n');

/** Makes a key pair with ssh-keygen. */
export const makeKey = (path: string, secret: string, type = 'ed25519'): void => {
  execFileSync('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', secret, '-f', path, '-C', 'lab']);
};

export const freePort = async (): Promise<number> => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

export const waitFor = async (ready: () => boolean, why: () => string, ms = 10_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`it never came: ${why()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await closed;
  clearTimeout(timer);
};
