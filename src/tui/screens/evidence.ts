import type { Outcome } from '#model/outcome';
import { visibleLine } from '#report/visible';
import { type Screen, screenOf, span, type TextRow, textRow } from '../screen.ts';
import type { View } from '../source.ts';
import type { CaptureProgress } from '../state/capture-progress.ts';
import { outcomeRow, probeRow } from './probes.ts';

/** Every probe with how it ended, or that it is awaited; Enter opens its artifact as JSON, unabbreviated, right shows what it is made of. */
export const evidenceScreen = (view: View | null, progress: CaptureProgress, unfolded: readonly string[], unicode: boolean): Screen => {
  const answered = (Object.entries(view?.capture.evidence ?? {}) as [string, Outcome<unknown>][]).filter(
    ([id]) => view?.whole || !progress.probes.some((probe) => probe.id === id && isOpen(probe.state)),
  );
  const open = progress.going ? progress.probes.filter(({ id }) => !answered.some(([probe]) => probe === id)) : [];
  const rows: TextRow[] = [
    ...answered.flatMap(([id, outcome]) => outcomeRows(id, outcome, unfolded.includes(id), unicode)),
    ...open.map((probe) => probeRow(probe, progress.now, unicode)),
  ];
  return screenOf(
    'evidence',
    'Evidence',
    rows.length === 0 ? [textRow('Nothing was looked at yet: open a build in Builds.', 'unsure', { screen: 'builds' })] : rows,
    true,
  );
};

const outcomeRows = (id: string, outcome: Outcome<unknown>, shown: boolean, unicode: boolean): TextRow[] => {
  const head = outcomeRow(id, outcome, unicode);
  if (outcome.status !== 'ok') return [head];
  const notes = outcome.notes.map(({ code, text }) => textRow(`    ${visibleLine(`${code}: ${text}`, 400)}`, 'unsure'));
  const fold = { ...head, spans: [...head.spans, span(unicode ? (shown ? '  ▾' : '  ▸') : shown ? '  v' : '  >', 'quiet')], branch: id };
  return [fold, ...notes, ...(shown ? branches(id, outcome.artifact, unicode) : [])];
};

/** What an artifact holds, how many of each; Enter leads to it in the JSON. */
const branches = (id: string, artifact: unknown, unicode: boolean): TextRow[] =>
  Object.entries((artifact ?? {}) as object).map(([name, value], index, { length }) => {
    const stem = index < length - 1 ? (unicode ? '├' : '|') : unicode ? '└' : '`';
    const target = { screen: `json:${id}`, begins: `  ${JSON.stringify(name)}:` };
    return {
      branch: id,
      spans: [span(`    ${stem} `, 'quiet'), span(visibleLine(name, 60)), span(`  ${briefly(value)}`, 'quiet')],
      target,
    };
  });

const briefly = (value: unknown): string => {
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`;
  return visibleLine(String(value), 60);
};

const isOpen = (state: string): boolean => state === 'waiting' || state === 'asking';

/** An artifact as it is in the bundle, one line of JSON a row. */
export const jsonLines = (artifact: unknown): readonly string[] => (JSON.stringify(artifact, null, 2) ?? 'null').split('\n');

/** The screen of one artifact's JSON. */
export const jsonScreen = (id: string, lines: readonly string[]): Screen => ({
  id: `json:${id}`,
  title: id,
  length: lines.length,
  row: (index) => textRow(visibleLine(lines[index] ?? '', 100_000)),
  text: (index) => visibleLine(lines[index] ?? '', 100_000),
  cursor: true,
});
