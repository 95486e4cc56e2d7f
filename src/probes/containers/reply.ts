import * as z from 'zod';
import { isoOf, listOf, orNull, STACK_LABEL, time } from '../swarm-foreign.ts';
import { ForeignHealthCheck } from '../swarm-services/health-reply.ts';
import type { Container } from './artifact.ts';

const Foreign = z
  .object({
    Id: z.string().min(1),
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

/** One element of `GET /containers/json`. @throws where it is no container */
export const readContainer = (row: unknown): Container => Foreign.parse(row);

const Probe = z.object({ Start: time, End: time, ExitCode: z.number().default(0), Output: z.string().nullish() }).transform((entry) => ({
  at: entry.Start,
  endedAt: entry.End,
  exitCode: entry.ExitCode,
  output: (entry.Output ?? '').trim().slice(0, 300),
}));

/** Reply of `GET /containers/{id}/json`. */
export const Inspected = z
  .object({
    RestartCount: z.number().nullish(),
    Config: orNull(z.object({ Healthcheck: ForeignHealthCheck })),
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
    ({ State: state, RestartCount, Config }): NonNullable<Container['detail']> => ({
      exitCode: state.ExitCode,
      oomKilled: state.OOMKilled,
      error: state.Error || null,
      startedAt: state.StartedAt,
      finishedAt: state.FinishedAt,
      restarts: RestartCount ?? 0,
      check: Config?.Healthcheck ?? null,
      health: state.Health ? { status: state.Health.Status, streak: state.Health.FailingStreak, log: state.Health.Log } : null,
    }),
  );
