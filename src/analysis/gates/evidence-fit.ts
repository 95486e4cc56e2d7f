import type { Outcome } from '#model/outcome';
import type { Gitea } from '#probes/gitea/artifact';
import type { ProbeId } from '#probes/index';
import { evidenceReader } from '#probes/read-evidence';
import { type GateFacts, textParam } from './gate-facts.ts';

/** Why the artifact of a probe is no evidence for this gate, in words: it is of another recipe or tells one thing twice. Empty where it fits. */
export const whyUnfit = (facts: GateFacts, probe: ProbeId): string => {
  const read = evidenceReader(facts.capture.evidence);
  const recipe = textParam(facts, 'recipe');
  if (probe === 'gitea') {
    const gitea = read('gitea');
    return gitea ? (foreignRepo(facts, gitea, recipe) ?? toldTwice(gitea) ?? '') : '';
  }
  if (probe === 'gitea-tests') {
    const tests = read('gitea-tests');
    return tests ? (toldTwice(tests) ?? '') : '';
  }
  if (probe === 'ci-history') {
    const history = read('ci-history');
    if (!history) return '';
    if (isNamed(recipe) && history.recipe !== recipe) return `the builds are of ${history.recipe}, not of ${recipe}`;
    const rows = history.builds.map(({ repo, number }) => `${repo} ${number}`);
    const twice = rows.find((row, index) => rows.indexOf(row) !== index);
    return twice === undefined ? '' : `build ${twice} is listed twice`;
  }
  return '';
};

/** `any` stands for no recipe in particular. */
const isNamed = (recipe: string | null): recipe is string => recipe !== null && recipe !== '' && recipe !== 'any';

const foreignRepo = ({ capture }: GateFacts, { owner, repo, pulls, comments }: Gitea, recipe: string | null): string | null => {
  const { recipe: target } = capture.target;
  if (isNamed(recipe) && repo !== recipe) return `the PRs are of ${owner}/${repo}, not of ${recipe}`;
  if (target && (target.owner !== owner || target.name !== repo))
    return `the PRs are of ${owner}/${repo}, not of ${target.owner}/${target.name}`;
  const addresses = [
    ...pulls.map(({ url, number }) => ({ url, number })),
    ...(comments ?? []).map(({ url, pr }) => ({ url: url.replace(/#.*$/, ''), number: pr })),
  ];
  const foreign = addresses.find(({ url, number }) => url !== '' && !isAddressOf(url, owner, repo, number));
  if (foreign) return `${foreign.url} is no address of PR #${foreign.number} of ${owner}/${repo}`;
  const hosts = new Set(addresses.flatMap(({ url }) => /^https?:\/\/([^/]+)\//.exec(url)?.[1] ?? []));
  return hosts.size > 1 ? `the PRs and comments are of several servers: ${[...hosts].join(', ')}` : null;
};

const isAddressOf = (url: string, owner: string, repo: string, number: number): boolean =>
  /^https?:\/\/[^/]+\//.test(url) &&
  (url.toLowerCase().endsWith(`/${owner}/${repo}/pulls/${number}`.toLowerCase()) ||
    url.toLowerCase().endsWith(`/${owner}/${repo}/issues/${number}`.toLowerCase()));

/** A list that has one thing twice, in two forms, was not read from one server at one time. */
const toldTwice = ({ pulls, comments, branches }: Gitea): string | null => {
  const lists = [
    ['PR #', pulls.map(({ number }) => String(number))],
    ['comment ', (comments ?? []).map(({ kind, id }) => `${id} (${kind})`)],
    ['branch ', (branches ?? []).map(({ name }) => name)],
  ] as const;
  for (const [what, keys] of lists) {
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) return `${what}${twice} is there twice`;
  }
  const orphan = (comments ?? []).find(({ pr }) => !pulls.some(({ number }) => number === pr));
  if (orphan) return `comment ${orphan.id} is on PR #${orphan.pr}, which is not in the list`;
  const early = (comments ?? []).find(
    ({ pr, createdAt }) => Date.parse(createdAt ?? '') < Date.parse(pulls.find(({ number }) => number === pr)?.createdAt ?? ''),
  );
  return early ? `comment ${early.id} is older than PR #${early.pr}` : null;
};

/** Why a list that a probe read in parts proves no absence, in words: it was cut, or a part failed. Empty where it was read to its end. */
export const whyCut = ({ capture }: GateFacts, probe: ProbeId, part: RegExp): string => {
  const outcome: Outcome<unknown> | undefined = capture.evidence[probe];
  const notes = outcome?.status === 'ok' ? outcome.notes : [];
  return notes.find(({ code, text }) => ['cut', 'part', 'junit'].includes(code) && part.test(text))?.text ?? '';
};
