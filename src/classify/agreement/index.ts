/**
 * Whether the evidence of one run belongs together. In: a redacted capture. Out: every place where `results.json`, JUnit, the files beside it, the
 * CI's rows, its log, the lists of builds and the PR say otherwise than each other, typed and cited. Pure; it judges nothing.
 * The detector of green takes each for a doubt, a criterion of a gate is not met while one stands that it rests on.
 * Imported by classify and by analysis.
 */
import type { Capture } from '#probes/index';
import { buildRowDisagreements } from './build-row.ts';
import type { Disagreement } from './disagreement.ts';
import { junitDisagreements } from './junit.ts';
import { logDisagreements } from './log.ts';
import { otherBuildDisagreements } from './other-builds.ts';
import { resultsDisagreements } from './results.ts';
import { runFileDisagreements } from './run-files.ts';
import { runRecordOf } from './run-record.ts';

/** All disagreements of a capture's run, the build's own first; none where the build's row could not be read. */
export const disagreementsOf = (capture: Capture): readonly Disagreement[] => {
  const record = runRecordOf(capture);
  if (!record) return [];
  return [
    ...buildRowDisagreements(record),
    ...otherBuildDisagreements(record),
    ...resultsDisagreements(record),
    ...junitDisagreements(record),
    ...runFileDisagreements(record),
    ...logDisagreements(record),
  ];
};
