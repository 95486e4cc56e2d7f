import { defineDetector } from '../define-detector.ts';
import { deployError, removedBefore } from '../facts/deploy-error.ts';

export const networkMissing = defineDetector({
  id: 'network-missing',
  label: 'network-plumbing',
  cause: 'infra',
  title: 'An external network does not exist',
  because: 'The deploy says that the network could not be found, and the swarm does not list it',
  refutedBy: 'The network is listed',
  remedy: 'Create the network as a swarm overlay before the deploy',
  reasons: { 'network-missing': 'the compose file counts on a network that is not there' },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build', 'overlay-ipam'],
  detect(facts) {
    const said = deployError(facts, /network "?([\w.-]+)"? (?:is declared as external, but could not be found|not found)/i);
    const name = said?.match[1];
    // Its own network vanished under a redeploy: that is a teardown that still ran.
    if (!said || !name || (name.startsWith(`${facts.capture.target.stack}_`) && removedBefore(facts, said.cite))) return [];
    const listed = facts.capture.target.build === null ? facts.read('overlay-ipam') : undefined;
    if (listed?.networks.some((network) => network.name === name)) return [];
    const absent = listed
      ? [{ probe: 'overlay-ipam', where: 'networks', at: null, quote: `no network ${name} among ${listed.networks.length} of swarm scope` }]
      : [];
    return [
      {
        reason: 'network-missing',
        confidence: listed ? 'certain' : 'likely',
        network: name,
        summary: `The deploy stopped: network ${name} does not exist on this swarm.`,
        cites: [said.cite, ...absent],
      },
    ];
  },
});
