import * as z from 'zod';
import type { GenericResource, Platform } from './swarm-demand.ts';
import { listOf } from './swarm-foreign.ts';

/** A `Platform` of a spec or a node, as it is named there: a node says `x86_64` where an image says `amd64`. */
export const ForeignPlatform = z
  .object({ Architecture: z.string().nullish(), OS: z.string().nullish() })
  .transform((reply): Platform => ({ os: reply.OS ?? '', arch: reply.Architecture ?? '' }));

/** `GenericResources`: `DiscreteResourceSpec` counts, `NamedResourceSpec` names. */
export const ForeignGeneric = listOf(
  z.object({
    DiscreteResourceSpec: z.object({ Kind: z.string().default(''), Value: z.number().default(0) }).nullish(),
    NamedResourceSpec: z.object({ Kind: z.string().default(''), Value: z.string().default('') }).nullish(),
  }),
).transform((list): GenericResource[] =>
  list.flatMap(({ DiscreteResourceSpec: counted, NamedResourceSpec: named }): GenericResource[] => {
    if (counted) return [{ kind: counted.Kind, count: counted.Value, name: null }];
    return named ? [{ kind: named.Kind, count: 1, name: named.Value }] : [];
  }),
);
