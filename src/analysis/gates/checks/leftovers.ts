import { allOf, met, unknown, unmet } from '#model/answer';
import type { Cite } from '#model/report';
import { defineCheck } from '../define-check.ts';
import { listParam, withEvidence } from '../gate-facts.ts';

export const noLeftovers = defineCheck({
  id: 'no-leftovers',
  title: 'Nothing of the runs is left: no stack, service, task, container, volume, network, secret',
  needs: ['swarm-services', 'swarm-tasks', 'containers', 'overlay-ipam', 'swarm-objects'],
  decide: (facts) =>
    withEvidence(facts, ['swarm-services', 'swarm-tasks', 'containers', 'overlay-ipam', 'swarm-objects'], (read) => {
      const patterns = listParam(facts, 'patterns').map(globOf);
      if (patterns.length === 0) return unknown('no pattern says what belongs to the runs');
      const ours = (...names: readonly (string | null)[]) =>
        names.some((name) => name !== null && patterns.some((pattern) => pattern.test(name)));
      const objects = read('swarm-objects');
      const kinds: readonly (readonly [string, string, readonly string[] | null])[] = [
        [
          'services',
          'swarm-services',
          read('swarm-services')
            .services.filter((one) => ours(one.name, one.stack))
            .map(({ name }) => name),
        ],
        [
          'tasks',
          'swarm-tasks',
          read('swarm-tasks')
            .tasks.filter((one) => ours(one.stack) && !ended.has(one.state))
            .map(({ id }) => id),
        ],
        [
          'containers',
          'containers',
          read('containers')
            .containers.filter((one) => ours(one.name, one.stack))
            .map(({ name }) => name),
        ],
        [
          'networks',
          'overlay-ipam',
          [
            ...read('overlay-ipam')
              .networks.filter((one) => ours(one.name, one.stack))
              .map(({ name }) => name),
            ...read('overlay-ipam').others.filter((one) => ours(one)),
          ],
        ],
        [
          'endpoints',
          'overlay-ipam',
          read('overlay-ipam').networks.flatMap(({ endpoints }) => endpoints.filter((one) => ours(one.name)).map(({ name }) => name)),
        ],
        ['volumes', 'swarm-objects', objects.volumes?.filter((one) => ours(one.name, one.stack)).map(({ name }) => name) ?? null],
        ['secrets', 'swarm-objects', objects.secrets?.filter((one) => ours(one.name, one.stack)).map(({ name }) => name) ?? null],
      ];
      return allOf(
        kinds.map(([kind, probe, left]) => {
          if (left === null) return unknown(`the ${kind} could not be listed`);
          const cites: Cite[] = [
            {
              probe,
              where: kind,
              at: facts.capture.capturedAt,
              quote: left.slice(0, 10).join(', ') || `none named ${listParam(facts, 'patterns').join(', ')}`,
            },
          ];
          return left.length > 0 ? unmet(`${left.length} ${kind} left`, cites) : met(`no ${kind} left`, cites);
        }),
      );
    }),
});

const ended: ReadonlySet<string> = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned']);

/** `*` and `?` as a shell has them; a pattern also takes what goes on after an underscore or a dot. */
const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}(?:$|[_.].*$)`,
  );
