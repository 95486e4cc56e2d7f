import * as z from 'zod/mini';

/** A platform as Go names it (`linux`, `amd64`); an empty part matches any. */
export const Platform = z.object({ os: z.string(), arch: z.string() });
export type Platform = z.output<typeof Platform>;

/** A resource other than memory and CPU: `count` of a kind, or one of it by name (then `count` is 1). */
export const GenericResource = z.object({ kind: z.string(), count: z.number(), name: z.nullable(z.string()) });
export type GenericResource = z.output<typeof GenericResource>;
