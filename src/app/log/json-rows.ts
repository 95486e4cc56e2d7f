/** A row of a stored log: Drone `out`, Woodpecker `data` (base64), CircleCI `message`. */
interface Row {
  readonly out?: unknown;
  readonly data?: unknown;
  readonly message?: unknown;
}

/** The text in a log that its CI stores as JSON, one array or one object a line; null where it is something else (CI-SOURCES 6). */
export const textOfRows = (json: string): string | null => {
  const rows = parsed(json) ?? linesParsed(json);
  if (rows === null || rows.length === 0) return null;
  const texts = rows.map(textOfRow);
  return texts.every((text) => text !== null) ? texts.join('') : null;
};

const parsed = (json: string): readonly Row[] | null => {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};

const linesParsed = (json: string): readonly Row[] | null => {
  try {
    return json
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Row);
  } catch {
    return null;
  }
};

const textOfRow = ({ out, data, message }: Row): string | null => {
  if (typeof out === 'string') return out;
  if (typeof message === 'string') return message;
  if (typeof data !== 'string') return null;
  return `${Buffer.from(data, 'base64').toString()}\n`;
};
