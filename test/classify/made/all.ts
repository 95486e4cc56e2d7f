import { ciBuilds } from '../../fixtures/made/ci-builds.ts';
import { ciTraps } from '../../fixtures/made/ci-traps.ts';
import { deploys } from '../../fixtures/made/deploys.ts';
import { greens } from '../../fixtures/made/greens.ts';
import { placing } from '../../fixtures/made/placing.ts';
import { programs } from '../../fixtures/made/programs.ts';
import { starts } from '../../fixtures/made/starts.ts';
import { engineWords } from '../../fixtures/made/words.ts';
import type { MadeCase } from './case.ts';

/** Every case that was made, in the order of its files. */
export const cases: readonly MadeCase[] = [
  ...greens,
  ...starts,
  ...placing,
  ...programs,
  ...ciBuilds,
  ...ciTraps,
  ...deploys,
  ...engineWords,
];
