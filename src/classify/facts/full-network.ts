import type { StackFacts } from './stack.ts';

/**
 * Which of these networks is short of addresses: an own-made fresh network hardly ever is, so shared ones come first and among them the one
 * with the least room. `sure` where there is no other choice.
 */
export const suspectNetwork = (ids: readonly string[], stack: StackFacts): { readonly id: string; readonly sure: boolean } | undefined => {
  const candidates = ids.map((id) => ({
    id,
    free: stack.ledger?.find((entry) => entry.id === id)?.free ?? null,
    own: stack.networkName(id).startsWith(`${stack.name}_`),
  }));
  const full = candidates.filter(({ free }) => free !== null && free <= 0);
  if (full.length === 1 && full[0]) return { id: full[0].id, sure: true };
  const shared = candidates.filter(({ own }) => !own);
  if (shared.length === 1 && shared[0]) return { id: shared[0].id, sure: stack.ledger !== undefined || ids.length === 1 };
  const [least] = (shared.length > 0 ? shared : candidates).sort(
    (a, b) => (a.free ?? Number.MAX_SAFE_INTEGER) - (b.free ?? Number.MAX_SAFE_INTEGER),
  );
  return least ? { id: least.id, sure: candidates.length === 1 } : undefined;
};
