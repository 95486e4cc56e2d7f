import { defineDetector } from '../define-detector.ts';
import { citeDaemon, citeTask } from '../facts/cite.ts';
import { suspectNetwork } from '../facts/full-network.ts';
import { linesAbout, troubledServices } from '../facts/trouble.ts';

export const nodeAttachment = defineDetector({
  id: 'node-attachment',
  label: 'vip-exhaustion',
  cause: 'infra',
  title: "No address for a node's load balancer",
  because: 'The node rejects the task after 30 s because the network could not be attached to it: its load balancer got no address',
  refutedBy: 'The tasks are rejected for another reason, such as an image or a mount',
  remedy: 'Free one address for each node of the network, or recreate it with a wider subnet',
  reasons: { 'node-attachment': "no address was left for the node's own load balancer" },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['overlay-ipam', 'daemon-journal'],
  detect({ stack }) {
    if (!stack) return [];
    return troubledServices(stack).flatMap(({ service, tasks }) => {
      const task = tasks.findLast((one) => /missing network attachments|ip addresses may be exhausted/i.test(one.error ?? ''));
      if (!task) return [];
      const line = linesAbout(stack, [task.node ?? ''], /could not find an available IP/i).findLast((one) => /for node/.test(one.message));
      const suspect = suspectNetwork(service.networks, stack);
      const network = suspect ? stack.networkName(suspect.id) : null;
      return [
        {
          reason: 'node-attachment',
          confidence: suspect?.sure ? ('certain' as const) : stack.ledger ? ('likely' as const) : ('possible' as const),
          service: service.name,
          network,
          task: task.id,
          summary: `A node could not join ${network ?? 'a network of the service'} for ${service.name}: no address was left for its load balancer.`,
          cites: line ? ([citeTask(task, service.name), citeDaemon(line)] as const) : ([citeTask(task, service.name)] as const),
        },
      ];
    });
  },
});
