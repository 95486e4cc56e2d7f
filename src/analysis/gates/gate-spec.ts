import * as z from 'zod';

const name = z.string().regex(/^[a-z0-9][\w.-]{0,60}$/i, 'a short name');
const value = z.union([z.string().max(500), z.number(), z.boolean(), z.array(z.string().max(500)).max(50)]);

const CriterionSpec = z.strictObject({
  id: name,
  title: z.string().min(1).max(300),
  /** One of the checks; `ccci-probe explain CHECK` tells what it needs. */
  check: name,
  /** What the check is given beside the gate's parameters. */
  with: z.record(name, value).default({}),
});
/** One demand of a gate. */
export type CriterionSpec = z.output<typeof CriterionSpec>;

/** A gate as data: parameters with their defaults, and criteria made of checks. User files (YAML) have the same shape. */
export const GateSpec = z
  .strictObject({
    gate: z.string().regex(/^[a-z0-9][\w.-]*\/[\w.-]{1,60}$/i, 'a name such as ghost/M1'),
    title: z.string().min(1).max(300),
    /** A default of null makes the parameter one that must be given. */
    params: z.record(name, value.nullable()).default({}),
    criteria: z.array(CriterionSpec).min(1).max(100),
  })
  .refine(({ criteria }) => new Set(criteria.map(({ id }) => id)).size === criteria.length, { message: 'two criteria have the same id' });
export type GateSpec = z.output<typeof GateSpec>;

/** What of an earlier answer two verifications are compared by. */
export const SavedGate = z.looseObject({
  schema: z.literal('ccci-probe/gate@1'),
  gate: z.string(),
  result: z.string(),
  criteria: z.array(z.looseObject({ id: z.string(), answer: z.string(), because: z.string() })).max(1000),
});
export type SavedGate = z.output<typeof SavedGate>;
