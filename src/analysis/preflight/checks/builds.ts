import { reasonOf } from '#model/outcome';
import { inFlight } from '../builds-in-flight.ts';
import { defineCheck } from '../define-check.ts';

export const builds = defineCheck({
  id: 'builds',
  title: 'No other recipe run is running or waiting',
  requires: [],
  judge({ read, outcome, named, rules }) {
    const queue = read('ci-queue');
    if (!queue) {
      const seen = outcome('ci-queue');
      if (!named.drone) return { skip: 'builds in flight: the Drone database was not given (--drone)' };
      return { answer: 'unknown', because: seen ? reasonOf(seen) : 'the Drone database is not in the evidence' };
    }
    const running = inFlight(queue);
    const runs = running.filter(({ recipe }) => recipe !== null);
    const cites = running.slice(0, 8).map((build) => ({
      probe: 'ci-queue',
      where: `build ${build.repo} ${build.number}`,
      at: build.startedAt ?? build.createdAt,
      quote: `${build.status}, ${build.event}${build.recipe ? `, ${build.recipe}` : ''}`,
    }));
    const others = running.length - runs.length;
    const rest = others > 0 ? `; ${others} other ${others === 1 ? 'build' : 'builds'} in flight` : '';
    const list = runs.map(({ number, recipe, status }) => `${number} ${recipe} (${status})`).join(', ');
    return runs.length > rules.limits.builds
      ? { answer: 'unmet', because: `${runs.length} recipe ${runs.length === 1 ? 'run is' : 'runs are'} in flight: ${list}${rest}`, cites }
      : { answer: 'met', because: `${runs.length === 0 ? 'no recipe run is' : `${list} is`} in flight${rest}`, cites };
  },
});
