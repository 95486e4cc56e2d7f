// In: the lines of the Docker daemon's log. Out: the same, found by the ids they name and read by the message catalogue, each line once.
import type { DaemonJournal, DaemonLine } from '#probes/daemon-journal/artifact';
import { matchAll } from '../messages/index.ts';
import type { MessageMatch } from '../messages/search.ts';

export interface Journal {
  readonly lines: readonly DaemonLine[];
  readonly truncated: boolean;
  readonly source: string;
  /** Lines that name one of these ids, in the order of the log. */
  readonly about: (ids: readonly string[]) => readonly DaemonLine[];
  /** The sentences of the catalogue in a line, the one nearest to the cause first. */
  readonly matches: (line: DaemonLine) => readonly MessageMatch[];
}

/** Swarm's ids have 25 characters, an engine's 64, shortened ones 12. */
const IDS = /\b[a-z0-9]{25}\b|\b[0-9a-f]{64}\b/g;

export const journalOf = ({ lines, truncated, source }: DaemonJournal): Journal => {
  let byId: Map<string, DaemonLine[]> | undefined;
  const read = new Map<DaemonLine, readonly MessageMatch[]>();
  return {
    lines,
    truncated,
    source,
    about: (ids) => {
      byId ??= indexed(lines);
      const found = new Set(ids.flatMap((id) => byId?.get(id) ?? []));
      return [...found].sort((a, b) => a.line - b.line);
    },
    matches: (line) => {
      const held = read.get(line);
      if (held) return held;
      // The reason stands in `error`, the occasion in `msg` (ENGINE-MESSAGES).
      const found = [...(line.error === null ? [] : matchAll(line.error, 'daemon')), ...matchAll(line.message, 'daemon')];
      const sorted = [...found.filter(({ message }) => !message.outer), ...found.filter(({ message }) => message.outer)];
      read.set(line, sorted);
      return sorted;
    },
  };
};

const indexed = (lines: readonly DaemonLine[]): Map<string, DaemonLine[]> => {
  const byId = new Map<string, DaemonLine[]>();
  for (const line of lines) {
    const text = `${line.message} ${line.error ?? ''} ${Object.values(line.fields).join(' ')}`;
    for (const id of new Set([...text.matchAll(IDS)].map(([id]) => id))) {
      const list = byId.get(id);
      if (list) list.push(line);
      else byId.set(id, [line]);
    }
  }
  return byId;
};
