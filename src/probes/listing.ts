import * as z from 'zod/mini';
import { messageOf } from '#model/errors';
import type { Note } from '#model/outcome';
import type { DockerPort } from '#transport/ports';

/** An object of a list that is there and could not be read; `id` is null where even that is missing. */
export const UnreadableObject = z.object({ id: z.nullable(z.string()), because: z.string() });
export type UnreadableObject = z.output<typeof UnreadableObject>;

/** What a list of the engine holds: the objects that could be read, and those that are there and could not. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly UnreadableObject[];
}

/** A reply as a whole that is not what the engine documents. */
export class UnreadableReply extends Error {}

/** Asks the engine for one path and gives the JSON of its reply. */
export type Ask = (path: string, query?: Readonly<Record<string, string>>) => Promise<unknown>;

/** Asks through the port; `count` hears the bytes of each reply. */
export const askOver =
  (docker: DockerPort, signal: AbortSignal, count: (bytes: number) => void): Ask =>
  async (path, query = {}) => {
    const { value, bytes } = await docker.getJson(path, { signal, query });
    count(bytes);
    return value;
  };

/** Where a row has its id: Swarm spells it `ID`, the engine `Id`, and a volume has a name only. */
type IdField = 'ID' | 'Id' | 'Name';

/**
 * Reads the list `path` answered with, row by row: a row that cannot be read is named beside the others, for an object nobody could read is
 * not one that is gone.
 * @throws UnreadableReply where the reply is no list
 */
export const readListing = <T>(path: string, reply: unknown, idField: IdField, read: (row: unknown) => T): Listing<T> => {
  if (!Array.isArray(reply)) throw new UnreadableReply(`the reply to ${path} is no list`);
  const items: T[] = [];
  const unreadable: UnreadableObject[] = [];
  for (const row of reply as unknown[]) {
    try {
      items.push(read(row));
    } catch (error) {
      unreadable.push({ id: idOf(row, idField), because: messageOf(error).replace(/\s+/g, ' ').slice(0, 200) });
    }
  }
  return { items, unreadable };
};

const idOf = (row: unknown, field: IdField): string | null => {
  if (typeof row !== 'object' || row === null) return null;
  const id = (row as Readonly<Record<string, unknown>>)[field];
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : null;
};

/**
 * Takes what a probe can tell of a list: the objects, and `unreadable` where some were not. Each of those is noted.
 * @throws UnreadableReply where there are objects and none could be read
 */
export const reportUnreadable = (
  kind: string,
  { items, unreadable }: Listing<unknown>,
  note: (note: Note) => void,
): { unreadable?: UnreadableObject[] } => {
  if (unreadable.length === 0) return {};
  if (items.length === 0) throw new UnreadableReply(`none of ${unreadable.length} ${kind}s could be read: ${unreadable[0]?.because ?? ''}`);
  for (const object of unreadable.slice(0, NOTES_AT_MOST)) note({ code: kind, text: unreadableText(kind, object) });
  if (unreadable.length > NOTES_AT_MOST) note({ code: kind, text: `and ${unreadable.length - NOTES_AT_MOST} more unreadable ${kind}s` });
  return { unreadable: [...unreadable] };
};
const NOTES_AT_MOST = 5;

/** The sentence in which a note tells of it. */
export const unreadableText = (kind: string, { id, because }: UnreadableObject): string =>
  `${kind} ${id ?? 'without an id'} could not be read: ${because}`;
