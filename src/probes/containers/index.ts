import * as z from 'zod';
import { Absent, messageOf } from '#model/trouble';
import { defineProbe } from '../define-probe.ts';
import { isoOf, listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';
import { type Container, Containers } from './artifact.ts';

/** More failed containers than this tell nothing new, and each costs a call. */
const INSPECT_AT_MOST = 64;
const AT_ONCE = 8;

/** All containers of the engine, with an inspect of those of the stack that stopped or are not healthy. */
export const containers = defineProbe({
  id: 'containers',
  title: 'Containers of this engine',
  serves: 'both',
  needs: ['docker'],
  budgetMs: 20_000,
  schema: Containers,
  async collect({ docker, target, signal, count, note }) {
    const { value, bytes } = await docker.getJson('/containers/json', { signal, query: { all: '1' } });
    count(bytes);
    const listed = z.array(Listed).parse(value);
    const wanted = listed.filter((one) => troubled(one) && (target.stack === null || belongs(one, target.stack)));
    if (wanted.length > INSPECT_AT_MOST)
      note({ code: 'inspect', text: `${wanted.length - INSPECT_AT_MOST} stopped containers were not inspected` });
    const details = new Map<string, Container['detail']>();
    const look = async ({ id }: Container): Promise<void> => {
      try {
        const reply = await docker.getJson(`/containers/${id}/json`, { signal });
        count(reply.bytes);
        details.set(id, Inspected.parse(reply.value));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Absent)) note({ code: 'inspect', text: `${id.slice(0, 12)}: ${messageOf(error).slice(0, 200)}` });
      }
    };
    const queue = wanted.slice(-INSPECT_AT_MOST);
    for (let from = 0; from < queue.length; from += AT_ONCE) await Promise.all(queue.slice(from, from + AT_ONCE).map(look));
    return { containers: listed.map((one) => ({ ...one, detail: details.get(one.id) ?? null })) };
  },
});

/** A plain `(healthy)` or unchecked running container has nothing to tell. */
const troubled = (one: Container): boolean => one.state !== 'running' || /unhealthy|health: starting/.test(one.status);

const belongs = (one: Container, stack: string): boolean =>
  one.stack === stack || one.name.startsWith(`${stack}_`) || one.name.startsWith(`${stack}-`);

const Listed = z
  .object({
    Id: z.string(),
    Names: listOf(z.string()),
    Image: orNull(z.string()),
    State: z.string().default(''),
    Status: z.string().default(''),
    Created: z.number().nullish(),
    Labels: z.record(z.string(), z.string()).nullish(),
    NetworkSettings: orNull(z.object({ Networks: orNull(z.record(z.string(), z.object({ NetworkID: orNull(z.string()) }).nullish())) })),
  })
  .transform((reply): Container => {
    const name = (reply.Names[0] ?? '').replace(/^\//, '');
    const labels = reply.Labels ?? {};
    const parts = /^(.+)\.[^.]+\.([a-z0-9]{25})$/.exec(name);
    return {
      id: reply.Id,
      name,
      image: reply.Image,
      state: reply.State,
      status: reply.Status,
      stack: labels[STACK_LABEL] ?? null,
      service: labels['com.docker.swarm.service.name'] ?? parts?.[1] ?? null,
      task: labels['com.docker.swarm.task.id'] ?? parts?.[2] ?? null,
      networks: Object.values(reply.NetworkSettings?.Networks ?? {}).flatMap((network) => network?.NetworkID || []),
      createdAt: reply.Created ? isoOf(new Date(reply.Created * 1000).toISOString()) : null,
      detail: null,
    };
  });

const Probe = z.object({ Start: time, End: time, ExitCode: z.number().default(0), Output: z.string().nullish() }).transform((entry) => ({
  at: entry.Start,
  endedAt: entry.End,
  exitCode: entry.ExitCode,
  output: (entry.Output ?? '').trim().slice(0, 300),
}));

const Inspected = z
  .object({
    RestartCount: z.number().nullish(),
    State: z.object({
      ExitCode: z.number().default(0),
      OOMKilled: z.boolean().default(false),
      Error: orNull(z.string()),
      StartedAt: time,
      FinishedAt: time,
      Health: orNull(z.object({ Status: z.string().default(''), FailingStreak: z.number().default(0), Log: listOf(Probe) })),
    }),
  })
  .transform(
    ({ State: state, RestartCount }): NonNullable<Container['detail']> => ({
      exitCode: state.ExitCode,
      oomKilled: state.OOMKilled,
      error: state.Error || null,
      startedAt: state.StartedAt,
      finishedAt: state.FinishedAt,
      restarts: RestartCount ?? 0,
      health: state.Health ? { status: state.Health.Status, streak: state.Health.FailingStreak, log: state.Health.Log } : null,
    }),
  );
