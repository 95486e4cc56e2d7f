import type { LogKind } from '#model/cite';
import { artifactOf } from '#model/outcome';
import type { Cite, Report } from '#model/report';
import type { DaemonLine } from '#probes/daemon-journal/artifact';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import type { Screen, Span, TextRow } from '../screen.ts';
import { colored } from './sgr.ts';

interface Line {
  readonly text: string;
  readonly log: LogKind;
  /** Number of the step, name of the service. */
  readonly name: string | null;
  /** Number of the line as a citation counts it; 0 for the title of a log. */
  readonly number: number;
}

/** The logs of a capture in one piece, and where citations point into them. */
export interface Log {
  readonly lines: readonly Line[];
  readonly find: (cite: Cite) => number | undefined;
}

/** All logs of a capture as one. */
export const logOf = (capture: Capture): Log => {
  const lines = linesOf(capture);
  const places = new Map(lines.map(({ log, name, number }, index) => [keyOf(log, name, number), index]));
  return {
    lines,
    find: (cite) => {
      const { place } = cite;
      return place?.kind === 'log-line' ? places.get(keyOf(place.log, place.name, place.line)) : undefined;
    },
  };
};

const keyOf = (log: LogKind, name: string | null, line: number): string => `${log}\0${name ?? ''}\0${line}`;

/** Each step's log, then the deploy's, the services' and the daemon's. Rows are made when seen. */
export const logScreen = ({ lines, find }: Log, report: Report, unicode: boolean): Screen => {
  const mark = unicode ? '▌' : '|';
  const cited = new Set(report.findings.flatMap(({ cites, against }) => [...cites, ...against]).flatMap((cite) => find(cite) ?? []));
  const digits = String(lines.length).length;
  const rowAt = (index: number): TextRow => {
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
    importantLines: [...cited].sort((a, b) => a - b),
  };
};

const linesOf = ({ evidence }: Capture): readonly Line[] => {
  const steps = (artifactOf(evidence['ci-build'])?.stages ?? []).flatMap((stage) => stage.steps);
  const deploy = artifactOf(evidence['ci-log']);
  const services = artifactOf(evidence['service-logs'])?.services ?? [];
  const daemon = artifactOf(evidence['daemon-journal'])?.lines ?? [];
  return [
    ...steps.flatMap(({ number, name, status, log }) => {
      const title = `step ${number} ${name}: ${status}${log.state === 'text' ? '' : `, log ${log.state}`}`;
      return part('step', String(number), title, numbered(log.lines, log.dropped));
    }),
    ...(deploy ? part('deploy', null, 'log of the deploy', numbered(deploy.lines)) : []),
    ...services.flatMap(({ service, lines }) =>
      part('service', service, `service ${service}`, numbered(lines.map(({ at, text }) => `${at ?? ''} ${text}`))),
    ),
    ...(daemon.length === 0 ? [] : part('daemon', null, "the Docker daemon's log", daemon.map(daemonLine))),
  ];
};

type Numbered = Pick<Line, 'text' | 'number'>;

/** One log: its title, then its lines. */
const part = (log: LogKind, name: string | null, title: string, lines: readonly Numbered[]): readonly Line[] =>
  [{ text: `-- ${title}`, number: 0 }, ...lines].map((line) => ({ ...line, log, name }));

const numbered = (lines: readonly string[], dropped = 0): readonly Numbered[] =>
  lines.map((text, index) => ({ text, number: dropped + index + 1 }));

const daemonLine = ({ at, level, message, error, line }: DaemonLine): Numbered => ({
  number: line,
  text: `${at ?? ''} ${level} ${message}${error ? `: ${error}` : ''}`,
});
