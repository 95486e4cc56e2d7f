import type { Run } from '#probes/ci-history/artifact';
import { citeRun } from '../../cites.ts';
import { type CheckedClaim, confirmed, contradicted, notCheckable, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import type { Group } from '../tokens.ts';

/** What the evidence says of one build of a group. */
export interface Member {
  readonly answer: 'yes' | 'no' | 'unsure';
  readonly because: string;
}

/**
 * One claim about all builds of a group: right where it is right of each, wrong where it is wrong of one. Builds that were not read leave it open, and of a
 * range `unsupported`: numbers within may be other recipes' builds.
 */
export const claimOfAll = (text: string, group: Group, evidence: ClaimEvidence, check: (run: Run) => Member): CheckedClaim => {
  const runs = group.numbers.flatMap((number) => evidence.build(number).run ?? []);
  if (runs.length === 0) return notCheckable(text, whyNoRun(group, evidence));
  const members = runs.map((run) => ({ run, ...check(run) }));
  const wrong = members.filter(({ answer }) => answer === 'no');
  const unsure = members.filter(({ answer }) => answer === 'unsure');
  const because = (list: typeof members): string =>
    list
      .slice(0, 8)
      .map((member) => member.because)
      .join(', ');
  const cites = (list: typeof members) => list.slice(0, 6).map(({ run }) => citeTimes(run));
  if (wrong.length > 0) return contradicted(text, because(wrong), cites(wrong));
  if (unsure.length > 0) return notCheckable(text, because(unsure), cites(unsure));
  const missing = group.numbers.filter((number) => evidence.build(number).run === undefined);
  if (missing.length === 0) return confirmed(text, because(members), cites(members));
  const rest = `${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ', …' : ''} ${missing.length === 1 ? 'is' : 'are'} not among the builds that were read`;
  return (group.isRange ? unsupported : notCheckable)(text, `${because(members)}; ${rest}`, cites(members));
};

/** Why nothing can be said of the builds of a group: they are not in the evidence. */
export const whyNoRun = ({ numbers }: Pick<Group, 'numbers'>, { runs }: ClaimEvidence): string => {
  if (runs === undefined) return 'the builds of the recipe were not read';
  const [first] = numbers;
  if (numbers.length === 1) return `build ${first} is not among the ${runs.length} builds of the recipe that were read`;
  return `none of these is among the ${runs.length} builds of the recipe that were read`;
};

/** A build as a citation, with its status and its times. */
const citeTimes = (run: Run) => citeRun(run, `${run.status}, started ${run.startedAt}, finished ${run.finishedAt}`);
