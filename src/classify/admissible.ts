import { fencesOf } from './epochs.ts';
import type { Facts } from './facts.ts';

/** Whether the build may be used as evidence about the current recipe, and the qualifiers that say why not. */
export const admissibilityOf = (
  facts: Pick<Facts, 'capture' | 'read' | 'build'>,
): { admissible: boolean; qualifiers: readonly string[] } => {
  const { build, capture } = facts;
  const { asked } = capture.target;
  const fences = fencesOf(facts);
  const wrong = [
    ...(build && asked?.ref && !sameRef(build.build.ref, asked.ref) ? ['wrong-ref'] : []),
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

/** Refs may be cut short: Drone's REF parameter holds what the trigger gave. */
export const sameRef = (one: string | null, other: string): boolean =>
  one !== null && one.length >= 7 && other.length >= 7 && (one.startsWith(other) || other.startsWith(one));
