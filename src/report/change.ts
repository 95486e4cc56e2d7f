import type { AdvisedChange, DeployedRecipe } from '#model/report';

type Difference = Omit<AdvisedChange, 'to'> & { readonly to: string | null };

/** A change in one line: `compose.yml:12: services.db.healthcheck.start_period: 1m -> 5m`. */
export const changeWords = ({ file, line, path, from, to }: Difference, arrow: string): string => {
  const place = file === null ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${path}: ${from ?? '(unset)'} ${arrow} ${to ?? '(unset)'}`;
};

const SHOWN = 12;

/** What the PR changed of the recipe, a line each; none where the recipe was not looked for. */
export const recipeLines = (recipe: DeployedRecipe | null, arrow: string): readonly string[] => {
  const { changes, unread, base, head } = recipe ?? { changes: null, unread: [], base: null, head: null };
  // Without a commit of Gitea's there is no PR to tell of.
  if (base === null && head === null) return [];
  if (changes === null) return [`what the PR changed is not known: ${unread.join('; ') || 'head and base were not both read'}`];
  const between = `between ${base?.slice(0, 8)} and ${head?.slice(0, 8)}`;
  if (changes.length === 0) return [`the PR changes nothing of its compose files ${between}`];
  const more = changes.length > SHOWN ? [`and ${changes.length - SHOWN} more ${between}`] : [];
  return [...changes.slice(0, SHOWN).map((change) => changeWords(change, arrow)), ...more];
};
