import type { Row } from '#transport/ports';
import { buildFactsOf, paramsOf, seconds } from '../ci-build/row.ts';
import type { Run } from './artifact.ts';

/** A row of `builds` with the name of its repo. */
export const runOf = (row: Row, repo: string): Run => ({
  repo,
  ...buildFactsOf(row),
  quick: paramsOf(row['build_params'])['CCCI_QUICK'] === '1',
  createdAt: seconds(row['build_created']),
});
