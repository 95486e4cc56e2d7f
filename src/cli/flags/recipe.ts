import { Usage } from '#model/errors';

/** A recipe's name as Co-op Cloud has them. */
export const recipeNamed = (word: string | undefined): string => {
  if (word === undefined) throw new Usage('which recipe? Give its name, such as ghost');
  if (!/^[a-z0-9][\w.-]{0,80}$/i.test(word)) throw new Usage(`${JSON.stringify(word)} is no name of a recipe`);
  return word;
};

/** The number of a PR, with or without its hash sign. @throws Usage where it is none */
export const prNumbered = (word: string | undefined): number => {
  const number = Number(/^#?([1-9]\d{0,8})$/.exec(word ?? '')?.[1] ?? Number.NaN);
  if (!Number.isInteger(number))
    throw new Usage(word === undefined ? 'which PR? Give its number' : `${JSON.stringify(word)} is no number of a PR`);
  return number;
};
