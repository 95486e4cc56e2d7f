import type { HostPort, HostTexts, Lock } from '../ports.ts';
import type { Session } from '../ssh/session.ts';
import { hostCommand, hostSection } from './script.ts';

/** The state of the SSH host, by one command of the plain shell. */
export const hostOverSsh = (session: () => Promise<Session>, locks: readonly Lock[] = []): HostPort => ({
  locks,
  async state({ signal }) {
    const open = await session();
    const askedAtMs = Date.now();
    const { stdout } = await open.exec(hostCommand(locks), { signal });
    const answeredAtMs = Date.now();
    return { value: { ...readHostReply(stdout.toString('utf8')), askedAtMs, answeredAtMs }, bytes: stdout.length };
  },
});

/** Reads the framed sections of the host command; a section that is empty or missing is null. */
const readHostReply = (text: string): Omit<HostTexts, 'askedAtMs' | 'answeredAtMs'> => {
  const parts = text.split(hostSection).slice(1);
  if (!parts.some((part) => part.startsWith('end'))) throw new Error('the state of the host was cut short');
  const section = (name: string): string | null => {
    const found = parts.filter((part) => part.startsWith(`${name}\n`)).map((part) => part.slice(name.length + 1).trim());
    return found.join('\n') || null;
  };
  const cpus = Number(section('cpus') ?? Number.NaN);
  return {
    now: section('now'),
    loadavg: section('loadavg'),
    cpus: Number.isInteger(cpus) ? cpus : null,
    pressureCpu: section('pressureCpu'),
    pressureIo: section('pressureIo'),
    pressureMemory: section('pressureMemory'),
    meminfo: section('meminfo'),
    disk: section('disk'),
    inodes: section('inodes'),
    locks: section('locks')?.split('\n') ?? [],
  };
};
