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
  const chalk = new Chalk({ level });
  return { bad: chalk.red.bold, good: chalk.green.bold, unsure: chalk.yellow.bold, quiet: chalk.dim, strong: chalk.bold };
};
