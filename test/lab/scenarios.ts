import type { Scenario } from './scenario.ts';
import { addressScenarios } from './scenarios/addresses.ts';
import { deployScenarios } from './scenarios/deploys.ts';
import { nodeScenarios } from './scenarios/nodes.ts';
import { recipeScenarios } from './scenarios/recipe.ts';
import { updateScenarios } from './scenarios/updates.ts';

/** Every kind of failure that this laboratory can bring about. */
export const scenarios: readonly Scenario[] = [
  ...recipeScenarios,
  ...deployScenarios,
  ...addressScenarios,
  ...updateScenarios,
  ...nodeScenarios,
];

/** Kinds that no engine without a network and with this machine's disks can be brought to, and why. */
export const notStaged: readonly { readonly id: string; readonly because: string }[] = [
  { id: 'host-exhausted', because: 'it would fill the disk or the memory of the machine that the lab runs on' },
  {
    id: 'Status.IPAM of the network API',
    because: 'only engines with API 1.52 and later have it: recorded with --engine, in test/fixtures/engine-29',
  },
];
