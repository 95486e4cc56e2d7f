import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { redact } from '#bundle/redact';
import { seal } from '#bundle/seal';
import type { Settings } from '#config/settings';
import { Usage } from '#model/trouble';
import { version } from '#model/version';
import { capture } from '#probes/capture';
import type { Target } from '#probes/define-probe';
import type { Capture, ProbeId } from '#probes/index';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import { wire } from './wire.ts';

type Flags = Readonly<Record<string, unknown>>;

/** Looks at the swarm and its host as a whole, with these probes only, or reads `--from`; `--save` writes what was seen. */
export const survey = async (only: readonly ProbeId[], settings: Settings, flags: Flags, io: Io): Promise<Capture> => {
  if (flags['from'] !== undefined) {
    if (flags['save'] !== undefined) throw new Usage('--save and --from do not go together: the bundle is there already');
    const { readBundle } = await import('#bundle/read');
    return (await readBundle(resolve(io.cwd, String(flags['from'])))).capture;
  }
  if (flags['recording'] !== undefined) return (await import('./recorded.ts')).recordedSwarm(only, settings, flags, io);
  const taken = await look(only, settings, flags, io);
  const { value, redactions } = redact(taken, { key: randomBytes(32), known: [] });
  if (flags['save'] !== undefined) {
    const { writeBundle } = await import('#bundle/write');
    await writeBundle(seal(value, redactions, version), resolve(io.cwd, String(flags['save'])));
  }
  return value;
};

const look = async (only: readonly ProbeId[], settings: Settings, flags: Flags, io: Io): Promise<Capture> => {
  const opened = await wire(settings, io);
  const progress = progressOn(io, flags['quiet'] === true);
  try {
    io.signal.throwIfAborted();
    const target: Target = { build: null, stack: null, repo: settings.repo, proxyNetwork: settings.proxyNetwork };
    const capturedAt = io.wall();
    const evidence = await capture(opened.ports, target, {
      signal: io.signal,
      now: io.monotonic,
      hear: progress.hear,
      longestMs: settings.timeoutMs,
      only,
    });
    return { capturedAt, target, hosts: opened.hosts(), evidence };
  } finally {
    progress.end();
    await opened.close();
  }
};
