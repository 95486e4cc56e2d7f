/** A secret in a text: where it begins, where it ends (not included), and what kind of thing gave it away. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
}

/** Spans in the order of the text, without those that lie in another; of two that overlap one is made. */
export const mergeSpans = (spans: readonly Span[]): readonly Span[] => {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    if (!last || span.from >= last.to) merged.push(span);
    else if (span.to > last.to) merged[merged.length - 1] = { ...last, to: span.to };
  }
  return merged;
};
