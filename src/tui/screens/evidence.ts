import { type Outcome, reasonOf } from '#model/outcome';
import type { Capture } from '#probes/index';
import { visibleLine } from '#report/visible';
import { type Pane, paneOf, type Row, row, span } from '../pane.ts';

/** Every probe with how it ended; Enter opens its artifact as JSON, unabbreviated. */
export const evidencePane = (capture: Capture): Pane =>
  paneOf(
    'evidence',
    'Evidence',
    (Object.entries(capture.evidence) as [string, Outcome<unknown>][]).flatMap(([id, outcome]): Row[] => {
      const ok = outcome.status === 'ok';
      const size = `${outcome.ms} ms, ${outcome.bytes} bytes`;
      const head: Row = {
        spans: [span(`${id.padEnd(18)} `, ok ? 'strong' : 'unsure'), span(`${outcome.status}, ${size}`, ok ? 'plain' : 'unsure')],
        ...(ok ? { target: { pane: `json:${id}` } } : {}),
      };
      const why = ok ? outcome.notes.map((note) => `${note.code}: ${note.text}`) : [reasonOf(outcome)];
      return [head, ...why.map((text) => row(`    ${visibleLine(text, 400)}`, 'quiet'))];
    }),
    true,
  );

/** An artifact as it is in the bundle, one line of JSON a row. */
export const jsonPane = (id: string, artifact: unknown): Pane => {
  const lines = (JSON.stringify(artifact, null, 2) ?? 'null').split('\n');
  return {
    id: `json:${id}`,
    title: id,
    length: lines.length,
    row: (index) => row(visibleLine(lines[index] ?? '', 100_000)),
    text: (index) => visibleLine(lines[index] ?? '', 100_000),
    cursor: true,
  };
};
