/**
 * Where a citation stands in an artifact's JSON. In: the citation with its typed place, and the lines of the JSON as `JSON.stringify(…, null, 2)`
 * writes them. Out: the index of a line. The screens use it to open a citation; nothing else may import it.
 */
import type { Place } from '#model/cite';
import type { Cite } from '#model/report';

/** Lines of the JSON from one to another, the last not among them. */
interface Scope {
  readonly from: number;
  readonly to: number;
}

/** The line the citation is about: the field in the object, else its quote in the object, else the object itself; 0 for the whole artifact. */
export const jsonLineOf = ({ place, quote }: Cite, lines: readonly string[]): number => {
  if (!place) return 0;
  const whole = { from: 0, to: lines.length };
  const anchor = anchorOf(place, lines);
  const scope = anchor === null ? whole : objectAround(anchor, lines);
  const field = fieldOf(place);
  const at = (field === null ? null : lineOfField(field, lines, scope)) ?? lineOfQuote(quote, lines, scope) ?? anchor;
  return at ?? lineOfQuote(quote, lines, whole) ?? 0;
};

/** The line that holds the identity of what the place is about: the id of an object, the key of a row. */
const anchorOf = (place: Place, lines: readonly string[]): number | null => {
  const names = namesOf(place);
  for (const isKey of [(key: string) => IDENTITY.test(key), () => true])
    for (const name of names) {
      const index = lines.findIndex((line) => {
        const [, key = '', value = ''] = KEY_VALUE.exec(line) ?? [];
        return value === name && isKey(key);
      });
      if (index >= 0) return index;
    }
  return null;
};

/** `"key": value,` of a line; the value is without its quotation importantLines. */
const KEY_VALUE = /^\s*"([^"]+)": "?((?:[^"\\]|\\.)*?)"?,?$/;

/** Keys whose value says which object it is. */
const IDENTITY = /^(?:id|number|name|slug)$/i;

const namesOf = (place: Place): readonly string[] => {
  const names = place.kind === 'object' ? [place.id, place.name] : place.kind === 'row' ? [place.key] : [];
  return names.flatMap((name) => (name === null ? [] : [JSON.stringify(name).slice(1, -1)]));
};

const fieldOf = (place: Place): string | null => {
  switch (place.kind) {
    case 'object':
      return place.field;
    case 'row':
      return place.column;
    case 'file':
      return place.key;
    case 'log-line':
      return null;
  }
};

/** The object that the line stands in. */
const objectAround = (line: number, lines: readonly string[]): Scope => {
  const depth = indentOf(lines[line] ?? '');
  let from = line;
  while (from > 0 && indentOf(lines[from] ?? '') >= depth) from--;
  let to = line;
  while (to < lines.length && indentOf(lines[to] ?? '') >= depth) to++;
  return { from, to };
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The line of a field: foreign systems spell `Status.Err` or `build_status` what an artifact calls `error` or `status`. */
const lineOfField = (field: string, lines: readonly string[], { from, to }: Scope): number | null => {
  const parts = field.split(/[.[\]/]+/).filter(Boolean);
  let [first, found] = [from, null as number | null];
  for (const part of parts) {
    const index = lines.findIndex((line, at) => at >= first && at < to && isSpelt(/^\s*"([^"]+)":/.exec(line)?.[1] ?? '', part));
    if (index >= 0) [first, found] = [index, index];
  }
  return found;
};

/** `Err` is `error`, `build_status` is `status`, `UpdateStatus` is `updateStatus`. */
const isSpelt = (key: string, foreign: string): boolean => {
  const [own, theirs] = [key, foreign].map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (!own || !theirs) return false;
  return own === theirs || (theirs.length >= 3 && own.startsWith(theirs)) || (own.length >= 4 && theirs.endsWith(own));
};

const lineOfQuote = (quote: string, lines: readonly string[], { from, to }: Scope): number | null => {
  const wanted = JSON.stringify(quote).slice(1, -1);
  if (wanted.length < 4) return null;
  const index = lines.findIndex((line, at) => at >= from && at < to && line.includes(wanted));
  return index < 0 ? null : index;
};
