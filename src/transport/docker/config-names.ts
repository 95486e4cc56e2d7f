import { parseGuarded } from '../json-guard.ts';

/**
 * The list of configs without what they hold. `GET /configs` has no form that leaves `Spec.Data` out (moby api/server/router/swarm, all versions), and
 * configs may hold passwords: only id, times, name and labels leave this function, and an answer that cannot be parsed is not quoted.
 */
export const configNames = (body: Buffer): unknown => {
  const list = parseQuietly(body);
  if (!Array.isArray(list)) throw new Error('the answer to /configs is no list');
  return list.map((one) => {
    const { ID, CreatedAt, UpdatedAt, Spec } = recordOf(one);
    const { Name, Labels } = recordOf(Spec);
    return { ID, CreatedAt, UpdatedAt, Spec: { Name, Labels } };
  });
};

const parseQuietly = (body: Buffer): unknown => {
  try {
    return parseGuarded(body, 'the answer to /configs');
  } catch {
    throw new Error('the answer to /configs cannot be read');
  }
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
