import { Chalk } from 'chalk';

/** Colour by meaning; each meaning also has a word or a sign, so that nothing is lost without colour. */
export interface Paint {
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** @param level chalk's colour level; 0 is none. */
export const paintOf = (level: 0 | 1 | 2 | 3): Paint => {
  const { red, green, yellow, dim, bold } = new Chalk({ level });
  // chalk prints every argument it gets, such as the index that `map` gives along.
  const only = (paint: (text: string) => string) => (text: string) => paint(text);
  return { bad: only(red.bold), good: only(green.bold), unsure: only(yellow.bold), quiet: only(dim), strong: only(bold) };
};
