import type { Outcome } from '#model/outcome';
import type { CiHistory } from '#probes/ci-history/artifact';
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
    return tests ? (foreignAddress(tests) ?? toldTwice(tests) ?? '') : '';
  }
  const history = probe === 'ci-history' ? read('ci-history') : undefined;
  return history ? (unfitHistory(history, recipe) ?? '') : '';
};

const unfitHistory = ({ recipe, builds }: CiHistory, asked: string | null): string | null => {
  if (isNamed(asked) && recipe !== asked) return `the builds are of ${recipe}, not of ${asked}`;
  const foreign = builds.find((run) => run.recipe !== recipe);
  if (foreign) return `build ${foreign.number} is of ${foreign.recipe}, not of ${recipe}`;
  const twice = firstTwice(builds.map(({ repo, number }) => `${repo} ${number}`));
  if (twice !== undefined) return `build ${twice} is listed twice`;
  const backwards = builds.find(
    ({ createdAt, startedAt, finishedAt }) =>
      Date.parse(finishedAt ?? '') < Date.parse(startedAt ?? '') || Date.parse(startedAt ?? '') < Date.parse(createdAt ?? ''),
  );
  return backwards ? `the times of build ${backwards.number} run backwards` : null;
};

/** The first text that stood in the list before; undefined where each stands once. */
const firstTwice = (texts: readonly string[]): string | undefined => {
  const before = new Set<string>();
  return texts.find((text) => before.size === before.add(text).size);
};

/** `any` stands for no recipe in particular. */
const isNamed = (recipe: string | null): recipe is string => recipe !== null && recipe !== '' && recipe !== 'any';

const foreignRepo = ({ capture }: GateFacts, { owner, repo, pulls, comments }: Gitea, recipe: string | null): string | null => {
  const { recipe: target } = capture.target;
  if (isNamed(recipe) && repo !== recipe) return `the PRs are of ${owner}/${repo}, not of ${recipe}`;
  if (target && (target.owner !== owner || target.name !== repo))
    return `the PRs are of ${owner}/${repo}, not of ${target.owner}/${target.name}`;
  return foreignAddress({ owner, repo, pulls, comments });
};

/** A PR or comment whose address is not in the repo, or on another server than the rest. */
const foreignAddress = ({ owner, repo, pulls, comments }: Pick<Gitea, 'owner' | 'repo' | 'pulls' | 'comments'>): string | null => {
  const addresses = [
    ...pulls.map(({ url, number }) => ({ url, number })),
    ...(comments ?? []).map(({ url, pr }) => ({ url: url.split('#', 1)[0] ?? '', number: pr })),
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
    const twice = firstTwice(keys);
    if (twice !== undefined) return `${what}${twice} is there twice`;
  }
  const opened = new Map(pulls.map(({ number, createdAt }) => [number, createdAt]));
  const orphan = (comments ?? []).find(({ pr }) => !opened.has(pr));
  if (orphan) return `comment ${orphan.id} is on PR #${orphan.pr}, which is not in the list`;
  const early = (comments ?? []).find(({ pr, createdAt }) => Date.parse(createdAt ?? '') < Date.parse(opened.get(pr) ?? ''));
  return early ? `comment ${early.id} is older than PR #${early.pr}` : null;
};

/** Why a list that a probe read in parts proves no absence, in words: it was cut, or a part failed. Empty where it was read to its end. */
export const whyCut = ({ capture }: GateFacts, probe: ProbeId, part: RegExp): string => {
  const outcome: Outcome<unknown> | undefined = capture.evidence[probe];
  const notes = outcome?.status === 'ok' ? outcome.notes : [];
  return notes.find(({ code, text }) => ['cut', 'part', 'junit'].includes(code) && part.test(text))?.text ?? '';
};
