import type { ServiceReplay } from '#model/what-if';
import type { Setting } from '#swarm/knobs';
import type { RecipeFacts } from '../facts/recipe.ts';
import type { StackFacts } from '../facts/stack.ts';
import { changeInRecipe } from '../recipe-advice.ts';
import { recordingOf, replayOf, settingsFor } from './replay.ts';
import { searchOf } from './search.ts';

/** How long a start takes by the user's word: of one service, or of all. */
export interface Told {
  readonly service: string | null;
  readonly ms: number;
}

/** Every service of the stack under other knobs; with none turned, what one knob would have changed. */
export const whatIf = (
  stack: StackFacts,
  settings: readonly Setting[],
  told: readonly Told[],
  recipe?: RecipeFacts,
): readonly ServiceReplay[] =>
  stack.services.map((facts) => {
    const recording = recordingOf(facts, stack, settingsFor(told, facts, stack).at(-1)?.ms ?? null);
    const replay = replayOf(recording, settingsFor(settings, facts, stack));
    if (settings.length > 0) return { ...replay, change: null, tried: [] };
    const { change, tried } = searchOf(recording);
    return { ...replay, change: change && recipe ? { ...change, ...changeInRecipe({ file: null, ...change }, recipe) } : change, tried };
  });
