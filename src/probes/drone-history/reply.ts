import type { Row } from '#transport/ports';
import { int, paramsOf, seconds, text } from '../drone-build/row.ts';
import type { Run } from './artifact.ts';

/** A row of `builds` with the name of its repo. */
export const runOf = (row: Row, repo: string): Run => {
  const params = paramsOf(row['build_params']);
  return {
    repo,
    number: int(row['build_number']),
    status: text(row['build_status']) ?? 'unknown',
    event: text(row['build_event']) ?? '',
    recipe: params['RECIPE'] ?? null,
    ref: params['REF'] ?? null,
    pr: params['PR'] ?? null,
    quick: params['CCCI_QUICK'] === '1',
    createdAt: seconds(row['build_created']),
    startedAt: seconds(row['build_started']),
    finishedAt: seconds(row['build_finished']),
  };
};
