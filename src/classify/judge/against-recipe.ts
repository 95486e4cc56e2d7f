// In: a claim that the recipe is at fault, and what the PR changed of it. Out: the claim as it stands beside that: what the PR did not touch is no
// regression of the PR. Where head or base could not be read nothing changes: what was not read refutes nothing.
import { type Cite, citeOf, fileAt } from '#model/cite';
import type { Facts } from '../facts/facts.ts';
import type { RecipeChange, RecipeChanges } from '../facts/recipe-changes.ts';
import type { RecipeVersion } from '../facts/recipe-version.ts';
import { shortName } from '../facts/trouble.ts';
import { type Claim, withProofs } from './claim.ts';

export interface LabelledClaim {
  readonly label: string;
  readonly claim: Claim;
}

/** What decides by the service's own spec whether it can run: no other service has a hand in it. */
const OF_ITSELF: ReadonlySet<string> = new Set(['image-missing', 'platform', 'command-not-found', 'device-missing', 'mount-missing']);

/** The claim with its label, held against the difference between the recipe's base and head. */
export const againstRecipe = (label: string, claim: Claim, facts: Facts): LabelledClaim => {
  const changes = facts.recipe?.changes;
  if (label !== 'recipe-regression' || !changes) return { label, claim };
  const name = serviceOf(claim, facts, changes);
  if (name === null || !changes.inBoth(name)) return { label, claim };
  const changed = changes.ofService(name);
  if (changed.length > 0)
    return ranBase(name, claim, facts, changes) ? ofBase(claim, name, changes) : ofHead(label, claim, changed, changes);
  const elsewhere = changes.all.filter(({ path }) => path.startsWith('services.') && !/^services\.[^.]+\.deploy\.labels/.test(path));
  return OF_ITSELF.has(claim.reason ?? '') || elsewhere.length === 0
    ? ofBase(claim, name, changes)
    : untouched(label, claim, elsewhere, changes);
};

/** The service's name in the files: the claim's own, or the one whose image the claim's first proof names. */
const serviceOf = (claim: Claim, facts: Facts, changes: RecipeChanges): string | null => {
  const stack = facts.stack?.name ?? facts.capture.target.stack ?? facts.build?.stack ?? null;
  if (claim.service) return stack === null ? claim.service : shortName(claim.service, stack);
  const named = changes.services.filter((name) => imagesOf(name, changes).some((image) => namesImage(claim, image)));
  return named.length === 1 ? (named[0] ?? null) : null;
};

const imagesOf = (name: string, { base, head }: RecipeChanges): readonly string[] =>
  [base, head].flatMap(({ text }) => text.settingAt(['services', name, 'image'])?.value ?? []);

/** The words of the first proof hold the image as a word of its own: `ghost:5` is not in `ghost:5.1`. */
const namesImage = ({ proofs: [{ cite }] }: Claim, image: string): boolean => {
  const at = cite.quote.indexOf(image);
  return at >= 0 && !/[\w.@-]/.test(cite.quote.charAt(at + image.length)) && !/[\w.-]/.test(cite.quote.charAt(at - 1));
};

/** The code of the PR did not run: nothing of the stack was updated yet and all tasks have the image that the PR replaces, or the words name that one. */
const ranBase = (name: string, claim: Claim, { stack }: Facts, { base, head }: RecipeChanges): boolean => {
  const [before, after] = [base, head].map(({ text }) => text.settingAt(['services', name, 'image'])?.value ?? null);
  if (!before || !after || bareImage(before) === bareImage(after)) return false;
  const own = stack?.services.find(({ service }) => shortName(service.name, stack.name) === name);
  if (!stack || !own) return namesImage(claim, before) && !namesImage(claim, after);
  const images = [own.service.image, ...own.tasks.map(({ image }) => image)].flatMap((image) => (image ? bareImage(image) : []));
  const isFirst = stack.services.every(({ service }) => service.updateStatus === null);
  return isFirst && images.length > 0 && images.every((image) => image === bareImage(before));
};

/** Without the digest that the CLI adds and the registry that goes without saying. */
const bareImage = (image: string): string => image.replace(/@sha256:[0-9a-f]+$/, '').replace(/^(?:docker\.io\/)?(?:library\/)?/, '');

const ofBase = (claim: Claim, name: string, changes: RecipeChanges): LabelledClaim => ({
  label: 'base-broken',
  claim: {
    ...claim,
    summary: `${claim.summary} The PR has no part in it: what failed is what its base has too.`,
    proofs: withProofs(claim.proofs, { kind: 'symptom', cite: citeService(changes.base, name, 'base') }),
  },
});

const ofHead = (label: string, claim: Claim, changed: readonly RecipeChange[], { head }: RecipeChanges): LabelledClaim => ({
  label,
  claim: {
    ...claim,
    proofs: withProofs(
      claim.proofs,
      ...changed.slice(0, 3).map((change) => ({ kind: 'symptom' as const, cite: citeChange(change, head) })),
    ),
  },
});

const untouched = (label: string, claim: Claim, elsewhere: readonly RecipeChange[], { head }: RecipeChanges): LabelledClaim => {
  const [first] = elsewhere;
  const doubt = {
    because: 'the PR does not touch this service',
    ...(first ? { cite: citeChange(first, head) } : {}),
    weight: 'some' as const,
  };
  return { label, claim: { ...claim, doubts: [...(claim.doubts ?? []), doubt] } };
};

const citeChange = ({ path, file, from, to }: RecipeChange, { commit }: RecipeVersion): Cite =>
  citeOf(
    'recipe-files',
    fileAt(file ?? 'compose.yml', { key: path }),
    null,
    `the PR changes ${from ?? '(unset)'} to ${to ?? '(unset)'}${at(commit)}`.slice(0, 300),
  );

const citeService = ({ text, commit }: RecipeVersion, name: string, side: string): Cite => {
  const image = text.settingAt(['services', name, 'image']);
  const place = image
    ? fileAt(image.file, { line: image.line, key: `services.${name}.image` })
    : fileAt(text.fileWith(['services', name]) ?? 'compose.yml');
  return citeOf('recipe-files', place, null, `${side}: ${image?.value ?? image?.written ?? name}${at(commit)}`);
};

const at = (commit: string | null): string => (commit === null ? '' : ` (${commit.slice(0, 8)})`);
