import { artifactOf } from '#model/outcome';
import type { Report } from '#model/report';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import { type Pane, paneOf, type Row, row, span, type Tone } from '../pane.ts';

const tones: Readonly<Record<string, Tone>> = {
  success: 'good',
  failure: 'bad',
  error: 'bad',
  killed: 'bad',
  running: 'unsure',
  pending: 'unsure',
};

/** Builds around this one, newest first, with the epochs drawn between them; then recipes by day. */
export const buildsPane = (capture: Capture, report: Report, unicode: boolean): Pane => {
  const [rule, none] = unicode ? ['────', '·'] : ['----', '.'];
  const drone = artifactOf(capture.evidence['drone-build']);
  if (!drone?.build)
    return paneOf('builds', 'Builds', [row('No build could be read from Drone: see Evidence.', 'unsure', { pane: 'evidence' })]);
  const { build } = drone;
  const builds = [
    ...drone.neighbours,
    {
      number: build.number,
      status: build.status,
      event: build.event,
      recipe: build.recipe,
      ref: build.ref,
      pr: build.pr,
      startedAt: build.startedAt,
      finishedAt: build.finishedAt,
    },
  ].sort((a, b) => b.number - a.number);
  const fences = [...report.epochs].sort((a, b) => (a.at < b.at ? 1 : -1));
  const rows: Row[] = [];
  for (const one of builds) {
    while (fences[0] && one.startedAt !== null && one.startedAt < fences[0].at) {
      const fence = fences.shift();
      rows.push(
        row(
          `${rule} ${fence?.at} ${visibleLine(fence?.name ?? '')}${fence?.inForce ? ', in force' : ''}${fence?.why ? `: ${visibleLine(fence.why, 100)}` : ''}`,
          'mark',
        ),
      );
    }
    const here = one.number === build.number;
    rows.push({
      spans: [
        span(`${here ? '>' : ' '}${String(one.number).padStart(6)} `, here ? 'strong' : 'plain'),
        span(one.status.padEnd(9), tones[one.status] ?? 'plain'),
        span(
          `${(one.startedAt ?? 'not started').slice(0, 19).padEnd(20)} ${visibleLine(one.recipe ?? one.event, 30).padEnd(18)} ${one.pr ? `PR ${visibleLine(one.pr, 8)}` : ''} ${one.ref?.slice(0, 8) ?? ''}${here ? `  ${report.verdict.label}` : ''}`,
        ),
      ],
      ...(here ? { target: { pane: 'verdict' } } : {}),
    });
  }
  return paneOf('builds', 'Builds', [...rows, row(''), ...gridOf(builds, none)], true);
};

interface Shown {
  readonly recipe: string | null;
  readonly status: string;
  readonly startedAt: string | null;
}

/** Recipes down, days across: how many passed and failed. */
const gridOf = (builds: readonly Shown[], none: string): Row[] => {
  const days = [...new Set(builds.flatMap(({ startedAt }) => startedAt?.slice(0, 10) ?? []))].sort().slice(-8);
  const recipes = [...new Set(builds.flatMap(({ recipe }) => recipe ?? []))].sort();
  if (days.length === 0 || recipes.length === 0) return [];
  return [
    row('recipe by day: passed/failed', 'strong'),
    row(`${''.padEnd(22)}${days.map((day) => day.slice(5).padEnd(8)).join('')}`, 'quiet'),
    ...recipes.map((recipe) => ({
      spans: [
        span(visibleLine(recipe, 20).padEnd(22)),
        ...days.map((day) => {
          const own = builds.filter((one) => one.recipe === recipe && one.startedAt?.startsWith(day));
          const [good, bad] = [
            own.filter(({ status }) => status === 'success').length,
            own.filter(({ status }) => ['failure', 'error', 'killed'].includes(status)).length,
          ];
          return span((own.length === 0 ? none : `${good}/${bad}`).padEnd(8), bad > 0 ? 'bad' : good > 0 ? 'good' : 'quiet');
        }),
      ],
    })),
  ];
};
