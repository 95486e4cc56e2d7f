/** Values that may become part of a command on a host: each gives its value back or throws. */

/** A path that may become part of a remote command. @throws where it has characters that are not sent */
export const safePath = (path: string): string => {
  if (!/^[\w./@:+ -]+$/.test(path) || path.startsWith('-'))
    throw new Error(`the path ${JSON.stringify(path)} has characters we do not send to a host`);
  return path;
};

/** A run or repo name that may become part of a remote command. @throws where it is none */
export const safeName = (name: string): string => {
  if (!/^[\w.][\w.+-]*(\/[\w.][\w.+-]*)?$/.test(name) || name.split('/').some((part) => part === '.' || part === '..'))
    throw new Error(`${JSON.stringify(name)} is not a name we send to a host`);
  return name;
};

/** A build number that may become part of a remote command. @throws where it is none */
export const safeNumber = (number: number): number => {
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${number} is not a build number`);
  return number;
};

/** Quotes a value for a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
