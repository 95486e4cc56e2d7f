import { isSuccess } from '#model/ci-status';
import { placeOf } from '#swarm/demand';
import { isKnownConstraint } from '#swarm/placement';
import type { Disagreement } from '../agreement/disagreement.ts';
import { disagreementsOf } from '../agreement/index.ts';
import { type Claim, defineDetector } from '../define-detector.ts';
import { citeBuild, citeResults, citeService, citeTask } from '../facts/cite.ts';
import { type LostName, lostNames } from '../facts/discovery.ts';
import type { Facts } from '../facts/facts.ts';
import { short } from '../facts/log-text.ts';
import type { ServiceFacts } from '../facts/service.ts';
import type { StackFacts } from '../facts/stack.ts';
import { isTooFresh, troubledServices } from '../facts/trouble.ts';
import type { Doubt, Proof } from '../judge/claim.ts';

export const green = defineDetector({
  id: 'green',
  label: 'green',
  cause: 'none',
  title: 'It works',
  because: 'The CI calls the build a success, or every service of the stack runs what it was told to run',
  refutedBy:
    'A service that is short of tasks, an update that was paused or rolled back, or a deploy that was refused; of a build, a stage, a test, a level or another run that says otherwise',
  remedy: 'None',
  reasons: {},
  subject: 'both',
  requires: [],
  uses: ['ci-build', 'run-results', 'swarm-services', 'swarm-tasks', 'ci-log'],
  detect: (facts) => (facts.capture.target.build !== null ? ofBuild(facts) : facts.stack ? ofStack(facts.stack, facts) : []),
});

const ofBuild = ({ build, read, capture }: Facts): readonly Claim[] => {
  if (!build || !isSuccess(build.status)) return [];
  const results = read('run-results')?.results;
  const disagreements = disagreementsOf(capture);
  const [contrary] = disagreements.filter(isContrary);
  const proofs: readonly [Proof, ...Proof[]] = [
    { kind: 'state', cite: citeBuild('build_status', build.finishedAt, build.status) },
    ...(results?.level == null
      ? []
      : [{ kind: 'symptom' as const, cite: citeResults('level', results.finishedAt, String(results.level)) }]),
  ];
  const level = results?.level == null ? '' : ` at level ${results.level}`;
  return [
    {
      summary: `The CI calls build ${build.build.number} a success${level}${contrary ? `, but ${contrary.because}` : ''}.`,
      proofs,
      doubts: disagreements.map(doubtOf),
    },
  ];
};

/** Says of this run itself that it did not go well, or that what passed did not run. */
const isContrary = ({ answer, concerns }: Disagreement): boolean =>
  answer === 'unmet' && concerns.some((concern) => concern === 'build-outcome' || concern === 'stages');

/** Evidence that is not of this run, or a later build of its commit, takes a step; what says the opposite leaves a guess. */
const doubtOf = (disagreement: Disagreement): Doubt => ({
  because: disagreement.because,
  cite: disagreement.cites[0],
  weight: isContrary(disagreement) ? 'serious' : 'some',
});

const ofStack = (stack: StackFacts, facts: Facts): readonly Claim[] => {
  if (stack.services.length === 0 || troubledServices(stack).length > 0 || stack.services.some(isTooFresh) || deployFailed(facts))
    return [];
  const lost = lostNames(stack, facts.read);
  if (lost.some(({ support }) => support.length > 0)) return [];
  if (stack.services.some(({ ailing, service }) => ailing.length > 0 || !service.constraints.every(isKnownConstraint))) return [];
  const [first, ...rest] = stack.services.map(proofOf);
  if (!first) return [];
  return [
    {
      summary:
        rest.length === 0
          ? `The only service of ${stack.name} runs what it was told to run.`
          : `All ${stack.services.length} services of ${stack.name} run what they were told to run.`,
      proofs: [first, ...rest],
      doubts: [...lost.map(lostDoubt), ...doubtsOf(stack)],
    },
  ];
};

const lostDoubt = ({ facts, network }: LostName): Doubt => ({
  because: `on the node that was asked, ${facts.service.name} does not lead to all of its tasks in ${network.name}`,
  weight: 'some',
});

const hasUnknownDemand = ({ demandKnown }: ServiceFacts): boolean => !demandKnown;

const proofOf = ({ service, running, demand, completed, completions }: ServiceFacts): Proof => {
  const count = completions > 0 ? `${completions}/${demand} completed` : `${running}/${demand} running`;
  const oneShot = completed && completions === 0 ? ', its one-shot ended well' : '';
  const status = service.updateStatus ? `, UpdateStatus ${service.updateStatus.state}` : '';
  return {
    kind: 'state',
    cite: citeService(service, null, `${count}${oneShot}${status}`, service.updateStatus?.completedAt ?? service.updatedAt),
  };
};

/** What was not read, or does not fit, and forbids to be sure. */
const doubtsOf = (stack: StackFacts): readonly Doubt[] => [
  ...stack.unreadable.map((text): Doubt => ({ because: `Swarm's reply holds what could not be read: ${text}`, weight: 'some' })),
  ...(stack.nodes ? [] : [{ because: 'the nodes could not be read: one of them may be down', weight: 'some' as const }]),
  ...unlistedDoubts(stack),
  ...stack.services.flatMap((facts) => loopDoubts(facts, stack)),
  // A container may be unhealthy for hours while Swarm calls its task running.
  ...(stack.containers ? [] : [{ because: 'the containers could not be read', weight: 'serious' as const }]),
  ...stack.services
    .filter(hasUnknownDemand)
    .map(({ service }): Doubt => ({ because: `on how many nodes ${service.name} belongs was not read`, weight: 'some' })),
  ...stack.services.flatMap(({ service, absent }) =>
    absent.map(
      (task): Doubt => ({
        because: 'the engine has no container of a task that Swarm calls running',
        cite: citeTask(task, service.name),
        weight: 'some',
      }),
    ),
  ),
];

/** Swarm wants tasks of the stack whose service is not in its list. */
const unlistedDoubts = ({ orphans }: StackFacts): readonly Doubt[] =>
  orphans
    // The tasks of a service that was removed are all to be removed (swarmkit orchestrator/service.go SetServiceTasksRemove).
    .filter(({ desired }) => desired !== 'remove')
    .slice(0, 1)
    .map((task) => ({
      because: 'a task of the stack is listed, and its service is not',
      cite: citeTask(task, short(task.service ?? '')),
      weight: 'some',
    }));

/** So many ends one after another make a loop, however long its turns are. */
const LOOP = 3;

/** It runs, and has run shorter than each of the attempts that ended before it in its place. */
const loopDoubts = ({ service, sinceUpdate, wanted }: ServiceFacts, { clocks }: StackFacts): readonly Doubt[] =>
  wanted.flatMap((task): Doubt[] => {
    const before = sinceUpdate.filter(({ place }) => place === placeOf(service, task)).slice(-LOOP);
    const last = before.at(-1)?.task;
    if (task.state !== 'running' || !last || before.length < LOOP) return [];
    const again = before.every(({ ending, lifeMs }) => (ending === 'exit' || ending === 'oom') && lifeMs > clocks.ageMs(task));
    return again
      ? [
          {
            because: `it ended ${LOOP} times before, after a longer time than it runs now`,
            cite: citeTask(last, service.name),
            weight: 'some',
          },
        ]
      : [];
  });

/** The stack's last deploy ended with an exit status, or with the words of a refusal: what runs is what ran before it. */
export const deployFailed = ({ deploy, capture }: Facts): boolean => {
  if (capture.target.build !== null || !deploy) return false;
  if (deploy.command && (deploy.command.exit ?? 0) !== 0) return true;
  return deploy.decisive !== undefined && (deploy.command === null ? deploy.bare : deploy.command.exit === null);
};
