/** Whether two ids name one commit. They may be cut short: Drone's REF parameter holds what the trigger gave. */
export const sameCommit = (one: string | null, other: string): boolean =>
  one !== null && one.length >= 7 && other.length >= 7 && (one.startsWith(other) || other.startsWith(one));

/** Whether a text is a commit's hash, cut short or not: a branch's name is none. */
export const isCommit = (text: string | null | undefined): text is string => /^[0-9a-f]{7,64}$/.test(text ?? '');
