import type { CiRows, Row } from '#transport/ports';
import { defineProbe } from '../define-probe.ts';
import { CiBuild } from './artifact.ts';
import { readLogBlob } from './log-blob.ts';
import { buildFactsOf, int, paramsOf, recipeOf, seconds, text } from './row.ts';

/** The build's rows in the CI's own database. Facts about columns: DRONE.md sections 3-6 (harness/drone v2.25.0 store). */
export const ciBuild = defineProbe({
  id: 'ci-build',
  title: 'Build, stages, steps and logs',
  serves: 'build',
  needs: ['ci'],
  budgetMs: 30_000,
  schema: CiBuild,
  async collect({ ci, target, signal, note, count }) {
    const { value: rows, bytes } = await ci.build({ number: target.build, repo: target.repo, signal });
    count(bytes);
    const build = chosenBuild(rows);
    if (!build) return { repo: null, build: null, stages: [], neighbours: [] };
    const repo = rows.repos.find((row) => row['repo_id'] === build['build_repo_id']);
    if (rows.migrations !== null && rows.migrations !== 48)
      note({ code: 'schema', text: `the database has ${rows.migrations} migrations, 48 are known` });
    return {
      repo: repo ? { slug: text(repo['repo_slug']) ?? '', timeoutMinutes: int(repo['repo_timeout']) } : null,
      build: buildOf(build),
      stages: rows.stages.filter((row) => row['stage_build_id'] === build['build_id']).map((row) => stageOf(row, rows)),
      neighbours: rows.neighbours
        .filter((row) => row['build_repo_id'] === build['build_repo_id'] && row['build_number'] !== build['build_number'])
        .map(buildFactsOf),
    };
  },
});

/** The build of the number asked for. A number counts per repo: among several, only one may be a recipe run. */
const chosenBuild = (rows: CiRows): Row | undefined => {
  if (rows.builds.length < 2) return rows.builds[0];
  const runs = rows.builds.filter((row) => paramsOf(row['build_params'])['RECIPE'] !== undefined);
  if (runs.length === 1) return runs[0];
  const slugs = rows.repos.map((repo) => text(repo['repo_slug']) ?? '?').join(', ');
  throw new Error(`several repos have a build of this number (${slugs}): choose one with --repo`);
};

const buildOf = (row: Row): NonNullable<CiBuild['build']> => ({
  id: int(row['build_id']),
  number: int(row['build_number']),
  status: text(row['build_status']) ?? 'unknown',
  error: text(row['build_error']),
  event: text(row['build_event']) ?? '',
  createdAt: seconds(row['build_created']),
  startedAt: seconds(row['build_started']),
  finishedAt: seconds(row['build_finished']),
  sender: text(row['build_sender']),
  parent: int(row['build_parent']) || null,
  after: text(row['build_after']),
  params: paramsOf(row['build_params']),
  ...recipeOf(row),
});

const stageOf = (row: Row, rows: CiRows): CiBuild['stages'][number] => ({
  number: int(row['stage_number']),
  name: text(row['stage_name']) ?? '',
  type: text(row['stage_type']),
  status: text(row['stage_status']) ?? 'unknown',
  error: text(row['stage_error']),
  exitCode: int(row['stage_exit_code']),
  machine: text(row['stage_machine']),
  startedAt: seconds(row['stage_started']),
  stoppedAt: seconds(row['stage_stopped']),
  steps: rows.steps.filter((step) => step['step_stage_id'] === row['stage_id']).map((step) => stepOf(step, rows)),
});

const stepOf = (row: Row, rows: CiRows): CiBuild['stages'][number]['steps'][number] => {
  const blob = rows.logs.find((log) => log.stepId === row['step_id']);
  return {
    id: int(row['step_id']),
    number: int(row['step_number']),
    name: text(row['step_name']) ?? '',
    status: text(row['step_status']) ?? 'unknown',
    error: text(row['step_error']),
    exitCode: int(row['step_exit_code']),
    mayFail: int(row['step_errignore']) !== 0,
    startedAt: seconds(row['step_started']),
    stoppedAt: seconds(row['step_stopped']),
    log: readLogBlob(blob?.text ?? null, blob?.size ?? 0),
  };
};
