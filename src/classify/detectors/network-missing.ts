import { citeOf, objectAt } from '#model/cite';
import { type Claim, defineDetector } from '../define-detector.ts';
import type { Facts } from '../facts/facts.ts';
import { fromDeploy } from '../judge/from-deploy.ts';

export const networkMissing = defineDetector({
  id: 'network-missing',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'The deploy could not use a network',
  because: 'The deploy says that a network could not be found or made, and the swarm does not list it',
  refutedBy: 'The network is listed',
  remedy: 'Create the network as a swarm overlay before the deploy, or correct its subnet or scope',
  reasons: {
    'network-missing': 'the compose file counts on a network that is not there',
    'subnet-overlap': 'the subnet asked for overlaps another network',
    'pool-exhausted': 'no subnet is left in the pool',
    'wrong-scope': 'the network is not of swarm scope',
  },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build', 'overlay-ipam'],
  detect: (facts) =>
    fromDeploy(facts, {
      'network-missing': {
        reason: 'network-missing',
        cause: 'infra',
        says: ({ network = 'it needs' }) => `The deploy stopped: network ${network} does not exist on this swarm`,
        network: ({ network = '' }) => network || null,
        refutations: ({ network = '' }, given) => listed(network, given),
        proofs: ({ network = '' }, given) => absent(network, given),
        doubts: ({ network = '' }, given) => (isOwn(network, given) ? [vanished] : []),
      },
      'subnet-overlap': {
        reason: 'subnet-overlap',
        says: 'The deploy stopped: a network could not be made, for its subnet overlaps another',
      },
      'pool-exhausted': { reason: 'pool-exhausted', cause: 'infra', says: 'The deploy stopped: no subnet was left for a new network' },
      'network-scope': {
        reason: 'wrong-scope',
        says: ({ network = 'it names' }) => `The deploy stopped: network ${network} is not of swarm scope`,
        network: ({ network = '' }) => network || null,
      },
    }).filter((claim) => !isOwnAndRemoved(claim, facts)),
});

const isOwn = (network: string, { capture }: Facts): boolean => network.startsWith(`${capture.target.stack}_`);

/** `docker stack deploy` makes the stack's own networks before its services (docker/cli cli/command/stack/swarm/deploy_composefile.go). */
const vanished = {
  because: "it has the stack's own name, so the deploy made it first or counted on it: a removal that still ran may have taken it away",
  weight: 'some',
} as const;

/** Its own network vanished under a redeploy: that is a teardown that still ran. */
const isOwnAndRemoved = ({ network }: Claim, facts: Facts): boolean =>
  facts.deploy?.decisive !== undefined &&
  typeof network === 'string' &&
  isOwn(network, facts) &&
  facts.deploy.removedBefore(facts.deploy.decisive.line);

const networksNow = ({ capture, read }: Facts) => (capture.target.build === null ? read('overlay-ipam')?.networks : undefined);

const listed = (name: string, facts: Facts) => {
  const network = networksNow(facts)?.find((candidate) => candidate.name === name);
  const found = network ? citeOf('overlay-ipam', objectAt('network', network.id, network.name), network.createdAt, network.id) : null;
  const blind = facts.capture.target.build === null && facts.read('overlay-ipam') === undefined;
  return [{ what: 'the swarm lists the network', found, unread: blind ? (['overlay-ipam'] as const) : [] }];
};

const absent = (name: string, facts: Facts) => {
  const networks = networksNow(facts);
  if (!networks || networks.some((network) => network.name === name)) return [];
  const quote = `no network ${name} among ${networks.length} of swarm scope`;
  return [{ kind: 'state' as const, cite: citeOf('overlay-ipam', objectAt('networks', null), null, quote) }];
};
