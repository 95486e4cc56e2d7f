/** A place in a log file: which file (device and inode) and how many bytes of it were read. */
export interface Place {
  readonly file: string;
  readonly offset: number;
}

/** Reads a cursor of a file back; throws where it is none. */
export const placeOf = (cursor: string): Place => {
  const [, file, offset] = /^(\d+:\d+):(\d{1,15})$/.exec(cursor) ?? [];
  if (file === undefined) throw new Error(`${JSON.stringify(cursor.slice(0, 80))} is no place in a log file`);
  return { file, offset: Number(offset) };
};

/** What is said where the entry of a cursor is no longer in the journal. */
export const vacuumed = 'the journal no longer holds the entry that was read last: others may be gone with it';
