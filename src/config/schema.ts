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
const epochKeys = { epochs: z.array(Epoch).max(200) } as const;

/** One host, or the top of the file. */
export const Profile = z.strictObject({ ...sourceKeys, ...epochKeys }).partial();
export type Profile = z.output<typeof Profile>;

/** `ccci-probe.yaml`: the keys of a profile at the top hold for all, those of the chosen profile go before them. */
export const ConfigFile = z.strictObject({
  ...Profile.shape,
  profile: z.string().optional(),
  profiles: z.record(z.string(), Profile).optional(),
});
export type ConfigFile = z.output<typeof ConfigFile>;
