import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { isWanted } from '#swarm/task-state';

/** Services in which something is going on: an update, a task that does not run yet, or fewer tasks than asked for. They are looked at each tick. */
export const unsettledServices = (services: readonly Service[], tasks: readonly Task[]): readonly string[] => {
  const wanted = new Map<string, Task[]>();
  for (const task of tasks)
    if (task.service !== null && isWanted(task.desired)) wanted.set(task.service, [...(wanted.get(task.service) ?? []), task]);
  return services.flatMap((service) => (isSettled(service, wanted.get(service.id) ?? []) ? [] : [service.id]));
};

const isSettled = ({ updateStatus, mode }: Service, wanted: readonly Task[]): boolean => {
  const state = updateStatus?.state ?? '';
  if (state === 'updating' || state === 'rollback_started') return false;
  if (mode.kind === 'job' || mode.kind === 'global-job') return wanted.every((task) => task.state === 'complete');
  return wanted.every((task) => task.state === 'running') && wanted.length >= (mode.replicas ?? 0);
};
