import { spawn } from 'node:child_process';
import { Absent } from '#model/errors';

/** What `ssh-keygen` said and how it ended. */
interface Said {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** SSH signatures by the user's own OpenSSH: keys in files, locked ones (it asks on the terminal) and keys in the agent. */
export interface SshSigner {
  /** The armoured signature of the data (OpenSSH PROTOCOL.sshsig) by a key file, or by the agent where the file is a public key. */
  sign(data: Uint8Array, key: string, namespace: string): Promise<string>;
  /** The fingerprint of the key that made the signature; null where the signature is not of this data. */
  check(data: Uint8Array, signature: string, namespace: string): Promise<string | null>;
  /** Who of an allowed signers file made it (ssh-keygen(1)); null where it is nobody there. */
  whoSigned(data: Uint8Array, signature: string, namespace: string, allowedSigners: string): Promise<string | null>;
}

export const sshKeygen: SshSigner = {
  async sign(data, key, namespace) {
    const { code, out, err } = await run(['-q', '-Y', 'sign', '-f', key, '-n', namespace], data, null);
    if (code !== 0) throw new Error(`ssh-keygen cannot sign with ${key}: ${lastLine(err)}`);
    return out.toString('latin1');
  },
  async check(data, signature, namespace) {
    const { code, out } = await run(['-Y', 'check-novalidate', '-n', namespace, '-s', '/dev/fd/5'], data, signature);
    return code === 0 ? (/ key (SHA256:\S+)/.exec(out.toString())?.[1] ?? null) : null;
  },
  async whoSigned(data, signature, namespace, allowedSigners) {
    const found = await run(
      ['-Y', 'find-principals', '-n', namespace, '-s', '/dev/fd/5', '-f', allowedSigners],
      new Uint8Array(),
      signature,
    );
    const names = found.code === 0 ? found.out.toString().trim().split(/[\n,]/) : [];
    for (const name of names) {
      const args = ['-Y', 'verify', '-f', allowedSigners, '-I', name, '-n', namespace, '-s', '/dev/fd/5'];
      if ((await run(args, data, signature)).code === 0) return name;
    }
    return null;
  },
};

/** A pipe of Node's is a socket, which /dev/fd cannot open; that of a shell is one. */
const throughPipe = 'exec 4<&0; cat <&3 | ssh-keygen "$@" 5<&0 0<&4';

const run = (args: readonly string[], input: Uint8Array, third: string | null): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child =
      third === null
        ? spawn('ssh-keygen', [...args], { stdio: ['pipe', 'pipe', 'pipe'] })
        : spawn('sh', ['-c', throughPipe, 'ssh-keygen', ...args], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const [out, err]: Buffer[][] = [[], []];
    child.stdout?.on('data', (chunk: Buffer) => out?.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err?.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Absent('there is no ssh-keygen here: install OpenSSH to sign and to check signatures') : error),
    );
    child.on('close', (code) => resolve({ code: code ?? -1, out: Buffer.concat(out ?? []), err: Buffer.concat(err ?? []).toString() }));
    // It may end before it has read all.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    const pipe = child.stdio[3];
    if (third !== null && pipe && 'end' in pipe) {
      pipe.on('error', () => undefined);
      pipe.end(third);
    }
  });

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 300) || 'it says nothing';
