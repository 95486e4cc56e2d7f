import { sameCommit } from '#model/commit';
import type { Fence } from '#model/epoch';
import type { Facts } from './facts/facts.ts';

/** Whether the build may be used as evidence about the current recipe, and the qualifiers that say why not. */
export const admissibilityOf = (
  { build, capture }: Pick<Facts, 'capture' | 'build'>,
  fences: readonly Fence[],
): { admissible: boolean; qualifiers: readonly string[] } => {
  const { asked } = capture.target;
  const wrong = [
    ...(build && asked?.ref && !sameCommit(build.build.ref, asked.ref) ? ['wrong-ref'] : []),
    ...(build && asked?.pr !== undefined && asked.pr !== null && build.build.pr !== String(asked.pr) ? ['wrong-pr'] : []),
  ];
  const told = fences.filter((fence) => fence.inForce || fence.source === 'declared');
  const qualifiers = told.flatMap(({ name, build: side }) => {
    if (side === 'before') return [`before-epoch:${name}`];
    return side === 'across' || side === 'unclear' ? [`straddles-epoch:${name}`] : [];
  });
  const side = fences.find(({ inForce }) => inForce)?.build ?? null;
  return { admissible: wrong.length === 0 && (side === null || side === 'after'), qualifiers: [...qualifiers, ...wrong] };
};
