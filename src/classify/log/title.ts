import { type AtomBits, maskOf } from './read-atoms.ts';
import { type LogTable, trait } from './table.ts';

const exception = maskOf('exceptionStart');
const named = maskOf('diagnostic', 'numbered', 'testFailed');
const errorFirst = maskOf('errorFirst', 'errorGutter');
const fatal = maskOf('fatal');
const rule = maskOf('rule', 'titleBar');
const fileLine = maskOf('fileLine');
/** It says that something follows, and not what. */
const announcement = maskOf('endsWithColon');

/** The line of a block that says it best: a message before a frame, a cause before its consequence, early before late. */
export const titleLineOf = (table: LogTable, lines: readonly number[]): number => {
  let best = lines[0] as number;
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (const [place, line] of lines.entries()) {
    const traits = table.traits[line] as number;
    if ((traits & trait.blank) !== 0) continue;
    const worth = worthOf({ low: table.low[line] as number, high: table.high[line] as number }, traits) - 0.08 * place;
    if (worth > bestWorth) {
      best = line;
      bestWorth = worth;
    }
  }
  return best;
};

const worthOf = ({ low, high }: AtomBits, traits: number): number => {
  const on = (mask: AtomBits) => (low & mask.low) !== 0 || (high & mask.high) !== 0;
  const is = (bit: number) => (traits & bit) !== 0;
  const worths: readonly (readonly [boolean, number])[] = [
    [on(exception), 2.5],
    [on(named), 1.5],
    [on(errorFirst), 1],
    [on(fatal), 1],
    [is(trait.softQuiet), 0.7],
    [on(fileLine), 0.5],
    [is(trait.frame), -2],
    [is(trait.consequence), -1.5],
    [on(rule), -1],
    [on(announcement), -1.5],
  ];
  return worths.reduce((sum, [holds, worth]) => sum + (holds ? worth : 0), 0);
};
