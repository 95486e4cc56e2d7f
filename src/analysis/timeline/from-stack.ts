import type { StackFacts } from '#classify/facts/stack';
import { objectAt } from '#model/cite';
import type { TimelineRow } from '#model/timeline';
import type { Container } from '#probes/containers/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isEnded } from '#swarm/task-state';
import { type RowSource, rowsAt } from './rows.ts';

/** Tasks with their first and last known state, updates and health probes of the stack. */
export const stackRows = (stack: StackFacts): readonly TimelineRow[] =>
  stack.services.flatMap(({ service, attempts }) => [
    ...updateRows(service),
    ...attempts.flatMap(({ task, container }) => [
      ...(task ? taskRows(task, service.name) : []),
      ...(container ? healthRows(container, service.name) : []),
    ]),
  ]);

const updateRows = ({ id, name, createdAt, updateStatus: status }: Service): readonly TimelineRow[] => {
  const from = (field: string): RowSource => ({
    probe: 'swarm-services',
    place: objectAt('service', id, name, field),
    quote: status?.message ?? '',
  });
  const created = rowsAt(createdAt, 'update', `${name} created`, from('CreatedAt'), { of: name });
  if (!status?.startedAt) return created;
  const mood = updateMood(status.state);
  return [
    ...created,
    ...rowsAt(status.startedAt, 'update', `update of ${name} began`, from('UpdateStatus.StartedAt'), {
      until: status.completedAt,
      of: name,
      mood,
    }),
    ...rowsAt(status.completedAt, 'update', updateText(name, status), from('UpdateStatus.CompletedAt'), { of: name, mood }),
  ];
};

/** `update of app: paused: update paused due to ...`. */
export const updateText = (service: string, { state, message }: NonNullable<Service['updateStatus']>): string =>
  `update of ${service}: ${state}: ${message}`;

/** How an update in this state looks: `UpdateStatus.State` as Swarm names it. */
export const updateMood = (state: string): TimelineRow['mood'] => {
  if (/paused|rollback/.test(state)) return 'bad';
  return state === 'completed' ? 'good' : 'unsure';
};

const taskRows = (task: Task, service: string): readonly TimelineRow[] => {
  const name = taskName(task, service);
  const mood = taskMood(task);
  const from = (field: string): RowSource => ({
    probe: 'swarm-tasks',
    place: objectAt('task', task.id, service, field),
    quote: task.error ?? '',
  });
  return [
    ...rowsAt(task.createdAt, 'task', `${name} created`, from('CreatedAt'), {
      until: isEnded(task.state) ? task.at : null,
      of: service,
      mood,
    }),
    ...rowsAt(task.at, 'task', `${name} ${stateText(task)}`, from('Status'), { of: service, mood }),
  ];
};

/** The name of a task as `docker service ps` has it: service and slot, or node of a global one. */
export const taskName = (task: Task, service: string): string => `${service}.${task.slot ?? task.node?.slice(0, 8) ?? '?'}`;

/** `is failed: task: non-zero exit (1) (exit 1)`. */
export const stateText = ({ state, error, message, exitCode }: Task): string => {
  const reason = error ?? (state === 'new' ? message : null);
  return `is ${state}${reason ? `: ${reason}` : ''}${exitCode ? ` (exit ${exitCode})` : ''}`;
};

const GOOD_STATES: ReadonlySet<string> = new Set(['complete', 'running']);
const BAD_STATES: ReadonlySet<string> = new Set(['failed', 'orphaned', 'rejected']);

/** How a task in this state looks; one that Swarm ended on purpose is plain. */
export const taskMood = ({ state }: Task): TimelineRow['mood'] => {
  if (GOOD_STATES.has(state)) return 'good';
  if (BAD_STATES.has(state)) return 'bad';
  return isEnded(state) ? 'plain' : 'unsure';
};

/** Each health probe the engine remembers, and how the container ended. */
export const healthRows = ({ id, name, detail }: Container, service: string): readonly TimelineRow[] => {
  if (!detail) return [];
  const from = (field: string, quote = ''): RowSource => ({ probe: 'containers', place: objectAt('container', id, name, field), quote });
  const probes = (detail.health?.log ?? []).flatMap(({ at, endedAt, exitCode, output }) => {
    const result = exitCode === 0 ? 'passed' : `failed (exit ${exitCode})`;
    return rowsAt(at, 'health', `${service}: probe ${result}${output ? `: ${output}` : ''}`, from('State.Health.Log', output), {
      until: endedAt,
      of: service,
      mood: exitCode === 0 ? 'good' : 'bad',
    });
  });
  // A container that runs again keeps the time of its last end.
  const isOver = detail.finishedAt !== null && detail.finishedAt >= (detail.startedAt ?? '');
  const task = name.split('.').slice(0, 2).join('.');
  const end = rowsAt(
    isOver ? detail.finishedAt : null,
    'health',
    `${task}: container ended, exit ${detail.exitCode}${detail.oomKilled ? ', killed for lack of memory' : ''}`,
    from('State.FinishedAt'),
    { of: service, mood: detail.exitCode === 0 ? 'plain' : 'bad' },
  );
  return [...probes, ...end];
};
