import { Absent, Denied, messageOf } from '#model/trouble';

/** Translates what a file system says into Absent and Denied; anything else stays an Error. */
export const fileTrouble = (error: unknown, what: string): Error => {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Absent(`there is no ${what}`);
  if (code === 'EACCES' || code === 'EPERM') return new Denied(`no permission to read ${what}`);
  return error instanceof Error ? error : new Error(messageOf(error));
};

/** The `code` of a system or library error, or an empty string. */
export const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};
