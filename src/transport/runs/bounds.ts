/** Bounds of what is read of a run folder, here and on a host. */
export const runBounds = {
  files: 2_000,
  texts: 64,
  resultsBytes: 8 * 2 ** 20,
  junitBytes: 4 * 2 ** 20,
  /** badge.svg and lint.txt. */
  noteBytes: 64 * 2 ** 10,
  /** screenshot.png: a larger one is known by its name and size only. */
  pictureBytes: 512 * 2 ** 10,
};
