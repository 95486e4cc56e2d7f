import type { Cite } from '#model/report';
import { isEnded } from '#swarm/task-state';
import { defineDetector } from '../define-detector.ts';
import { citeContainer, citeTask } from '../facts/cite.ts';
import { deployError, removedBefore } from '../facts/deploy-error.ts';
import { short } from '../facts/log-text.ts';
import { ageMs } from '../facts/trouble.ts';

/** Tasks that are told to go have their grace to stop, and the swarm some seconds to notice. */
const REMOVAL_MS = 30_000;

export const teardownLeak = defineDetector({
  id: 'teardown-leak',
  label: 'leak',
  cause: 'harness',
  title: 'What was removed is not gone',
  because: 'The stack has no service, yet volumes, secrets, containers or tasks of it remain; or a redeploy met the leftovers of a removal',
  refutedBy: 'The stack is deployed and its services own these things',
  remedy: 'Remove the services first, wait for their tasks, then the stack; then its volumes and secrets',
  reasons: { teardown: 'something of a removed stack remained' },
  subject: 'stack',
  requires: ['swarm-services', 'swarm-tasks'],
  uses: ['containers', 'swarm-objects', 'ci-log', 'overlay-ipam'],
  detect(facts) {
    const { stack, read } = facts;
    if (!stack) return [];
    const dying = stack.orphans.filter((task) => !isEnded(task.state));
    const race = deployError(facts, /failed to create service \S+: .*network (\S+) not found/i);
    if (race && removedBefore(facts, race.cite) && race.match[1]?.startsWith(`${stack.name}_`)) {
      const summary = 'The stack was deployed again while its removal still ran: its own network vanished under the new service.';
      return [{ reason: 'teardown', confidence: 'likely', summary, cites: [race.cite, ...dying.map((task) => citeTask(task, null))] }];
    }
    if (stack.services.length > 0) return [];
    const objects = read('swarm-objects');
    const ours = (name: string, of: string | null): boolean => of === stack.name || name.startsWith(`${stack.name}_`);
    const kinds = (['volumes', 'secrets', 'configs'] as const).flatMap((kind): Cite[] => {
      const left = (objects?.[kind] ?? []).filter((one) => ours(one.name, one.stack));
      return left.length === 0
        ? []
        : [
            {
              probe: 'swarm-objects',
              where: kind,
              at: left[0]?.createdAt ?? null,
              quote: left
                .map((one) => one.name)
                .slice(0, 10)
                .join(', '),
            },
          ];
    });
    const strays = (stack.containers ?? []).filter(
      (one) => one.stack === stack.name || one.name.startsWith(`${stack.name}_`) || one.name.startsWith(`${stack.name}-`),
    );
    const networks = (read('overlay-ipam')?.networks ?? []).filter((one) => one.stack === stack.name);
    const cites = [
      ...dying.map((task) => citeTask(task, short(task.service ?? ''))),
      ...kinds,
      ...strays.slice(0, 5).map((one) => citeContainer(one, 'State', one.status)),
      ...networks.map((one): Cite => ({ probe: 'overlay-ipam', where: `network ${one.name}`, at: one.createdAt, quote: one.id })),
    ];
    const [first, ...rest] = cites;
    if (!first) return [];
    const said = deployError(facts, /docker stack (?:rm|remove|down)\b/);
    // A network alone may as well be what a deploy made before it stopped.
    const bare = cites.length === networks.length;
    const isUnderWay = dying.some((task) => ageMs(task.updatedAt, stack) < REMOVAL_MS);
    return [
      {
        reason: 'teardown',
        confidence: bare || isUnderWay ? 'possible' : said ? 'certain' : 'likely',
        summary: `The stack ${stack.name} has no service any more, but ${cites.length} kinds of its things remain${isUnderWay ? '; its tasks were told to go a moment ago, and may still do so' : ''}.`,
        cites: said ? [first, ...rest, said.cite] : [first, ...rest],
      },
    ];
  },
});
