import * as z from 'zod/mini';
import { Container } from '#probes/containers/artifact';
import { HostLoad } from '#probes/host-load';
import { Service } from '#probes/swarm-services/artifact';
import { Task } from '#probes/swarm-tasks/artifact';
import { type Gap, gapsOf } from './gaps.ts';
import { parsed, type Recording, type Row, type State, statesOf } from './rows.ts';

const Gauge = z.object({
  name: z.string(),
  capacity: z.nullable(z.number()),
  used: z.object({ vips: z.number(), tasks: z.number(), loadBalancers: z.number(), attachments: z.nullable(z.number()) }),
  free: z.nullable(z.number()),
});

/** Everything recorded of a stretch of time, each change of it; epoch milliseconds. */
export interface History {
  readonly from: number;
  readonly to: number;
  readonly tasks: readonly State<Task>[];
  readonly services: readonly State<Service>[];
  readonly containers: readonly State<Container>[];
  readonly events: readonly {
    readonly id: number;
    readonly at: number;
    readonly type: string;
    readonly action: string;
    readonly name: string;
    readonly stack: string | null;
  }[];
  readonly gauges: readonly (z.output<typeof Gauge> & { readonly id: number; readonly at: number })[];
  readonly loads: readonly { readonly at: number; readonly load: HostLoad }[];
  readonly gaps: readonly Gap[];
}

/** What a stack (or, for null, the whole swarm) went through between two moments. */
export const historyOf = (file: Recording, stack: string | null, from: number, to: number): History => {
  const span = { column: 'at', from, to };
  const whose = stack === null ? {} : { stack };
  const states = <S extends z.core.$ZodType>(kind: string, schema: S) =>
    statesOf(file.rows('object', { ...whose, kind }, span), schema).states;
  return {
    from,
    to,
    tasks: states('task', Task),
    services: states('service', Service),
    containers: states('container', Container),
    events: file
      .rows('event', {}, span)
      .flatMap(({ id, at, type, action, name, stack: of }) =>
        typeof id === 'number' && typeof at === 'number' && (stack === null || of === stack || type === 'daemon' || type === 'node')
          ? [{ id, at, type: String(type), action: String(action), name: String(name ?? ''), stack: typeof of === 'string' ? of : null }]
          : [],
      ),
    gauges: gaugesOf(file, from, span),
    loads: file.rows('load', {}, span).flatMap(({ at, state }) => {
      const load = parsed(state, HostLoad);
      return load && typeof at === 'number' ? [{ at, load }] : [];
    }),
    gaps: gapsOf(file).filter(({ since, until }) => since <= to && (until ?? Number.POSITIVE_INFINITY) >= from),
  };
};

/** A gauge is recorded when it changes: what it stood at when the stretch began comes first. */
const gaugesOf = (
  file: Recording,
  from: number,
  span: { readonly column: string; readonly from: number; readonly to: number },
): History['gauges'] => {
  const changes = file.rows('gauge', {}, span);
  const changedAtOnce = new Set(changes.filter(({ at }) => at === from).map(({ network }) => network));
  const before = new Map(file.last('gauge', 'at', from - 1, GAUGES_BEFORE).map((row) => [row['network'], { ...row, at: from }]));
  for (const network of changedAtOnce) before.delete(network ?? null);
  return [...before.values(), ...changes].flatMap(({ id, at, state }: Row) => {
    const gauge = parsed(state, Gauge);
    return gauge && typeof id === 'number' && typeof at === 'number' ? [{ ...gauge, id, at }] : [];
  });
};
const GAUGES_BEFORE = 500;
