import type { Node } from '#probes/swarm-nodes/artifact';

/** True where a node may take new tasks at all (swarmkit manager/scheduler/filter.go ReadyFilter). */
export const takesTasks = (node: Node): boolean => node.state === 'ready' && node.availability === 'active';

/** True where the node meets one placement constraint; a key that is not known here is taken as met. */
export const satisfies = (constraint: string, node: Node): boolean => {
  const [, key = '', operator, value = ''] = /^\s*([\w.-]+)\s*(==|!=)\s*(.+?)\s*$/.exec(constraint) ?? [];
  const held =
    key === 'node.role'
      ? node.role
      : key === 'node.hostname'
        ? node.hostname
        : key === 'node.id'
          ? node.id
          : key.startsWith('node.labels.')
            ? node.labels[key.slice(12)]
            : key.startsWith('engine.labels.')
              ? node.engineLabels[key.slice(14)]
              : value;
  return operator === '!=' ? held !== value : held === value;
};
