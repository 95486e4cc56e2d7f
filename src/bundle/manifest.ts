import * as z from 'zod/mini';

const Digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));

/** RFC 3339; a time in free words would be compared as text. */
const Time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/));

/** File names inside a bundle: plain, relative, never from evidence. */
export const bundleName = /^[a-z0-9][a-z0-9._-]{0,80}(?:\/[a-z0-9][a-z0-9._-]{0,80})?$/;

export const isTar = (path: string): boolean => /\.(?:tar\.gz|tgz)$/.test(path);

const Ended = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    ms: z.number(),
    bytes: z.number(),
    file: z.string().check(z.regex(bundleName)),
    notes: z.array(z.object({ code: z.string(), text: z.string() })),
  }),
  z.object({ status: z.enum(['absent', 'denied', 'failed']), ms: z.number(), bytes: z.number(), because: z.string() }),
  z.object({ status: z.literal('timed-out'), ms: z.number(), bytes: z.number(), afterMs: z.number() }),
]);

/** `manifest.json`: what was looked for, when, where, how each look ended, and the sha256 of every file. */
export const Manifest = z.object({
  schema: z.literal('ccci-probe/bundle@1'),
  tool: z.object({ version: z.string() }),
  capturedAt: Time,
  target: z.object({
    build: z.nullable(z.number()),
    repo: z.nullable(z.string()),
    stack: z.nullable(z.string()),
    proxyNetwork: z.string(),
    recipe: z.exactOptional(z.object({ owner: z.string(), name: z.string(), pr: z.nullable(z.number()) })),
    epochs: z.exactOptional(z.array(z.object({ name: z.string(), at: Time, why: z.nullable(z.string()) }))),
  }),
  hosts: z.array(
    z.object({
      name: z.string(),
      via: z.string(),
      hostKey: z.nullable(z.string()),
      clockOffsetMs: z.nullable(z.number()),
      clockErrorMs: z.nullable(z.number()),
    }),
  ),
  probes: z.record(z.string(), Ended),
  redactions: z.array(z.object({ kind: z.string(), file: z.string(), count: z.number() })),
  files: z.record(z.string().check(z.regex(bundleName)), z.object({ sha256: Digest, size: z.number() })),
  /** sha256 over the manifest itself with this field empty. */
  digest: Digest,
});
export type Manifest = z.output<typeof Manifest>;

/** Names that probes had before, and have now; a bundle written then is read for ever. */
const renamed: Readonly<Record<string, string>> = { 'drone-build': 'ci-build', 'drone-history': 'ci-history', 'drone-queue': 'ci-queue' };

/** How each probe ended by this manifest, under the names of today. */
export const endsByProbe = ({ probes }: Pick<Manifest, 'probes'>): Manifest['probes'] =>
  Object.fromEntries(Object.entries(probes).map(([id, end]) => [renamed[id] ?? id, end]));
