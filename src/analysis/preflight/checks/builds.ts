import { met, unknown, unmet } from '#model/answer';
import { citeOf, rowAt } from '#model/cite';
import { inFlight } from '../builds-in-flight.ts';
import { definePreflightCheck } from '../define-check.ts';

export const builds = definePreflightCheck({
  id: 'builds',
  title: 'No other recipe run is running or waiting',
  requires: [],
  judge({ read, whyUnread, named, rules }) {
    const queue = read('ci-queue');
    if (!queue) {
      if (!named.drone) return { skip: 'the Drone database was not given (--drone)' };
      return unknown(whyUnread('ci-queue'));
    }
    const open = inFlight(queue);
    const runs = open.filter(({ recipe }) => recipe !== null);
    const others = open.length - runs.length;
    const cites = open
      .slice(0, 8)
      .map((build) =>
        citeOf(
          'ci-queue',
          rowAt('build', `${build.repo} ${build.number}`),
          build.startedAt ?? build.createdAt,
          `${build.status}, ${build.event}${build.recipe ? `, ${build.recipe}` : ''}`,
        ),
      );
    const rest = others > 0 ? `; ${others} other ${others === 1 ? 'build is' : 'builds are'} in flight` : '';
    if (runs.length === 0) return met(`no recipe run is in flight${rest}`, cites);
    const list = runs.map(({ number, recipe, status }) => `${number} ${recipe} (${status})`).join(', ');
    const because = `${runs.length} recipe ${runs.length === 1 ? 'run is' : 'runs are'} in flight: ${list}${rest}`;
    return runs.length > rules.limits.builds ? unmet(because, cites) : met(because, cites);
  },
});
