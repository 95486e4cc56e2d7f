import { Absent } from '#model/errors';

/** There is nothing to sweep: says which repos there are. */
export const noRepo = (asked: string | null, slugs: readonly string[]): Absent =>
  new Absent(
    `${asked === null ? 'no repo there has a build with a RECIPE; choose one with --repo' : `the Drone database has no repo ${asked}`}: it has ${slugs.join(', ') || 'none'}`,
  );
