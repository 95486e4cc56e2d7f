import { stat } from 'node:fs/promises';
import { Absent, Denied, messageOf } from '#model/errors';

/** Translates what a file system says into Absent and Denied; anything else stays an Error. */
export const fileTrouble = (error: unknown, what: string): Error => {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Absent(`there is no ${what}`);
  if (code === 'EACCES' || code === 'EPERM') return new Denied(`no permission to read ${what}`);
  return error instanceof Error ? error : new Error(messageOf(error));
};

/** Refuses what is no plain file before it is opened: a pipe would keep whoever opens it waiting, past every signal. */
export const plainFile = async (path: string): Promise<void> => {
  const seen = await stat(path).catch((error: unknown) => Promise.reject(fileTrouble(error, path)));
  if (!seen.isFile()) throw new Error(`${path} is not a plain file`);
};

/** The error for a kind of trouble: absent and denied are their own, all else is a failure. */
export const troubleOf = (kind: string, message: string): Error => {
  if (kind === 'absent') return new Absent(message);
  if (kind === 'denied') return new Denied(message);
  if (kind === 'locked') return new Error(`database is locked (a writer held it for 5 s): ${message}`);
  if (kind === 'corrupt') return new Error(`the database cannot be read: ${message}`);
  return new Error(message);
};

/** The `code` of a system or library error, or an empty string. */
export const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};
