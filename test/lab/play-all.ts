import { type Demand, openGround } from './ground.ts';
import { type Played, play, wordsOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { strike } from './stage.ts';

/** One scenario that was staged, and what came of it. */
export interface Outcome {
  readonly scenario: Scenario;
  /** The verdict in words; null where none was reached. */
  readonly said: string | null;
  /** Why it is not the truth; null where it is. */
  readonly wrong: string | null;
  readonly certainAndWrong: boolean;
  readonly seconds: number;
}

/** So many at once on one engine: two cores, and health checks every second. */
const AT_ONCE = 5;

/**
 * Stages every scenario: those of one node together, several at once; those of three one at a time on a cluster beside it.
 * Gives the folders of the engines too, so that it can be seen that nothing of them is left.
 */
export const playAll = async (hear: (outcome: Outcome) => void): Promise<{ readonly outcomes: Outcome[]; readonly folders: string[] }> => {
  const outcomes: Outcome[] = [];
  const folders: string[] = [];
  const onOneSwarm = async (group: readonly [Scenario, ...Scenario[]]): Promise<void> => {
    await using ground = await openGround(group[0]);
    folders.push(...ground.engines.map(({ folder }) => folder));
    // Three nodes come and go with their scenarios, so these have them one at a time.
    const waiting = group.filter(({ alone, nodes }) => !alone && nodes === 1);
    const apart = group.filter((scenario) => !waiting.includes(scenario));
    const tried = new Set<Scenario>();
    const stage = async (scenario: Scenario): Promise<void> => {
      const began = Date.now();
      const played = await play(ground, scenario, true).catch(String);
      // Several at once may be too many for a busy machine: what was wrong and not sure is staged once more, by itself.
      const again = !tried.has(scenario) && (typeof played === 'string' || (played.wrong !== null && !isSure(played)));
      const struck = scenario === group.at(-1) && !again ? null : await strike(ground, scenario.id).then(() => null, String);
      tried.add(scenario);
      if (again && struck === null) return void apart.push(scenario);
      const seconds = Math.round((Date.now() - began) / 100) / 10;
      const outcome =
        typeof played === 'string'
          ? { scenario, said: null, wrong: played, certainAndWrong: false, seconds }
          : {
              ...{ scenario, said: wordsOf(played.report), wrong: played.wrong ?? struck, seconds },
              certainAndWrong: played.wrong !== null && isSure(played),
            };
      outcomes.push(outcome);
      hear(outcome);
    };
    const worker = async (): Promise<void> => {
      for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) await stage(scenario);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (let scenario = apart.shift(); scenario; scenario = apart.shift()) await stage(scenario);
  };
  const inTurn = async (nodes: 1 | 3): Promise<void> => {
    for (const group of swarmsOf(nodes)) await onOneSwarm(group);
  };
  await Promise.all([inTurn(1), inTurn(3)]);
  return { outcomes, folders };
};

const isSure = ({ report }: Played): boolean => report.verdict.confidence === 'certain';

/** The swarms of so many nodes that are needed, each with all scenarios that ask for just that. */
const swarmsOf = (nodes: 1 | 3): [Scenario, ...Scenario[]][] => {
  const groups: [Scenario, ...Scenario[]][] = [];
  for (const scenario of scenarios.filter((one) => one.nodes === nodes)) {
    const group = groups.find(([first]) => sameSwarm(first, scenario));
    if (group) group.push(scenario);
    else groups.push([scenario]);
  }
  return groups;
};

const sameSwarm = (one: Demand, other: Demand): boolean =>
  (one.debug ?? false) === (other.debug ?? false) && JSON.stringify(one.pool) === JSON.stringify(other.pool);
