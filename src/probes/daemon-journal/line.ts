import * as z from 'zod';
import { isoOf } from '../swarm-foreign.ts';
import type { DaemonLine } from './artifact.ts';

/** `MESSAGE` is text, null (too large a field) or an array of bytes (text that is not UTF-8): systemd.journal-fields(7), journalctl -o json. */
const Entry = z.looseObject({
  MESSAGE: z.union([z.string(), z.array(z.number()), z.null()]).optional(),
  __REALTIME_TIMESTAMP: z.union([z.string(), z.number()]).optional(),
  msg: z.string().optional(),
  level: z.string().optional(),
  time: z.string().optional(),
  error: z.unknown().optional(),
});

/** One line of journalctl's JSON or of dockerd's own log (logfmt, or JSON from engine 25.0 on); undefined where it is none of them. */
export const readDaemonLine = (raw: string, line: number): DaemonLine | undefined => {
  if (!raw.startsWith('{')) return raw.includes('msg=') ? parsed(raw, null, line) : undefined;
  const entry = entryOf(raw);
  if (entry?.msg !== undefined && entry.MESSAGE === undefined) return structured(entry, line);
  if (!entry?.MESSAGE) return undefined;
  const text = typeof entry.MESSAGE === 'string' ? entry.MESSAGE : new TextDecoder().decode(Uint8Array.from(entry.MESSAGE));
  const micros = Number(entry.__REALTIME_TIMESTAMP);
  const at = Number.isFinite(micros) && micros > 0 && micros < 1e18 ? new Date(micros / 1000).toISOString() : null;
  const inner = text.startsWith('{') ? entryOf(text) : undefined;
  if (inner?.msg === undefined) return parsed(text, at, line);
  const read = structured(inner, line);
  return { ...read, at: read.at ?? at };
};

const entryOf = (raw: string): z.output<typeof Entry> | undefined => {
  try {
    return Entry.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined;
  }
};

/** Where engines from 29.4 put the error of an answer they gave (moby daemon/server/middleware/debug.go). */
const ANSWER = 'error-response';

/** dockerd's own JSON log (`--log-format json`, engine 25.0 on): one object a line, its fields beside `level`, `msg`, `time` and `error`. */
const structured = ({ msg = '', level = '', time, error: own, ...rest }: z.output<typeof Entry>, line: number): DaemonLine => {
  const error = own ?? rest[ANSWER];
  return {
    line,
    at: isoOf(time),
    level,
    message: msg.slice(0, 2_000),
    error: error === undefined || error === null ? null : textOf(error).slice(0, 2_000),
    fields: Object.fromEntries(
      Object.entries(rest)
        .filter(([, value]) => value !== undefined)
        .slice(0, 20)
        .map(([key, value]) => [key, textOf(value)]),
    ),
  };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const parsed = (text: string, journalAt: string | null, line: number): DaemonLine => {
  const fields = logfmt(text);
  const { time, level, msg, error, ...rest } = fields;
  return {
    line,
    at: isoOf(time) ?? journalAt,
    level: level ?? '',
    message: (msg ?? text).slice(0, 2_000),
    error: (error ?? fields[ANSWER])?.slice(0, 2_000) ?? null,
    fields: Object.fromEntries(Object.entries(rest).slice(0, 20)),
  };
};

/** Key=value pairs as logrus' TextFormatter writes them: Go-quoted where needed. */
const logfmt = (text: string): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const [, key, quoted, bare] of text
    .slice(0, 16_384)
    .matchAll(/(?<![\w.-])[\d.-]*([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g)) {
    if (key && !Object.hasOwn(fields, key)) fields[key] = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(["\\])/g, '$1');
  }
  return fields;
};
