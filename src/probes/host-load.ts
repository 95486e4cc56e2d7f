import * as z from 'zod/mini';
import { Absent } from '#model/errors';
import type { HostTexts, Lock } from '#transport/ports';
import { defineProbe } from './define-probe.ts';

const Pressure = z.nullable(z.object({ avg10: z.number(), avg60: z.number(), avg300: z.number() }));
const Disk = z.object({ path: z.string(), total: z.number(), used: z.number(), available: z.number() });

/** The host as it is now: load averages, pressure stall in percent (kernel Documentation/accounting/psi.rst), memory and disk in bytes. */
export const HostLoad = z.object({
  now: z.nullable(z.string()),
  clockOffsetMs: z.nullable(z.number()),
  clockErrorMs: z.nullable(z.number()),
  load: z.nullable(z.object({ one: z.number(), five: z.number(), fifteen: z.number() })),
  cpus: z.nullable(z.number()),
  pressure: z.object({ cpu: Pressure, io: Pressure, memory: Pressure }),
  memory: z.nullable(z.object({ total: z.number(), available: z.number(), swapFree: z.nullable(z.number()) })),
  disks: z.array(Disk),
  inodes: z.array(Disk),
  /** The highest of what a recorder saw while the run was under way; only a recording tells it. */
  during: z.optional(
    z.object({
      from: z.string(),
      to: z.string(),
      samples: z.number(),
      load1: z.nullable(z.number()),
      cpuPressure10: z.nullable(z.number()),
      ioPressure10: z.nullable(z.number()),
      memoryPressure10: z.nullable(z.number()),
    }),
  ),
  /** Locks of the configuration: held, free, or null with the reason why that cannot be told. */
  locks: z.optional(
    z.array(z.object({ kind: z.enum(['file', 'tmux']), name: z.string(), held: z.nullable(z.boolean()), because: z.nullable(z.string()) })),
  ),
});
export type HostLoad = z.output<typeof HostLoad>;

export const hostLoad = defineProbe({
  id: 'host-load',
  title: 'Host load, pressure, memory and disk',
  serves: 'both',
  needs: ['host'],
  budgetMs: 8_000,
  schema: HostLoad,
  async collect({ host, signal, count }) {
    const { value: texts, bytes } = await host.state({ signal });
    count(bytes);
    if (texts.loadavg === null && texts.meminfo === null && texts.disk === null) throw new Absent('this host has no /proc to read');
    return {
      ...clockOf(texts),
      load: loadOf(texts.loadavg),
      cpus: texts.cpus,
      pressure: { cpu: pressureOf(texts.pressureCpu), io: pressureOf(texts.pressureIo), memory: pressureOf(texts.pressureMemory) },
      memory: memoryOf(texts.meminfo),
      disks: disksOf(texts.disk, 1024),
      inodes: disksOf(texts.inodes, 1),
      ...(host.locks?.length ? { locks: locksOf(host.locks, texts.locks ?? []) } : {}),
    };
  },
});

/** Offset of the host's clock from ours: remote time minus the middle of asking and answering, give or take half the round trip. */
const clockOf = ({ now, askedAtMs, answeredAtMs }: HostTexts): Pick<HostLoad, 'now' | 'clockOffsetMs' | 'clockErrorMs'> => {
  const remote = Number(now);
  if (now === null || now.trim() === '' || !Number.isFinite(remote)) return { now: null, clockOffsetMs: null, clockErrorMs: null };
  return {
    now: new Date(remote * 1000).toISOString(),
    clockOffsetMs: Math.round(remote * 1000 - (askedAtMs + answeredAtMs) / 2),
    clockErrorMs: Math.ceil((answeredAtMs - askedAtMs) / 2),
  };
};

const loadOf = (text: string | null): HostLoad['load'] => {
  const [one, five, fifteen] = (text ?? '').split(' ').map(Number);
  return one !== undefined && five !== undefined && fifteen !== undefined && Number.isFinite(one + five + fifteen)
    ? { one, five, fifteen }
    : null;
};

const pressureOf = (text: string | null): HostLoad['pressure']['cpu'] => {
  const some = /^some avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+)/m.exec(text ?? '');
  return some ? { avg10: Number(some[1]), avg60: Number(some[2]), avg300: Number(some[3]) } : null;
};

const memoryOf = (text: string | null): HostLoad['memory'] => {
  const kib = (key: string) => {
    const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text ?? '');
    return found ? Number(found[1]) * 1024 : null;
  };
  const [total, available] = [kib('MemTotal'), kib('MemAvailable')];
  return total === null || available === null ? null : { total, available, swapFree: kib('SwapFree') };
};

const locksOf = (locks: readonly Lock[], states: readonly string[]): NonNullable<HostLoad['locks']> =>
  locks.map(({ kind, name }, index) => {
    const state = states[index] ?? 'the host gave no answer';
    const held = state === 'held' ? true : state === 'free' ? false : null;
    return { kind, name, held, because: held === null ? state.slice(0, 300) : null };
  });

const disksOf = (text: string | null, unit: number): HostLoad['disks'] =>
  (text ?? '').split('\n').flatMap((line) => {
    const [path, total, used, available] = line.trim().split(/\s+/);
    if (!path || !available || !Number.isFinite(Number(total))) return [];
    return [{ path, total: Number(total) * unit, used: Number(used) * unit, available: Number(available) * unit }];
  });
