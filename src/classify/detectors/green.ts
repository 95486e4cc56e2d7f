import { isSuccess } from '#model/ci-status';
import type { Cite } from '#model/report';
import { type Claim, defineDetector } from '../define-detector.ts';
import type { Facts } from '../facts/facts.ts';
import type { StackFacts } from '../facts/stack.ts';
import { isTooFresh, troubledServices } from '../facts/trouble.ts';

export const green = defineDetector({
  id: 'green',
  label: 'green',
  cause: 'none',
  title: 'It works',
  because: 'Drone calls the build a success, or every service of the stack runs what it was told to run',
  refutedBy: 'A service that is short of tasks, or an update that was paused or rolled back',
  remedy: 'None',
  reasons: {},
  subject: 'both',
  requires: [],
  uses: ['ci-build', 'run-results', 'swarm-services', 'swarm-tasks'],
  detect: (facts) => (facts.capture.target.build !== null ? ofBuild(facts) : facts.stack ? ofStack(facts.stack) : []),
});

const ofBuild = ({ build, read }: Facts): readonly Claim[] => {
  if (!build || !isSuccess(build.status)) return [];
  const results = read('run-results')?.results;
  const failed = Object.entries(results?.results ?? {}).filter(([, word]) => word === 'fail' || word === 'error');
  const against: Cite[] = failed.map(([tier, word]) => ({
    probe: 'run-results',
    where: `results.json results.${tier}`,
    at: results?.finishedAt ?? null,
    quote: word,
  }));
  const level: Cite[] =
    results?.level == null
      ? []
      : [{ probe: 'run-results', where: 'results.json level', at: results.finishedAt, quote: String(results.level) }];
  return [
    {
      confidence: failed.length > 0 ? 'possible' : 'certain',
      summary: `Drone calls build ${build.build.number} a success${results?.level == null ? '' : ` at level ${results.level}`}${failed.length > 0 ? ', but results.json names a failed tier' : ''}.`,
      cites: [{ probe: 'ci-build', where: 'builds.build_status', at: build.finishedAt, quote: build.status }, ...level],
      against,
    },
  ];
};

const ofStack = (stack: StackFacts): readonly Claim[] => {
  if (stack.services.length === 0 || troubledServices(stack).length > 0 || stack.services.some((one) => isTooFresh(one, stack))) return [];
  const cites = stack.services.map(
    ({ service, running, demand, completed }): Cite => ({
      probe: 'swarm-services',
      where: `service ${service.name}`,
      at: service.updateStatus?.completedAt ?? service.updatedAt,
      quote: `${running}/${demand} running${completed ? ', its one-shot ended well' : ''}${service.updateStatus ? `, UpdateStatus ${service.updateStatus.state}` : ''}`,
    }),
  );
  return [
    {
      confidence: 'certain',
      summary: `All ${stack.services.length} services of ${stack.name} run what they were told to run.`,
      cites: cites as unknown as readonly [Cite, ...Cite[]],
    },
  ];
};
