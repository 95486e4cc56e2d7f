/**
 * A log as its plain bytes, wherever it comes from. In: a path or `-`. Out: chunks of bytes with a name, as a stream; gz, zst and a zip of
 * an Actions run are opened on the way. Only the `log` command imports this folder. Nothing is held whole but what cannot be read otherwise.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { onAbort } from '#model/abortable';
import { messageOf, Usage } from '#model/errors';

export type Bytes = AsyncIterable<Uint8Array>;

/** One log of what was opened: a file is one, a zip may hold many. */
export interface NamedLog {
  readonly name: string;
  readonly bytes: () => Bytes;
  /** Whether it is one step already, and not a whole job. */
  readonly isStep: boolean;
}

/** What is held of a stream that cannot be read piece by piece: a zst or a zip on standard input. */
const mostHeld = 256 * 2 ** 20;

/** The bytes of the file or of standard input, as they are stored. @throws Usage where there is no such file */
export const storedBytes = async (path: string, shown: string, signal: AbortSignal): Promise<Bytes> => {
  if (shown === '-') return endingWith(process.stdin, signal);
  const file = await open(path).catch((error: unknown) => {
    throw new Usage(
      (error as { code?: string }).code === 'ENOENT' ? `there is no file ${shown}` : `cannot read ${shown}: ${messageOf(error)}`,
    );
  });
  const isFolder = (await file.stat()).isDirectory();
  await file.close();
  if (isFolder) throw new Usage(`${shown} is a folder: name a log in it`);
  return endingWith(createReadStream(path, { highWaterMark: 2 ** 18 }), signal);
};

/** The stream, closed when the signal fires: whoever waits for its next bytes then gets the signal's reason. */
const endingWith = async function* (stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  using _ = onAbort(signal, () => stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted')));
  yield* stream;
};

type Packing = 'plain' | 'gzip' | 'zstd' | 'zip';

const packingOf = (head: Uint8Array): Packing => {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  return a === 0x50 && b === 0x4b && c === 3 && d === 4 ? 'zip' : 'plain';
};

/** How the bytes are packed, and the same bytes again from the start. */
export const withPacking = async (bytes: Bytes): Promise<{ packing: Packing; bytes: Bytes }> => {
  const source = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 4) {
    const next = await source.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const again = async function* () {
    yield* first;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  };
  return { packing: packingOf(Buffer.concat(first)), bytes: again() };
};

/** All of it in memory. @throws Usage above 256 MiB */
export const whole = async (bytes: Bytes, shown: string): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostHeld) throw new Usage(`${shown} holds more than 256 MiB packed: unpack it first`);
  }
  return Buffer.concat(chunks);
};

/** @throws Usage where the bytes are no gzip */
export const gunzipped = async function* (bytes: Bytes, shown: string): AsyncGenerator<Uint8Array> {
  const gunzip = zlib.createGunzip({ chunkSize: 2 ** 18 });
  const feed = (async () => {
    for await (const chunk of bytes) if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
    gunzip.end();
  })();
  feed.catch((error: unknown) => gunzip.destroy(error as Error));
  try {
    yield* gunzip;
  } catch (error) {
    throw new Usage(`${shown} cannot be unpacked: ${messageOf(error)}`);
  }
};

const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5;

/**
 * Every frame of a zstd file: Gitea and Forgejo store a log as one frame per 128 KiB with a seek table at the end, and Node's decoder stops
 * after the first frame without an error (CI-SOURCES 3).
 */
export const unzstd = async function* (packed: Buffer, shown: string): AsyncGenerator<Uint8Array> {
  if (!('createZstdDecompress' in zlib)) throw new Usage(`${shown} is packed by zstd, which needs Node 22.15: unpack it first`);
  let at = 0;
  while (at + 4 <= packed.length) {
    const magic = packed.readUInt32LE(at);
    if (isSkippable(magic)) {
      if (at + 8 > packed.length) return;
      at += 8 + packed.readUInt32LE(at + 4);
      continue;
    }
    if (magic !== frameMagic) return;
    const decoder = zlib.createZstdDecompress();
    decoder.end(packed.subarray(at));
    try {
      yield* decoder;
    } catch (error) {
      throw new Usage(`${shown} cannot be unpacked: ${messageOf(error)}`);
    }
    if (decoder.bytesWritten === 0) return;
    at += decoder.bytesWritten;
  }
};
