import type { Values } from '#analysis/gates/gate-facts';
import { type GateReport, runGate } from '#analysis/gates/run-gate';
import { gates } from '#analysis/gates/specs/index';
import { findLeaks } from '#analysis/leaks/find-leaks';
import { defaultStack } from '#analysis/preflight/default-stack';
import { defaultLimits } from '#analysis/preflight/limits';
import { type Preflight, preflight } from '#analysis/preflight/preflight';
import { numberIn } from '#analysis/triggers/trigger-verdict';
import { artifactOf } from '#model/outcome';
import type { Report } from '#model/report';
import type { Timeline } from '#model/timeline';
import { version } from '#model/version';
import type { Capture } from '#probes/index';
import { leaksText } from '#report/leaks-text';
import { markdown } from '#report/markdown';
import { paintOf } from '#report/paint';
import type { AnswerGroup, View } from '#tui/mount';

/** All that the terminal UI can show of a report and its evidence. */
export const viewOf = (
  report: Report,
  capture: Capture,
  timeline: () => Timeline,
  { whole, at }: { readonly whole: boolean; readonly at: number | null },
): View => ({
  report,
  capture,
  timeline,
  pvcheck: () => [pvcheckGroup(oneMoreRun(capture))],
  demands: () => oneMoreRun(capture).networks,
  gates: () =>
    gates
      .filter(({ gate }) => gate.startsWith('ghost/'))
      .map((spec) => gateGroup(runGate(spec, paramsOf(spec, capture), capture, '', version))),
  leaks: (columns, unicode) => leaksText(findLeaks(capture, null, isHeld(capture, 'ci-queue')), { columns, paint: paintOf(0), unicode }),
  markdown: () => markdown(report),
  link: linkOf(report, capture),
  whole,
  at,
});

const isHeld = (capture: Capture, id: 'daemon-journal' | 'ci-queue' | 'host-load'): boolean =>
  capture.evidence[id] !== undefined && capture.evidence[id].status !== 'absent';

const oneMoreRun = (capture: Capture): Preflight =>
  preflight(capture, {
    file: defaultStack(capture.target.proxyNetwork),
    from: null,
    stack: null,
    rules: { limits: defaultLimits, maintenance: [], locks: [] },
    named: { journal: isHeld(capture, 'daemon-journal'), drone: isHeld(capture, 'ci-queue'), host: isHeld(capture, 'host-load') },
    hostname: null,
  });

const pvcheckGroup = ({ ready, checks, skipped, advice }: Preflight): AnswerGroup => {
  const words = { true: ['met', 'READY'], false: ['unmet', 'NOT READY'], null: ['unknown', 'CANNOT KNOW'] } as const;
  const [result, word] = words[`${ready}`];
  const notes = [...skipped.map(({ id, because }) => `not looked at: ${id}: ${because}`), ...advice.map(({ summary }) => summary)];
  return { title: 'one more run of a usual stack on the proxy', result, word, answers: checks, notes };
};

const gateGroup = ({ gate, title, result, criteria }: GateReport): AnswerGroup => ({
  title: `${gate}: ${title}`,
  result: ({ pass: 'met', fail: 'unmet', inconclusive: 'unknown' } as const)[result],
  word: result.toUpperCase(),
  answers: criteria,
  notes: [],
});

const paramsOf = (spec: (typeof gates)[number], { target }: Capture): Values =>
  Object.fromEntries(
    Object.entries({ ...spec.params, ...(target.recipe ? { recipe: target.recipe.name, pr: target.recipe.pr } : {}) }).flatMap(
      ([name, value]) => (value === null ? [] : [[name, value]]),
    ),
  );

/** The build's page in Drone, where a commit status names it. */
const linkOf = ({ subject }: Report, capture: Capture): string | null =>
  artifactOf(capture.evidence.gitea)?.statuses?.find(({ targetUrl }) => subject.build !== null && numberIn(targetUrl) === subject.build)
    ?.targetUrl ?? null;
