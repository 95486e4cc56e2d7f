import type { StackFacts } from '#classify/facts/stack';
import type { TimelineRow } from '#model/timeline';
import type { Container } from '#probes/containers/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isEnded } from '#swarm/task-state';
import { row } from './row.ts';

/** Tasks with their first and last known state, updates and health probes of the stack. */
export const stackRows = (stack: StackFacts): readonly TimelineRow[] =>
  stack.services.flatMap(({ service, attempts }) => [
    ...updateRows(service),
    ...attempts.flatMap(({ task, container }) => [
      ...(task ? taskRows(task, service.name) : []),
      ...(container ? healthRows(container, service.name) : []),
    ]),
  ]);

export const updateRows = (service: Service): readonly TimelineRow[] => {
  const cite = (field: string) => ({
    probe: 'swarm-services',
    where: `${service.name} ${field}`,
    quote: service.updateStatus?.message ?? '',
  });
  const made =
    service.createdAt === null
      ? []
      : [row(service.createdAt, 'update', `${service.name} created`, cite('CreatedAt'), { of: service.name })];
  const status = service.updateStatus;
  if (!status?.startedAt) return made;
  const mood = /paused|rollback/.test(status.state) ? 'bad' : status.state === 'completed' ? 'good' : 'unsure';
  const begun = row(status.startedAt, 'update', `update of ${service.name} began`, cite('UpdateStatus.StartedAt'), {
    until: status.completedAt,
    of: service.name,
    mood,
  });
  const end =
    status.completedAt === null
      ? []
      : [
          row(
            status.completedAt,
            'update',
            `update of ${service.name}: ${status.state}: ${status.message}`,
            cite('UpdateStatus.CompletedAt'),
            { of: service.name, mood },
          ),
        ];
  return [...made, begun, ...end];
};

const taskRows = (task: Task, service: string): readonly TimelineRow[] => {
  const name = nameOf(task, service);
  const cite = (field: string) => ({ probe: 'swarm-tasks', where: `task ${task.id} ${field}`, quote: task.error ?? '' });
  const made =
    task.createdAt === null
      ? []
      : [
          row(task.createdAt, 'task', `${name} created`, cite('CreatedAt'), {
            until: isEnded(task.state) ? task.at : null,
            of: service,
            mood: taskMood(task),
          }),
        ];
  return task.at === null
    ? made
    : [...made, row(task.at, 'task', `${name} ${stateWords(task)}`, cite('Status'), { of: service, mood: taskMood(task) })];
};

export const nameOf = (task: Task, service: string): string => `${service}.${task.slot ?? task.node?.slice(0, 8) ?? '?'}`;

export const stateWords = ({ state, error, message, exitCode }: Task): string =>
  `is ${state}${error ? `: ${error}` : state === 'new' && message ? `: ${message}` : ''}${exitCode ? ` (exit ${exitCode})` : ''}`;

export const taskMood = ({ state }: Task): TimelineRow['mood'] =>
  state === 'running' || state === 'complete'
    ? 'good'
    : state === 'failed' || state === 'rejected' || state === 'orphaned'
      ? 'bad'
      : isEnded(state)
        ? 'plain'
        : 'unsure';

/** Each health probe the engine remembers, and how the container ended. */
export const healthRows = ({ id, name, detail }: Container, service: string): readonly TimelineRow[] => {
  if (!detail) return [];
  const cite = (field: string, quote = '') => ({ probe: 'containers', where: `${id.slice(0, 12)} ${field}`, quote });
  const probes = (detail.health?.log ?? []).flatMap((probe) =>
    probe.at === null
      ? []
      : [
          row(
            probe.at,
            'health',
            `${service}: probe ${probe.exitCode === 0 ? 'passed' : `failed (exit ${probe.exitCode})`}${probe.output ? `: ${probe.output}` : ''}`,
            cite('State.Health.Log', probe.output),
            { until: probe.endedAt, of: service, mood: probe.exitCode === 0 ? 'good' : 'bad' },
          ),
        ],
  );
  const end =
    detail.finishedAt === null || detail.finishedAt < (detail.startedAt ?? '')
      ? []
      : [
          row(
            detail.finishedAt,
            'health',
            `${name.split('.').slice(0, 2).join('.')}: container ended, exit ${detail.exitCode}${detail.oomKilled ? ', killed for memory' : ''}`,
            cite('State.FinishedAt'),
            { of: service, mood: detail.exitCode === 0 ? 'plain' : 'bad' },
          ),
        ];
  return [...probes, ...end];
};
