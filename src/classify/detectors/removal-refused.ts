import { defineDetector } from '../define-detector.ts';
import { fromDeploy } from '../judge/from-deploy.ts';

export const removalRefused = defineDetector({
  id: 'removal-refused',
  label: 'leak',
  cause: 'harness',
  title: 'What an earlier deploy left could not be removed',
  because: 'The deploy ends with the refusal to remove a volume, secret, config or network, for something still uses it',
  refutedBy: 'Nothing uses it any more',
  remedy: 'Remove the services and wait for their tasks and containers to end; then remove what they used, and run again',
  reasons: { teardown: 'something of an earlier deploy is still in use' },
  subject: 'both',
  requires: [],
  uses: ['ci-log', 'ci-build'],
  detect: (facts) =>
    fromDeploy(facts, {
      'teardown-leak': {
        reason: 'teardown',
        says: (captures) => `The deploy stopped: ${thingOf(captures)} could not be removed, for ${userOf(captures)} still uses it`,
      },
    }),
});

type Captures = Readonly<Record<string, string>>;

const thingOf = (captures: Captures): string => {
  const kind = ['secret', 'config', 'network'].find((name) => captures[name]);
  return kind ? `${kind} ${captures[kind]}` : 'what an earlier deploy left';
};

const userOf = ({ service, task, container }: Captures): string => {
  if (service) return `service ${service}`;
  if (task) return `task ${task}`;
  return container ? `container ${container.slice(0, 12)}` : 'something';
};
