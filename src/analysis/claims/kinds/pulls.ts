import type { Cite } from '#model/cite';
import { isTrigger } from '#model/trigger';
import type { Pull } from '#probes/gitea/artifact';
import { citeComment, citePull } from '../../cites.ts';
import { type CheckedClaim, confirmed, contradicted, defineClaim, notCheckable, unsupported } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { agrees, timesIn } from '../times.ts';

const citeState = (pull: Pull): Cite => citePull(pull, 'state', `${pull.merged ? 'merged' : pull.state}: ${pull.title}`);

const whyUnread = ({ gitea }: ClaimEvidence): string => (gitea ? 'not all PRs were read' : 'Gitea was not read');

/** The number after `PR#`; null where the text names no PR. */
const pullNumberIn = (text: string): number | null => {
  const number = /PR\s?#(\d+)/i.exec(text)?.[1];
  return number === undefined ? null : Number(number);
};

/** `PR#4 is the only open PR`, `Exactly 1 open PR on ghost: PR#4`, `→ 1 result: PR#4`. */
export const onlyOpen = defineClaim({
  id: 'only-open',
  check({ text: words }, evidence) {
    if (!/\bonly open\b|\bexactly (?:one|1)\b[^.]*\bopen\b[^.]*\bPR\b|\bstate=open\b.*\b1 result/i.test(words)) return [];
    if (!evidence.gitea) return [notCheckable(words, whyUnread(evidence))];
    const number = pullNumberIn(words);
    const open = evidence.gitea.pulls.filter(({ state }) => state === 'open');
    const cites = open.map(citeState);
    const right = open.length === 1 && (number === null || open[0]?.number === number);
    const text = number === null ? 'exactly one PR is open' : `PR #${number} is the only open one`;
    if (right && !evidence.gitea.whole) return [unsupported(text, whyUnread(evidence), cites)];
    return [(right ? confirmed : contradicted)(text, `open: ${open.map((pull) => `#${pull.number}`).join(', ') || 'none'}`, cites)];
  },
});

const STATES = [
  /\bPR\s?#(\d+)\b(?:\s*\([^)]*\))?\s+(?:is\s+|now\s+|was\s+)*(closed|open|merged)\b/gi,
  /\bpulls\/(\d+)\b.*?\bstate=(closed|open)\b/gi,
];

/** `PR#5 closed`, `PR#3 is closed`, `pulls/3 → state=closed`. */
export const pullState = defineClaim({
  id: 'pr-state',
  check: ({ text }, evidence) =>
    STATES.flatMap((pattern) => [...text.matchAll(pattern)])
      .filter(([words]) => !/should be|must be|to be/i.test(text.slice(0, text.indexOf(words) + words.length)))
      .map(([words, number, state = '']) => stateClaim(words, Number(number), state.toLowerCase(), evidence)),
});

const stateClaim = (text: string, number: number, stated: string, evidence: ClaimEvidence): CheckedClaim => {
  const pull = evidence.gitea?.pulls.find((other) => other.number === number);
  if (!pull) return evidence.gitea?.whole ? contradicted(text, `there is no PR #${number}`) : notCheckable(text, whyUnread(evidence));
  const state = pull.merged ? 'merged' : pull.state;
  const right = state === stated || (stated === 'closed' && pull.state === 'closed');
  return (right ? confirmed : contradicted)(text, `PR #${number} is ${state}`, [citeState(pull)]);
};

/** `@autonomic-bot [2026-06-13T06:12:48Z]: !testme`, `Comment at 2026-06-13T06:22:11Z`. */
export const commentTime = defineClaim({
  id: 'comment',
  check({ text: words, day }, evidence) {
    const [time] = timesIn(words.replace(/\(.*?\)/g, ''), day);
    if (!/\bcomment\b/i.test(words) || !time) return [];
    const trigger = /!\s?testme/.test(words);
    const pr = pullNumberIn(words);
    const text = `${trigger ? '!testme' : 'a comment'}${pr === null ? '' : ` on PR #${pr}`} at ${time.text}`;
    const comments = evidence.gitea?.comments;
    if (!comments) return [notCheckable(text, 'the comments were not read')];
    const own = comments.filter((comment) => (pr === null || comment.pr === pr) && isTrigger(comment.body) === trigger);
    const match = own.find(({ createdAt, updatedAt }) => [createdAt, updatedAt].some((at) => agrees(time, Date.parse(at ?? ''))));
    if (match) return [confirmed(text, `comment ${match.id} is of ${match.createdAt}`, [citeComment(match)])];
    const distanceMs = (at: string | null): number => Math.abs(Date.parse(at ?? '') - time.ms);
    const [nearest] = own.toSorted((a, b) => distanceMs(a.createdAt) - distanceMs(b.createdAt));
    return [
      nearest
        ? contradicted(text, `the nearest is of ${nearest.createdAt}`, [citeComment(nearest)])
        : contradicted(text, 'there is no such comment'),
    ];
  },
});

/** `Nothing was merged`. */
export const noneMerged = defineClaim({
  id: 'nothing-merged',
  check({ text: words }, evidence) {
    if (!/\bnothing (?:was |is )?merged\b|\bno PRs? (?:was|were) merged\b/i.test(words)) return [];
    const text = 'nothing was merged';
    if (!evidence.gitea) return [notCheckable(text, whyUnread(evidence))];
    const { pulls, whole } = evidence.gitea;
    const merged = pulls.filter((pull) => pull.merged);
    const list = merged.map(({ number }) => `#${number}`).join(', ');
    if (merged.length > 0) return [contradicted(text, `${list} ${merged.length === 1 ? 'is' : 'are'} merged`, merged.map(citeState))];
    const cites = pulls.slice(-3).map(citeState);
    return [whole ? confirmed(text, `none of ${pulls.length} PRs is merged`, cites) : unsupported(text, whyUnread(evidence), cites)];
  },
});
