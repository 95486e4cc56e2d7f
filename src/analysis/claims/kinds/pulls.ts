import type { Cite } from '#model/report';
import { isTrigger } from '#model/trigger';
import type { Pull } from '#probes/gitea/artifact';
import { type Checked, checked, defineClaim } from '../define-claim.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { agrees, timesIn } from '../times.ts';

const citePull = (pull: Pull): Cite => ({
  probe: 'gitea',
  where: `PR #${pull.number} state`,
  at: pull.updatedAt,
  quote: `${pull.merged ? 'merged' : pull.state}: ${pull.title}`,
});
const unread = (evidence: ClaimEvidence): string => (evidence.gitea ? 'not all PRs were read' : 'Gitea was not read');

/** `PR#4 is the only open PR`, `Exactly 1 open PR on ghost: PR#4`, `→ 1 result: PR#4`. */
export const onlyOpen = defineClaim({
  id: 'only-open',
  check(place, evidence) {
    const said = /\bonly open\b|\bexactly (?:one|1)\b[^.]*\bopen\b[^.]*\bPR\b|\bstate=open\b.*\b1 result/i.exec(place.text);
    if (!said) return [];
    const number = Number(/PR\s?#(\d+)/i.exec(place.text)?.[1] ?? Number.NaN);
    if (!evidence.gitea) return [checked(place.text, 'not-checkable', unread(evidence))];
    const open = evidence.gitea.pulls.filter(({ state }) => state === 'open');
    const right = open.length === 1 && (!Number.isFinite(number) || open[0]?.number === number);
    const text = Number.isFinite(number) ? `PR #${number} is the only open one` : 'exactly one PR is open';
    if (right && !evidence.gitea.whole) return [checked(text, 'unsupported', unread(evidence), open.map(citePull))];
    return [
      checked(
        text,
        right ? 'confirmed' : 'contradicted',
        `open: ${open.map((pull) => `#${pull.number}`).join(', ') || 'none'}`,
        open.map(citePull),
      ),
    ];
  },
});

/** `PR#5 closed`, `PR#3 is closed`, `pulls/3 → state=closed`. */
export const pullState = defineClaim({
  id: 'pr-state',
  check(place, evidence) {
    const found: Checked[] = [];
    const patterns = [
      /\bPR\s?#(\d+)\b(?:\s*\([^)]*\))?\s+(?:is\s+|now\s+|was\s+)*(closed|open|merged)\b/gi,
      /\bpulls\/(\d+)\b.*?\bstate=(closed|open)\b/gi,
    ];
    for (const [whole, text, state = ''] of patterns.flatMap((pattern) => [...place.text.matchAll(pattern)])) {
      const number = Number(text);
      if (/should be|must be|to be/i.test(place.text.slice(0, place.text.indexOf(whole) + whole.length))) continue;
      const pull = evidence.gitea?.pulls.find((one) => one.number === number);
      if (!pull) {
        found.push(
          checked(
            whole,
            evidence.gitea?.whole ? 'contradicted' : 'not-checkable',
            evidence.gitea?.whole ? `there is no PR #${number}` : unread(evidence),
          ),
        );
        continue;
      }
      const is = pull.merged ? 'merged' : pull.state;
      const right = is === state.toLowerCase() || (state.toLowerCase() === 'closed' && pull.state === 'closed');
      found.push(checked(whole, right ? 'confirmed' : 'contradicted', `PR #${number} is ${is}`, [citePull(pull)]));
    }
    return found;
  },
});

/** `@autonomic-bot [2026-06-13T06:12:48Z]: !testme`, `Comment at 2026-06-13T06:22:11Z`. */
export const commentTime = defineClaim({
  id: 'comment',
  check(place, evidence) {
    if (!/\bcomment\b/i.test(place.text)) return [];
    const [time] = timesIn(place.text.replace(/\(.*?\)/g, ''), place.day);
    if (!time) return [];
    const trigger = /!\s?testme/.test(place.text);
    const pr = Number(/PR\s?#(\d+)/i.exec(place.text)?.[1] ?? Number.NaN);
    const text = `${trigger ? '!testme' : 'a comment'}${Number.isFinite(pr) ? ` on PR #${pr}` : ''} at ${time.text}`;
    const comments = evidence.gitea?.comments;
    if (!comments) return [checked(text, 'not-checkable', 'the comments were not read')];
    const own = comments.filter((one) => (!Number.isFinite(pr) || one.pr === pr) && isTrigger(one.body) === trigger);
    const hit = own.find((one) => agrees(time, Date.parse(one.createdAt ?? '')) || agrees(time, Date.parse(one.updatedAt ?? '')));
    const near = own.toSorted(
      (a, b) => Math.abs(Date.parse(a.createdAt ?? '') - time.ms) - Math.abs(Date.parse(b.createdAt ?? '') - time.ms),
    )[0];
    const cite = (one: (typeof own)[number]): Cite => ({
      probe: 'gitea',
      where: `PR #${one.pr} comment ${one.id} by ${one.user?.login ?? 'nobody'}`,
      at: one.createdAt,
      quote: one.body.trim().slice(0, 120),
    });
    return [
      hit
        ? checked(text, 'confirmed', `comment ${hit.id} is of ${hit.createdAt}`, [cite(hit)])
        : checked(text, 'contradicted', near ? `the nearest is of ${near.createdAt}` : 'there is none', near ? [cite(near)] : []),
    ];
  },
});

/** `Nothing was merged`. */
export const nothingMerged = defineClaim({
  id: 'nothing-merged',
  check(place, evidence) {
    if (!/\bnothing (?:was |is )?merged\b|\bno PRs? (?:was|were) merged\b/i.test(place.text)) return [];
    if (!evidence.gitea) return [checked('nothing was merged', 'not-checkable', unread(evidence))];
    const merged = evidence.gitea.pulls.filter((pull) => pull.merged);
    if (merged.length > 0)
      return [
        checked(
          'nothing was merged',
          'contradicted',
          `${merged.map(({ number }) => `#${number}`).join(', ')} merged`,
          merged.map(citePull),
        ),
      ];
    const cites = evidence.gitea.pulls.slice(-3).map(citePull);
    return [
      evidence.gitea.whole
        ? checked('nothing was merged', 'confirmed', `none of ${evidence.gitea.pulls.length} PRs is merged`, cites)
        : checked('nothing was merged', 'unsupported', unread(evidence), cites),
    ];
  },
});
