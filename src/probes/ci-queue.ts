import * as z from 'zod/mini';
import type { Row } from '#transport/ports';
import { buildAsked } from './ci-build/build-asked.ts';
import { buildFactsOf, seconds } from './ci-build/row.ts';
import { defineProbe } from './define-probe.ts';

const time = z.nullable(z.string());

/** The newest builds of every repo, newest first, and all that are not over. `recipe` is null for a build that is no recipe run. */
export const CiQueue = z.object({
  builds: z.array(
    z.object({
      repo: z.nullable(z.string()),
      ...buildAsked,
      createdAt: time,
      startedAt: time,
      finishedAt: time,
    }),
  ),
});
export type CiQueue = z.output<typeof CiQueue>;

export const ciQueue = defineProbe({
  id: 'ci-queue',
  title: 'Builds in flight and the newest ones',
  serves: 'host',
  needs: ['ci'],
  budgetMs: 15_000,
  schema: CiQueue,
  async collect({ ci, signal, count }) {
    const { value, bytes } = await ci.recent({ signal });
    count(bytes);
    return { builds: value.builds.map(buildOf) };
  },
});

const buildOf = (row: Row): CiQueue['builds'][number] => ({
  repo: row['repo_slug'] == null ? null : String(row['repo_slug']),
  ...buildFactsOf(row),
  createdAt: seconds(row['build_created']),
});
