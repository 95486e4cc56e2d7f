import type { Evidence } from '#probes/index';

/** One difference: `kind` says of what, `what` which one; null is "not there". */
export interface Difference {
  readonly kind: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

const maxLines = 200;

/** What changed between two looks, by meaning: how probes ended, services, tasks, addresses, and log lines that are new. */
export const differencesOf = (a: Evidence, b: Evidence): readonly Difference[] => [
  ...changed('probe', statuses(a), statuses(b)),
  ...both('swarm-services', a, b, (artifact) => byName(artifact, 'services', 'name')).flatMap(([before, after]) =>
    changed('service', before, after),
  ),
  ...both('swarm-tasks', a, b, (artifact) => byName(artifact, 'tasks', 'id')).flatMap(([before, after]) => changed('task', before, after)),
  ...both('overlay-ipam', a, b, (artifact) => byName(artifact, 'networks', 'name')).flatMap(([before, after]) =>
    changed('network', before, after),
  ),
  ...both('swarm-nodes', a, b, (artifact) => byName(artifact, 'nodes', 'id')).flatMap(([before, after]) => changed('node', before, after)),
  ...both('run-results', a, b, (artifact) => fieldsOf('results', artifact)).flatMap(([before, after]) => changed('results', before, after)),
  ...(['ci-build', 'daemon-journal', 'service-logs', 'ci-log'] as const).flatMap((probe) => newLines(probe, a, b)),
];

type Fields = ReadonlyMap<string, string>;

const statuses = (evidence: Evidence): Fields => new Map(Object.entries(evidence).map(([id, outcome]) => [id, outcome?.status ?? '']));

/** Two sides of an artifact; only where both were read: what could not be looked at is told by its status. */
const both = (probe: keyof Evidence, a: Evidence, b: Evidence, fields: (artifact: unknown) => Fields): [Fields, Fields][] => {
  const [before, after] = [a[probe], b[probe]];
  return before?.status === 'ok' && after?.status === 'ok' ? [[fields(before.artifact), fields(after.artifact)]] : [];
};

const byName = (artifact: unknown, list: string, key: string): Fields => {
  const items: unknown = (artifact as Record<string, unknown>)[list];
  const named = Array.isArray(items) ? (items as Record<string, unknown>[]) : [];
  return new Map(named.flatMap((item) => [...fieldsOf(String(item[key]), item)]));
};

/** Every leaf by its path. */
const fieldsOf = (path: string, value: unknown): Map<string, string> => {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value) ?? 'null']]);
  const entries = Object.entries(value);
  return new Map([
    ...(Array.isArray(value) ? [] : [[path, 'there'] as const]),
    ...entries.flatMap(([key, inner]) => [...fieldsOf(Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, inner)]),
  ]);
};

const changed = (kind: string, a: Fields, b: Fields): Difference[] => {
  const gone = (side: Fields, what: string) =>
    [...what.matchAll(/[.[]/g)].some(
      ({ index }) => side.get(what.slice(0, index)) === undefined && whole(side, what.slice(0, index), side === a ? b : a),
    );
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((what) => {
    const [before, after] = [a.get(what) ?? null, b.get(what) ?? null];
    // Of a thing that came or went it is enough to say so.
    if (before === after || (before === null && gone(a, what)) || (after === null && gone(b, what))) return [];
    return [{ kind, what, before, after }];
  });
};

const whole = (_: Fields, path: string, other: Fields): boolean => other.get(path) === 'there';

const newLines = (probe: keyof Evidence, a: Evidence, b: Evidence): Difference[] => {
  const [before, after] = [a[probe], b[probe]];
  if (before?.status !== 'ok' || after?.status !== 'ok') return [];
  const had = new Set(linesIn(before.artifact));
  const fresh = [...new Set(linesIn(after.artifact))].filter((line) => !had.has(line));
  const shown = fresh.slice(-maxLines).map((line) => ({ kind: 'log line', what: probe, before: null, after: line }));
  return fresh.length > maxLines
    ? [{ kind: 'log lines', what: probe, before: null, after: `${fresh.length} are new; the last ${maxLines} follow` }, ...shown]
    : shown;
};

const linesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== 'lines' || !Array.isArray(inner)) return linesIn(inner);
    return inner.map((line: unknown) => (typeof line === 'string' ? line : saidBy(line)));
  });
};

const saidBy = (line: unknown): string => {
  const { at, message, text, error } = (line ?? {}) as Record<string, unknown>;
  return [at, message ?? text, error].filter((part) => typeof part === 'string').join(' ');
};
