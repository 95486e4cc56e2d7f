import { artifactOf } from '#model/outcome';
import type { Cite, Report } from '#model/report';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import type { Pane, Row, Span } from '../screen.ts';
import { colored } from './sgr.ts';

interface Line {
  readonly text: string;
  /** Number of the line as a citation counts it. */
  readonly number: number;
  readonly source: string;
}

/** The logs of a capture in one piece, and where citations point into them. */
export interface Log {
  readonly lines: readonly Line[];
  readonly find: (cite: Cite) => number | undefined;
}

export const logOf = (capture: Capture): Log => {
  const lines = linesOf(capture);
  const places = new Map(lines.map(({ source, number }, index) => [`${source}\0${number}`, index]));
  return {
    lines,
    find: (cite) => {
      const place = placeOf(cite);
      return place && places.get(`${place[0]}\0${place[1]}`);
    },
  };
};

/** Each step's log, then the deploy's, the services' and the daemon's. Rows are made when seen. */
export const logPane = ({ lines, find }: Log, report: Report, unicode: boolean): Pane => {
  const mark = unicode ? '▌' : '|';
  const cited = new Set(report.findings.flatMap(({ cites, against }) => [...cites, ...against]).flatMap((cite) => find(cite) ?? []));
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
  const drone = artifactOf(capture.evidence['ci-build']);
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

/** Log and line of a citation: `step 2 log line 50`, `dockerd log line 12`, `line 7 of the log of the deploy`. */
const placeOf = ({ probe, where }: Cite): readonly [source: string, line: number] | undefined => {
  const step = /step (\d+) log line (\d+)/.exec(where);
  if (step) return [`step ${step[1]}`, Number(step[2])];
  const daemon = /dockerd log line (\d+)/.exec(where);
  if (daemon) return ['dockerd', Number(daemon[1])];
  const own = probe === 'ci-log' ? /line (\d+)/.exec(where) : null;
  return own ? ['ci-log', Number(own[1])] : undefined;
};
