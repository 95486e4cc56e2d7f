import type { Cite } from '#model/report';
import { killedByFormula } from '#swarm/killed-by';
import { type Attempt, type LogLine, progressOf } from './attempts.ts';
import { citeContainer, citeLine, citeTask } from './cite.ts';
import type { ServiceFacts } from './stack.ts';
import { failedAttempts } from './trouble.ts';

/** What a series of stops for bad health was: a start cut short, a check that cannot pass, or not to be told. */
export interface HealthKill {
  readonly kind: 'too-short' | 'cannot-pass' | 'open';
  readonly attempt: Attempt;
  readonly sure: boolean;
  /** Probes ran into their own time limit: the host was slow. */
  readonly slow: boolean;
  readonly words: string;
  readonly cites: readonly [Cite, ...Cite[]];
}

export const healthKillOf = (one: ServiceFacts): HealthKill | undefined => {
  const failures = failedAttempts(one);
  const killed = failures.filter(({ ending }) => ending === 'unhealthy');
  const first = killed[0];
  // A rolled-back version that crashes afterwards, or a crash before, is another story.
  if (!first || failures[0]?.ending !== 'unhealthy') return undefined;
  const attempt = killed.find(({ task }) => task !== undefined) ?? first;
  const proof = proofOf(attempt, one);
  const slow = killed.some(
    ({ container }) => (container?.detail?.health?.log ?? []).filter(({ output }) => /exceeded timeout/i.test(output)).length >= 2,
  );
  const story = storyOf(one, killed);
  return { ...story, attempt, slow, cites: [...proof, ...story.cites] as unknown as HealthKill['cites'] };
};

/** What the program prints is a claim: it makes likely. Only what Swarm or the engine saw makes certain. */
type Story = Pick<HealthKill, 'kind' | 'sure' | 'words'> & { readonly cites: readonly Cite[] };

const storyOf = (one: ServiceFacts, killed: readonly Attempt[]): Story => {
  const { service } = one;
  const up = one.tasks.find(
    (task) =>
      task.state === 'running' &&
      task.desired === 'running' &&
      task.spec === service.spec &&
      killed.some((attempt) => attempt.current !== false),
  );
  if (up && one.running >= one.demand)
    return {
      kind: 'too-short',
      sure: true,
      words: 'a later task of the same spec came up healthy',
      cites: [citeTask(up, service.name, 'running')],
    };
  const said = killed.map((attempt) => ({ attempt, ...progressOf(attempt) }));
  const working = said.find(({ progress }) => progress === 'working');
  if (working?.line)
    return {
      kind: 'too-short',
      sure: false,
      words: 'it was still preparing its data when it was stopped',
      cites: [citeLog(service.name, working.line)],
    };
  const broken = killed.find(({ container }) =>
    everyProbe(container?.detail?.health?.log ?? [], ({ exitCode }) => exitCode === 126 || exitCode === 127),
  );
  if (broken?.container) return { kind: 'cannot-pass', sure: true, words: 'the check itself cannot be run', cites: [] };
  const ready = said.find(({ progress }) => progress === 'ready');
  if (ready?.line)
    return {
      kind: 'cannot-pass',
      sure: false,
      words: 'the program said it was ready before it was stopped',
      cites: [citeLog(service.name, ready.line)],
    };
  return { kind: 'open', sure: false, words: 'nothing tells a slow start from a check that cannot pass', cites: [] };
};

const everyProbe = <T>(log: readonly T[], test: (entry: T) => boolean): boolean => log.length > 0 && log.every(test);

const citeLog = (service: string, line: LogLine): Cite =>
  citeLine('service-logs', `log of ${service} line ${line.line}`, line.at, line.text);

const proofOf = ({ task, container }: Attempt, { service }: ServiceFacts): readonly Cite[] => {
  const health = container?.detail?.health;
  const last = health?.log.at(-1);
  return [
    ...(task ? [citeTask(task, service.name)] : []),
    ...(container && health
      ? [
          citeContainer(
            container,
            'State.Health',
            `${health.status}, failing streak ${health.streak}${last ? `, last probe exit ${last.exitCode} ${last.output}` : ''}`.trim(),
          ),
        ]
      : []),
    ...(service.health
      ? [
          {
            probe: 'swarm-services',
            where: `service ${service.name} Healthcheck`,
            at: service.updatedAt,
            quote: killedByFormula(service.health),
          },
        ]
      : []),
  ];
};
