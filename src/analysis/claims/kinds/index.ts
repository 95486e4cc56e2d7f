import { allDated, buildStatus, buildTimes, distance, noRunsSince, sameSha, testedRef } from './builds.ts';
import { cause, loadClaim, opinion } from './judgements.ts';
import { commentTime, noneMerged, onlyOpen, pullState } from './pulls.ts';
import { flags, junitTimes, levels, logQuotes } from './results.ts';
import { noLeaks, subnet } from './swarm.ts';

/** The only place that knows all kinds of claims. */
export const claimKinds = [
  ...[buildTimes, distance, noRunsSince, sameSha, testedRef, allDated, buildStatus],
  ...[levels, flags, junitTimes, logQuotes],
  ...[onlyOpen, pullState, commentTime, noneMerged],
  ...[subnet, noLeaks],
  ...[cause, loadClaim, opinion],
] as const;
