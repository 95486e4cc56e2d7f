import type { Network } from '#probes/overlay-ipam/artifact';
import { overlap } from '#swarm/subnet';
import { defineDetector } from '../define-detector.ts';
import { citeDaemon, citeTask } from '../facts/cite.ts';
import { linesAbout, newTasks, troubledServices } from '../facts/trouble.ts';

export const networkUnallocated = defineDetector({
  id: 'network-unallocated',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'A network of the stack never got a subnet',
  because: "The overlay has neither subnet nor VXLAN id, its tasks stay New, and the leader's log says why the allocation failed",
  refutedBy: 'The network has a subnet; then look at its addresses',
  remedy: 'Prune unused networks or widen the default address pool; or drop the fixed subnet from the compose file',
  reasons: {
    'pool-exhausted': "the swarm's default address pool has no subnet left",
    'subnet-overlap': 'the subnet asked for overlaps another network',
  },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks', 'overlay-ipam'],
  uses: ['daemon-journal'],
  detect({ stack, read }) {
    const networks = read('overlay-ipam')?.networks ?? [];
    if (!stack) return [];
    const bare = networks.filter((network) => !network.allocated);
    const found = troubledServices(stack)
      .flatMap((one) => {
        const network = bare.find(({ id, name }) => one.service.networks.includes(id) || one.service.networks.includes(name));
        const task = newTasks(one)[0];
        return network && task ? [{ one, network, task }] : [];
      })
      // The service that carries the deploy is named before its helpers: the one on most networks.
      .sort((a, b) => b.one.service.networks.length - a.one.service.networks.length);
    const first = found[0];
    if (!first) return [];
    const { one, network, task } = first;
    const said = linesAbout(stack, [network.id], /Failed allocation for network|address pool|Pool overlaps/i).findLast(
      (line) => line.error !== null,
    );
    const words = `${said?.message ?? ''} ${said?.error ?? ''}`;
    const reason = /overlaps/i.test(words)
      ? 'subnet-overlap'
      : /non-overlapping|address pool|no available/i.test(words)
        ? 'pool-exhausted'
        : null;
    const where = {
      probe: 'overlay-ipam',
      where: `network ${network.name} IPAM.Config`,
      at: network.createdAt,
      quote: network.subnets.length > 0 ? network.subnets.map((each) => each.subnet).join(', ') : 'null',
    };
    return [
      {
        reason,
        cause: reason === 'subnet-overlap' ? 'recipe' : 'infra',
        confidence: reason ? 'certain' : 'possible',
        service: one.service.name,
        network: network.name,
        task: task.id,
        summary: reason
          ? `Network ${network.name} was created but never allocated (${reason === 'subnet-overlap' ? 'its subnet overlaps another' : 'no subnet is left in the default pool'}), so no task of it leaves New.`
          : `Network ${network.name} was created but never allocated; the leader's log would say why.`,
        cites: said ? [citeDaemon(said), where, citeTask(task, one.service.name)] : [where, citeTask(task, one.service.name)],
        against: overlapsOf(network, networks),
      },
    ];
  },
});

const overlapsOf = (network: Network, all: readonly Network[]) =>
  all
    .filter((other) => other.id !== network.id && other.subnets.some((a) => network.subnets.some((b) => overlap(a.subnet, b.subnet))))
    .map((other) => ({
      probe: 'overlay-ipam',
      where: `network ${other.name} IPAM.Config`,
      at: other.createdAt,
      quote: other.subnets.map((each) => each.subnet).join(', '),
    }));
