import type { Lane, TimelineRow } from '#model/timeline';

/** A row with what most rows do not have left out. */
export const row = (
  at: string,
  lane: Lane,
  what: string,
  cite: { readonly probe: string; readonly where: string; readonly quote?: string },
  more: Partial<Pick<TimelineRow, 'until' | 'of' | 'mood'>> = {},
): TimelineRow => ({
  at,
  lane,
  what: what.slice(0, 600),
  cite: { probe: cite.probe, where: cite.where, at, quote: (cite.quote ?? '').slice(0, 600) },
  until: null,
  of: null,
  mood: 'plain',
  ...more,
});
