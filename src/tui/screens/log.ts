import { artifactOf } from '#model/outcome';
import type { Cite, Report } from '#model/report';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import type { Pane, Row, Span } from '../pane.ts';
import { colored } from './sgr.ts';

interface Line {
  readonly text: string;
  /** Number of the line as a citation counts it. */
  readonly number: number;
  readonly source: string;
}

/** The logs in one piece: each step's, then the deploy's, the services' and the daemon's. Rows are made when seen. */
export const logPane = (capture: Capture, report: Report, unicode: boolean): Pane => {
  const mark = unicode ? '▌' : '|';
  const lines = linesOf(capture);
  const cited = citedIn(report, lines);
  const digits = String(lines.length).length;
  const rowAt = (index: number): Row => {
    const line = lines[index];
    if (!line) return { spans: [] };
    const head: Span = {
      text: `${(line.number === 0 ? '' : String(line.number)).padStart(digits)}${cited.has(index) ? mark : ' '}`,
      tone: cited.has(index) ? 'mark' : 'quiet',
    };
    return { spans: [head, ...(line.number === 0 ? [{ text: visibleLine(line.text), tone: 'strong' as const }] : colored(line.text))] };
  };
  return {
    id: 'log',
    title: 'Log',
    length: lines.length,
    row: rowAt,
    text: (index) => visibleLine(lines[index]?.text ?? '', 200_000),
    cursor: true,
    marks: [...cited].sort((a, b) => a - b),
  };
};

const linesOf = (capture: Capture): readonly Line[] => {
  const drone = artifactOf(capture.evidence['drone-build']);
  const steps = (drone?.stages ?? []).flatMap(({ steps: list }) => list);
  return [
    ...steps.flatMap((step) => [
      title(`step ${step.number} ${step.name}: ${step.status}${step.log.state === 'text' ? '' : `, log ${step.log.state}`}`),
      ...numbered(`step ${step.number}`, step.log.lines, step.log.dropped),
    ]),
    ...(artifactOf(capture.evidence['ci-log'])
      ? [title('log of the deploy'), ...numbered('ci-log', artifactOf(capture.evidence['ci-log'])?.lines ?? [])]
      : []),
    ...(artifactOf(capture.evidence['service-logs'])?.services ?? []).flatMap((one) => [
      title(`service ${one.service}`),
      ...numbered(
        `service ${one.service}`,
        one.lines.map(({ at, text }) => `${at ?? ''} ${text}`),
      ),
    ]),
    ...journal(capture),
  ];
};

const journal = (capture: Capture): readonly Line[] => {
  const lines = artifactOf(capture.evidence['daemon-journal'])?.lines ?? [];
  if (lines.length === 0) return [];
  return [
    title("the Docker daemon's log"),
    ...lines.map((line) => ({
      source: 'dockerd',
      number: line.line,
      text: `${line.at ?? ''} ${line.level} ${line.message}${line.error ? `: ${line.error}` : ''}`,
    })),
  ];
};

const title = (text: string): Line => ({ text: `-- ${text}`, number: 0, source: text });
const numbered = (source: string, lines: readonly string[], dropped = 0): Line[] =>
  lines.map((text, index) => ({ text, number: dropped + index + 1, source }));

/** Row of a citation: `step 2 log line 50`, `dockerd log line 12`, `line 7 of the log of the deploy`. */
export const logLineOf = (cite: Cite, lines: readonly Line[]): number | undefined => {
  const step = /step (\d+) log line (\d+)/.exec(cite.where);
  const daemon = /dockerd log line (\d+)/.exec(cite.where);
  const own = cite.probe === 'ci-log' ? /line (\d+)/.exec(cite.where) : null;
  const [source, number] = step
    ? [`step ${step[1]}`, Number(step[2])]
    : daemon
      ? ['dockerd', Number(daemon[1])]
      : own
        ? ['ci-log', Number(own[1])]
        : [null, 0];
  if (source === null) return undefined;
  const index = lines.findIndex((line) => line.source === source && line.number === number);
  return index < 0 ? undefined : index;
};

/** Where citations point into the log pane. */
export const logPlaces = (capture: Capture): ((cite: Cite) => number | undefined) => {
  const lines = linesOf(capture);
  return (cite) => logLineOf(cite, lines);
};

const citedIn = (report: Report, lines: readonly Line[]): ReadonlySet<number> =>
  new Set(report.findings.flatMap(({ cites, against }) => [...cites, ...against]).flatMap((cite) => logLineOf(cite, lines) ?? []));
