/** A number known between two bounds; `most` null means that nothing bounds it from above. */
export interface Bounds {
  readonly least: number;
  readonly most: number | null;
}

/** Bounds of a number that is known. */
export const exactly = (count: number): Bounds => ({ least: count, most: count });
/** Exactly nothing. */
export const none = exactly(0);
/** Bounds of a number of which nothing is known. */
export const unbounded: Bounds = { least: 0, most: null };

/** The bounds of the sum. */
export const sum = (terms: readonly Bounds[]): Bounds =>
  terms.reduce<Bounds>(
    (total, { least, most }) => ({ least: total.least + least, most: total.most === null || most === null ? null : total.most + most }),
    none,
  );

/** What is left to take where `present` are there already; never below zero. */
export const less = ({ least, most }: Bounds, present: number): Bounds => ({
  least: Math.max(0, least - present),
  most: most === null ? null : Math.max(0, most - present),
});

/** The bounds of the smaller of two numbers. */
export const smallerOf = (a: Bounds, b: Bounds): Bounds => ({
  least: Math.min(a.least, b.least),
  most: a.most === null || b.most === null ? (a.most ?? b.most) : Math.min(a.most, b.most),
});

/** `3`, `2 to 5`, `at least 2`. */
export const boundsText = ({ least, most }: Bounds): string => {
  if (most === null) return `at least ${least}`;
  return least === most ? `${least}` : `${least} to ${most}`;
};
