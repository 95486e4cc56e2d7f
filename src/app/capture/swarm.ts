import { progressOn } from '#cli/terminal/progress';
import type { Settings } from '#config/settings';
import { capture } from '#probes/capture';
import type { Capture, ProbeId } from '#probes/index';
import { bundleFrom, saveTo } from '../bundle-io.ts';
import type { Io } from '../io.ts';
import { wire } from '../wire.ts';
import { withoutSecrets } from './redacted.ts';
import { targetOf } from './target.ts';

type Flags = Readonly<Record<string, unknown>>;

/** Looks at the swarm and its host as a whole, with these probes only, or reads `--from`; `--save` writes what was seen. */
export const survey = async (only: readonly ProbeId[], settings: Settings, flags: Flags, io: Io): Promise<Capture> => {
  const saved = await bundleFrom(flags, io);
  if (saved) return saved.capture;
  if (flags['recording'] !== undefined) return (await import('./from-recording.ts')).recordedSwarm(only, settings, flags, io);
  const { capture, sealed } = withoutSecrets(await look(only, settings, flags, io), io);
  await saveTo(sealed, flags, io);
  return capture;
};

const look = async (only: readonly ProbeId[], settings: Settings, flags: Flags, io: Io): Promise<Capture> => {
  const opened = await wire(settings, io);
  const progress = progressOn(io, flags['quiet'] === true);
  try {
    io.signal.throwIfAborted();
    const target = targetOf({ build: null, stack: null }, settings);
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
