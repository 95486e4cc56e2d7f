import { defineDetector } from '../define-detector.ts';
import { citeService } from '../facts/cite.ts';
import type { Facts } from '../facts/facts.ts';
import { fromDeploy, fullName } from '../judge/from-deploy.ts';

export const ingressPort = defineDetector({
  id: 'ingress-port',
  label: 'unschedulable',
  cause: 'infra',
  title: 'The published port is taken',
  because: 'The deploy says which service or program holds the port; that service publishes it, the new one does not exist',
  refutedBy: 'The service was created',
  remedy: 'Remove the other service or publish another port',
  reasons: { 'port-taken': 'another service or program has that port' },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build', 'swarm-services'],
  detect: (facts) =>
    fromDeploy(facts, {
      'port-reserved': {
        reason: 'port-taken',
        cause: ({ subject, service }, given) => (isOfOneStack(subject, service, given) ? 'recipe' : 'infra'),
        says: ({ subject, service, port = 'it asks for' }) =>
          `${subject ?? 'The service'} could not be created: port ${port} is published by ${service ?? 'another service'}`,
        service: ({ subject }, given) => fullName(subject, given),
        refutations: ({ subject }, given) => created(subject, given),
        proofs: ({ port, service }, given) => held(port, service, given),
      },
      'port-taken': {
        reason: 'port-taken',
        cause: 'infra',
        says: ({ port = 'it asks for' }) => `The deploy stopped: port ${port} of the host is taken`,
      },
    }),
});

/** Two services of one stack ask for one port: then the compose file does. */
const isOfOneStack = (subject: string | undefined, holder: string | undefined, facts: Facts): boolean => {
  const stack = facts.stack?.name ?? facts.capture.target.stack;
  if (!subject || !holder) return false;
  if (stack) return [subject, holder].every((name) => name.startsWith(`${stack}_`));
  const [own, other] = [subject, holder].map((name) => name.slice(0, name.lastIndexOf('_')));
  return own !== '' && own === other;
};

const servicesNow = ({ capture, read }: Facts) => (capture.target.build === null ? read('swarm-services')?.services : undefined);

const created = (name: string | undefined, facts: Facts) => {
  const service = servicesNow(facts)?.find((candidate) => candidate.name === fullName(name, facts));
  return [{ what: 'the service was created', found: service ? citeService(service, null, 'it is there') : null, unread: [] }];
};

const held = (port: string | undefined, holder: string | undefined, facts: Facts) => {
  const service = servicesNow(facts)?.find(
    ({ name, ports }) => name === holder && ports.some(({ published }) => String(published) === port),
  );
  return service
    ? [
        {
          kind: 'state' as const,
          cite: citeService(service, 'Endpoint.Ports', service.ports.map(({ published, mode }) => `${published} ${mode}`).join(', ')),
        },
      ]
    : [];
};
