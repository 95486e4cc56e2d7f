/** A number known between two bounds; `most` null means that nothing bounds it. */
export interface Span {
  readonly least: number;
  readonly most: number | null;
}

export const exactly = (count: number): Span => ({ least: count, most: count });
export const none = exactly(0);
export const open: Span = { least: 0, most: null };

export const sum = (spans: readonly Span[]): Span =>
  spans.reduce<Span>(
    (total, { least, most }) => ({ least: total.least + least, most: total.most === null || most === null ? null : total.most + most }),
    none,
  );

/** What is left of a span when so many are there already. */
export const less = ({ least, most }: Span, there: number): Span => ({
  least: Math.max(0, least - there),
  most: most === null ? null : Math.max(0, most - there),
});

/** The smaller of the two, bound by bound. */
export const capped = (one: Span, other: Span): Span => ({
  least: Math.min(one.least, other.least),
  most: one.most === null ? other.most : other.most === null ? one.most : Math.min(one.most, other.most),
});

export const spanText = ({ least, most }: Span): string =>
  most === null ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
