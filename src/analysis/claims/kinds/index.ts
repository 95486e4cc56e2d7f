import { buildDay, buildLength, buildStatus, buildTimes } from './build-times.ts';
import { commentTime } from './comments.ts';
import { cause, gateEnds, loadClaim, opinion } from './judgements.ts';
import { allEnded, noRunsSince } from './many.ts';
import { order } from './order.ts';
import { noneMerged, onlyOpen, pullFields, pullState, pullTime } from './pulls.ts';
import { flags, levels, logQuotes } from './results.ts';
import { junitTimes, stageEnds } from './stages.ts';
import { noLeaks, subnet } from './swarm.ts';
import { sameSha, testedRef } from './tested.ts';

/** The only place that knows all kinds of claims. */
export const claimKinds = [
  ...[buildTimes, buildLength, order, noRunsSince, allEnded, sameSha, testedRef, buildDay, buildStatus],
  ...[levels, stageEnds, flags, junitTimes, logQuotes],
  ...[onlyOpen, pullState, pullTime, pullFields, commentTime, noneMerged],
  ...[subnet, noLeaks],
  ...[cause, loadClaim, gateEnds, opinion],
] as const;
