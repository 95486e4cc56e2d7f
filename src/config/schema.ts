import * as z from 'zod';
import { durationMs } from './duration.ts';

const path = z.string().min(1).max(4096);

/** Where a host's sources are; the keys are the flags without their dashes. */
export const sourceKeys = {
  ssh: z.string().min(1).max(300),
  'ssh-config': path,
  docker: z.string().min(1).max(1000),
  drone: path,
  runs: path,
  gitea: z.url({ protocol: /^https?$/ }),
  'gitea-owner': z.string().regex(/^[\w][\w.-]*$/, 'a user or organisation in Gitea'),
  'dockerd-log': path,
  'ci-log': path,
  recording: path,
  'recipe-dir': path,
  'recipe-env': path,
  'recipe-overlay': path,
  'proxy-network': z.string().regex(/^[\w][\w.-]*$/, 'a Docker network name'),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'a slug such as owner/name'),
  timeout: z.union([z.string(), z.number()]).transform((value, context) => {
    const ms = durationMs(String(value));
    if (ms === undefined || ms <= 0) context.addIssue({ code: 'custom', message: 'a duration such as 30s or 2m' });
    return ms ?? 0;
  }),
} as const;

/** A change of the infrastructure: builds from before it do not count against a recipe. */
const Epoch = z
  .strictObject({
    name: z.string().regex(/^[\w][\w.-]{0,60}$/, 'a short name such as proxy-fix'),
    at: z.string().regex(/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/, 'a time such as 2026-06-13T05:38:00Z'),
    why: z.string().max(300).nullable().default(null),
  })
  .transform((epoch, context) => {
    const at = Date.parse(epoch.at);
    if (!Number.isFinite(at)) context.addIssue({ code: 'custom', message: 'a time such as 2026-06-13T05:38:00Z' });
    return { ...epoch, at: Number.isFinite(at) ? new Date(at).toISOString() : '' };
  });
const upgraderKeys = {
  upgrader: z.strictObject({
    session: z.string().regex(/^\w[\w-]{0,99}$/, 'the name of a tmux session'),
    command: z.string().min(1).max(2000).optional(),
  }),
} as const;
const epochKeys = { epochs: z.array(Epoch).max(200) } as const;

/** Keys that are flags and environment variables as well. */
export const SourceKeys = z.strictObject(sourceKeys).partial();

const words = z.string().min(1).max(200);
const bytes = z.union([z.string(), z.number()]).transform((value, context) => {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*(B|[KMGT]i?B?)?$/i.exec(String(value)) ?? [];
  const power = 'BKMGT'.indexOf(unit.charAt(0).toUpperCase());
  if (amount === undefined) context.addIssue({ code: 'custom', message: 'a size such as 2GiB or 500MiB' });
  return Math.round(Number(amount ?? 0) * 1024 ** power);
});

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const Window = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).optional(),
    because: words.optional(),
  })
  .superRefine(({ from, to, days }, context) => {
    const daily = clock.test(from) && clock.test(to);
    const once = [from, to].every((at) => /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(at) && Number.isFinite(Date.parse(at)));
    if (!daily && !once)
      context.addIssue({ code: 'custom', message: 'from and to are both "HH:MM" (UTC) or both times such as 2026-06-13T05:30:00Z' });
    if (once && (days !== undefined || Date.parse(from) >= Date.parse(to)))
      context.addIssue({ code: 'custom', message: 'a window between two dates has no days, and its from comes before its to' });
  })
  .transform(({ days = null, because = null, ...window }) => ({ ...window, days, because }));

const Lock = z
  .strictObject({
    file: path.regex(/^\/[\w./@:+ -]+$/, 'an absolute path').optional(),
    tmux: z
      .string()
      .regex(/^\w[\w-]{0,99}$/, 'the name of a tmux session')
      .optional(),
    build: sourceKeys.repo.optional(),
    because: words.optional(),
  })
  .refine(({ file, tmux, build }) => [file, tmux, build].filter((value) => value !== undefined).length === 1, {
    message: 'a lock is one of file, tmux or build',
  })
  .transform(({ because = null, ...lock }) => {
    const kind = lock.file !== undefined ? 'file' : lock.tmux !== undefined ? 'tmux' : 'build';
    return { kind, name: lock[kind] ?? '', because } as const;
  });

/** What the operator says about when a run may start; only in files. */
const ruleKeys = {
  limits: z
    .strictObject({
      builds: z.number().int().min(0).max(1000),
      'load-per-cpu': z.number().positive(),
      'disk-free': bytes,
      'memory-free': bytes,
    })
    .partial(),
  maintenance: z.array(Window).max(100),
  locks: z.array(Lock).max(20),
} as const;

/** One host, or the top of the file. */
export const Profile = z.strictObject({ ...sourceKeys, ...epochKeys, ...upgraderKeys, ...ruleKeys }).partial();
export type Profile = z.output<typeof Profile>;

/** `ccci-probe.yaml`: the keys of a profile at the top hold for all, those of the chosen profile go before them. */
export const ConfigFile = z.strictObject({
  ...Profile.shape,
  profile: z.string().optional(),
  profiles: z.record(z.string(), Profile).optional(),
});
export type ConfigFile = z.output<typeof ConfigFile>;
