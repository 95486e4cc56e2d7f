import { linesOfStep } from '#classify/log/step';
import { Usage } from '#model/errors';
import { type Bytes, gunzipped, type NamedLog, storedBytes, unzstd, whole, withPacking } from './bytes.ts';
import { textOfRows } from './json-rows.ts';
import { type KeptLines, LineKeeper } from './keep-lines.ts';
import { logsInZip } from './zip.ts';

/** A log that was read: what it is called, and its lines. */
export interface ReadFile {
  readonly name: string;
  readonly kept: KeptLines;
}

/** Which file is read. */
export interface Reading {
  readonly path: string;
  /** As the user named it; `-` is standard input. */
  readonly shown: string;
  /** Only this step of it. */
  readonly step?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Every log in the file: one, or those of a zip. Each is read only when it is asked for.
 * @throws Usage where there is no such file, or it cannot be unpacked; the signal's reason where it fires
 */
export const readLogs = async function* ({ path, shown, step, signal }: Reading): AsyncGenerator<ReadFile> {
  for (const { name, bytes, isStep } of await logsIn({ path, shown, step, signal })) {
    const kept = await keptOf(bytes(), signal);
    yield { name, kept: step === undefined || isStep ? kept : ofStep(kept, step, name) };
  }
};

const logsIn = async ({ path, shown, step, signal }: Reading): Promise<NamedLog[]> => {
  const { packing, bytes } = await withPacking(await storedBytes(path, shown, signal));
  const name = shown === '-' ? 'standard input' : shown;
  if (packing === 'zip') return logsInZip(await whole(bytes, shown), shown, step);
  if (packing === 'gzip') return [{ name, bytes: () => gunzipped(bytes, shown), isStep: false }];
  if (packing === 'zstd') {
    const packed = await whole(bytes, shown);
    return [{ name, bytes: () => unzstd(packed, shown), isStep: false }];
  }
  return [{ name, bytes: () => bytes, isStep: false }];
};

/** The lines of a stream, in bounded memory; a log that a CI stores as JSON rows is read as the text in them. */
const keptOf = async (bytes: Bytes, signal: AbortSignal): Promise<KeptLines> => {
  const keeper = new LineKeeper();
  let rows: Uint8Array[] | null | undefined;
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    if (rows === undefined) rows = /^\s*\[?\{"/.test(Buffer.from(chunk.subarray(0, 64)).toString()) ? [] : null;
    if (rows !== null && rows.length < 4096) rows.push(chunk);
    else keeper.add(chunk);
  }
  if (rows) {
    const joined = Buffer.concat(rows);
    const text = textOfRows(joined.toString());
    keeper.add(text === null ? joined : Buffer.from(text));
  }
  return keeper.end();
};

const ofStep = (kept: KeptLines, step: string, name: string): KeptLines => {
  const places = linesOfStep(kept.lines, step);
  if (places.length === 0) throw new Usage(`no step of ${name} is called ${JSON.stringify(step)}`);
  return {
    ...kept,
    lines: places.map((place) => kept.lines[place] as string),
    numbers: Int32Array.from(places, (place) => kept.numbers[place] as number),
  };
};
