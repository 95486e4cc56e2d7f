import type { Cite } from '#model/report';
import type { Container } from '#probes/containers/artifact';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { plain, quoted, short } from './log-text.ts';

export const citeTask = (
  task: Task,
  name: string | null,
  quote = task.error ?? `${task.state}${task.node ? '' : ', no node'}, desired ${task.desired}`,
): Cite => ({
  probe: 'swarm-tasks',
  where: `task ${short(task.id)} (service ${name ?? 'unknown'}) Status.${task.error && quote === task.error ? 'Err' : 'State'}`,
  at: task.at,
  quote: quoted(quote),
});

export const citeDaemon = (line: DaemonLine): Cite => ({
  probe: 'daemon-journal',
  where: `dockerd log line ${line.line}`,
  at: line.at,
  quote: quoted(line.error ? `${line.message}: ${line.error}` : line.message),
});

export const citeUpdate = (service: Service): Cite => ({
  probe: 'swarm-services',
  where: `service ${service.name} UpdateStatus`,
  at: service.updateStatus?.completedAt ?? service.updateStatus?.startedAt ?? null,
  quote: quoted(`State=${service.updateStatus?.state} Message=${service.updateStatus?.message}`),
});

export const citeService = (service: Service, field: string, quote: string): Cite => ({
  probe: 'swarm-services',
  where: `service ${service.name} ${field}`,
  at: service.updatedAt,
  quote: quoted(quote),
});

export const citeContainer = (container: Container, field: string, quote: string): Cite => ({
  probe: 'containers',
  where: `container ${short(container.id)} (${container.name}) ${field}`,
  at: container.detail?.finishedAt ?? container.detail?.startedAt ?? container.createdAt,
  quote: quoted(quote),
});

export const citeLine = (probe: string, where: string, at: string | null, text: string): Cite => ({
  probe,
  where,
  at,
  quote: quoted(plain(text)),
});
