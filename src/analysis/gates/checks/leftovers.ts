import { type Answer, allOf, met, unknown, unmet } from '#model/answer';
import { citeOf, objectAt } from '#model/cite';
import type { ArtifactOf } from '#probes/index';
import { isEnded } from '#swarm/task-state';
import { defineGateCheck } from '../define-check.ts';
import { listParam, withEvidence } from '../gate-facts.ts';

const PROBES = ['swarm-services', 'swarm-tasks', 'containers', 'overlay-ipam', 'swarm-objects'] as const;
type Source = (typeof PROBES)[number];

/** What of one kind is left; `names` is null where the kind could not be listed. */
interface Leftovers {
  readonly kind: string;
  readonly plural: string;
  readonly probe: Source;
  readonly names: readonly string[] | null;
}

export const noLeftovers = defineGateCheck({
  id: 'no-leftovers',
  title: 'Nothing of the runs is left: no stack, service, task, container, volume, network, secret, config',
  needs: PROBES,
  decide: (facts) =>
    withEvidence(facts, PROBES, (read) => {
      const patterns = listParam(facts, 'patterns');
      if (patterns.length === 0) return unknown('no pattern says what belongs to the runs');
      return allOf(leftoversOf(read, matcherOf(patterns)).map((left) => answerOf(left, patterns, facts.capture.capturedAt)));
    }),
});

const answerOf = ({ kind, plural, probe, names }: Leftovers, patterns: readonly string[], capturedAt: string): Answer => {
  if (names === null) return unknown(`the ${plural} could not be listed`);
  const quote = names.slice(0, 10).join(', ') || `none named ${patterns.join(', ')}`;
  const cites = [citeOf(probe, objectAt(plural, null), capturedAt, quote)];
  if (names.length === 0) return met(`no ${kind} is left`, cites);
  return unmet(names.length === 1 ? `1 ${kind} is left` : `${names.length} ${plural} are left`, cites);
};

type Matcher = (...names: readonly (string | null)[]) => boolean;

const leftoversOf = (read: <P extends Source>(probe: P) => ArtifactOf<P>, isOurs: Matcher): readonly Leftovers[] => {
  const { networks, others } = read('overlay-ipam');
  const objects = read('swarm-objects');
  const named = (list: readonly { readonly name: string; readonly stack: string | null }[] | null): readonly string[] | null =>
    list?.filter(({ name, stack }) => isOurs(name, stack)).map(({ name }) => name) ?? null;
  const tasks = read('swarm-tasks').tasks.filter(({ stack, state }) => isOurs(stack) && !isEnded(state));
  const endpoints = networks.flatMap((network) => network.endpoints).filter(({ name }) => isOurs(name));
  return [
    { kind: 'service', plural: 'services', probe: 'swarm-services', names: named(read('swarm-services').services) },
    { kind: 'task', plural: 'tasks', probe: 'swarm-tasks', names: tasks.map(({ id }) => id) },
    { kind: 'container', plural: 'containers', probe: 'containers', names: named(read('containers').containers) },
    {
      kind: 'network',
      plural: 'networks',
      probe: 'overlay-ipam',
      names: [...(named(networks) ?? []), ...others.filter((name) => isOurs(name))],
    },
    { kind: 'endpoint', plural: 'endpoints', probe: 'overlay-ipam', names: endpoints.map(({ name }) => name) },
    { kind: 'volume', plural: 'volumes', probe: 'swarm-objects', names: named(objects.volumes) },
    { kind: 'secret', plural: 'secrets', probe: 'swarm-objects', names: named(objects.secrets) },
    { kind: 'config', plural: 'configs', probe: 'swarm-objects', names: named(objects.configs) },
  ];
};

const matcherOf = (patterns: readonly string[]): Matcher => {
  const globs = patterns.map(globOf);
  return (...names) => names.some((name) => name !== null && globs.some((glob) => glob.test(name)));
};

/** `*` and `?` as a shell has them; a pattern also takes what goes on after an underscore or a dot. */
const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}(?:$|[_.].*$)`,
  );
