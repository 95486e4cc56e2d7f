import { buildAfterEpoch, buildPassed, cleanFlags, junitSequence, resultsLevel } from './build.ts';
import { commentSays, regressionLoop } from './comments.ts';
import { mirrorMain, noTestEdit, pairedTestPr, sequentialRuns, supersededClosed, upgradePr, verdictRead } from './flow.ts';
import { noLeftovers } from './leftovers.ts';
import { oldFailuresNotCounted, operatorComment, verdictPosted } from './posted.ts';
import { attemptBudget, buildOfHead, nothingMerged, onlyOpenPr, otherPrsClosed } from './pull-requests.ts';
import { startedByTrigger, triggerExact } from './triggers.ts';
import { upgraderArguments, upgraderState } from './upgrader.ts';

/** The only place that knows all checks. */
export const gateChecks = [
  onlyOpenPr,
  otherPrsClosed,
  nothingMerged,
  buildOfHead,
  buildAfterEpoch,
  buildPassed,
  startedByTrigger,
  triggerExact,
  verdictPosted,
  resultsLevel,
  junitSequence,
  cleanFlags,
  noLeftovers,
  operatorComment,
  oldFailuresNotCounted,
  attemptBudget,
  ...[verdictRead, regressionLoop, commentSays, noTestEdit, pairedTestPr, mirrorMain, supersededClosed, sequentialRuns, upgradePr],
  ...[upgraderState, upgraderArguments],
] as const;
