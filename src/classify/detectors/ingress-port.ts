import { defineDetector } from '../define-detector.ts';
import { citeService } from '../facts/cite.ts';
import { deployError } from '../facts/deploy-error.ts';

export const ingressPort = defineDetector({
  id: 'ingress-port',
  label: 'unschedulable',
  cause: 'infra',
  title: 'The published port is taken on the ingress network',
  because: 'The deploy says which service holds the port; that service publishes it, the new one does not exist',
  refutedBy: 'The service was created',
  remedy: 'Remove the other service or publish another port',
  reasons: { 'port-taken': 'another service publishes that port' },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build', 'swarm-services'],
  detect(facts) {
    const said = deployError(
      facts,
      /(?:failed to (?:create|update) service (\S+?): .*)?port '(\d+)' is already in use by service '([^']+)'/i,
    );
    if (!said) return [];
    const [, service = null, port, holder] = said.match;
    const services = facts.capture.target.build === null ? facts.read('swarm-services')?.services : undefined;
    if (service && services?.some((one) => one.name === service)) return [];
    const found = services?.find((one) => one.name === holder && one.ports.some((each) => String(each.published) === port));
    const proof = found
      ? [citeService(found, 'Endpoint.Ports', found.ports.map((each) => `${each.published} ${each.mode}`).join(', '))]
      : [];
    return [
      {
        reason: 'port-taken',
        confidence: found ? 'certain' : 'likely',
        service,
        summary: `${service ?? 'The service'} could not be created: port ${port} is published by ${holder}.`,
        cites: [said.cite, ...proof],
      },
    ];
  },
});
