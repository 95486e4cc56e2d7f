// In: a service, its tasks, the nodes. Out: how many tasks Swarm wants of it and how many it has.
// Follows swarmkit's orchestrators (manager/orchestrator/{replicated,global,jobs}); pure. classify and analysis import it.
import type { Node } from '#probes/swarm-nodes/artifact';
import type { Service } from '#probes/swarm-services/artifact';
import type { Task } from '#probes/swarm-tasks/artifact';
import { satisfies, takesTasks } from './placement.ts';

/** What ought to run or to complete. */
export interface Demand {
  /** Tasks that ought to run, or completions a job must reach; null where the nodes that decide it were not read. */
  readonly count: number | null;
  /** What the count was taken from. */
  readonly from: 'replicas' | 'nodes' | 'completions';
  /** For a global service: nodes that ought to have a task of it. */
  readonly nodes: readonly Node[];
}

/** Swarm's demand of one service. A global service wants one task on each node that is ready, active and meets its constraints. */
export const demandOf = (service: Pick<Service, 'mode' | 'constraints'>, nodes: readonly Node[] | undefined): Demand => {
  const { kind, replicas } = service.mode;
  if (kind === 'replicated') return { count: replicas ?? 1, from: 'replicas', nodes: [] };
  if (kind === 'job') return { count: replicas ?? 1, from: 'completions', nodes: [] };
  const from = kind === 'global' ? 'nodes' : 'completions';
  if (!nodes) return { count: null, from, nodes: [] };
  const wanted = nodes.filter((node) => takesTasks(node) && service.constraints.every((constraint) => satisfies(constraint, node)));
  return { count: wanted.length, from, nodes: wanted };
};

/** True for `replicated-job` and `global-job`. */
export const isJob = ({ mode }: Pick<Service, 'mode'>): boolean => mode.kind === 'job' || mode.kind === 'global-job';

/**
 * Which place of the service a task fills: its slot, or its node for global ones. The API leaves slot 0 of a job out (api/types/swarm/task.go:
 * `Slot int json:",omitempty"`).
 */
export const placeOf = ({ mode }: Pick<Service, 'mode'>, task: Pick<Task, 'slot' | 'node' | 'id'>): string => {
  if (mode.kind === 'global' || mode.kind === 'global-job') return task.node ?? task.id;
  return String(task.slot ?? (mode.kind === 'job' ? 0 : task.id));
};

/** Completions of the job's present run: places that have a task which ended well. */
export const completionsOf = (service: Pick<Service, 'mode' | 'iteration'>, tasks: readonly Task[]): number =>
  new Set(
    tasks
      .filter(({ state, iteration }) => state === 'complete' && (iteration ?? null) === (service.iteration ?? iteration ?? null))
      .map((task) => placeOf(service, task)),
  ).size;
