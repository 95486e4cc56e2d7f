import type { GiteaRepo } from './server.ts';

export const ghostHead = 'd88f5801f9ea485ad81e446f7255eb5958222538';
export const cfoldHead = 'd42d0f7ca4851597455911da5e06ff2697fdecc9';
const mainTip = '4b1f0c9e2d7a5836f0e1c2b3a4958677d8e9f0a1';
const drone = 'https://drone.ci.commoninternet.net/recipe-maintainers/cc-ci';
const bot = 'autonomic-bot';

const operatorComment = `## ghost 1.4.0+6.44.1-alpine: GREEN (build 612, level 5/5)

| tier | result |
| --- | --- |
| install | pass |
| upgrade | pass |
| backup | pass |
| restore | pass |
| custom | pass |

The failures of 2026-06-12 (515, 517, 519, 557) ran before the proxy network was recreated as 10.10.0.0/16 at 05:38Z on 2026-06-13: infra-confounded.
This PR is operator-ready. Nothing was merged.`;

/** The ghost recipe's repo after the run 612, as the review of that phase found it. */
export const ghostRepo = (): GiteaRepo => ({
  ...{ owner: 'recipe-maintainers', name: 'ghost' },
  pulls: [
    {
      ...{ number: 3, title: 'chore: upgrade to 1.3.0+6.42.0-alpine', state: 'closed', branch: 'upgrade-1.3.0', branchDeleted: true },
      ...{
        sha: '9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d',
        createdAt: '2026-06-05T09:00:00Z',
        updatedAt: '2026-06-12T20:10:00Z',
        closedAt: '2026-06-12T20:10:00Z',
      },
    },
    {
      ...{ number: 4, title: 'chore: upgrade to 1.4.0+6.44.1-alpine', state: 'open', branch: 'upgrade-1.4.0', sha: ghostHead },
      ...{ createdAt: '2026-06-12T00:35:00Z', updatedAt: '2026-06-13T06:22:11Z' },
    },
    {
      ...{ number: 5, title: 'cfold probe', state: 'closed', branch: 'cfold-probe', sha: cfoldHead },
      ...{ createdAt: '2026-06-13T02:50:00Z', updatedAt: '2026-06-13T06:20:30Z', closedAt: '2026-06-13T06:20:30Z' },
    },
  ],
  branches: [
    { name: 'main', sha: mainTip, at: '2026-06-04T12:00:00Z' },
    { name: 'upgrade-1.4.0', sha: ghostHead, at: '2026-06-12T00:34:00Z' },
    { name: 'cfold-probe', sha: cfoldHead, at: '2026-06-13T02:49:00Z' },
  ],
  comments: [
    { pr: 4, id: 2101, user: bot, body: '!testme', at: '2026-06-12T00:40:58Z' },
    { pr: 4, id: 2104, user: bot, body: '!testme', at: '2026-06-12T01:35:50Z' },
    { pr: 4, id: 2110, user: bot, body: '!testme', at: '2026-06-12T03:02:30Z' },
    { pr: 4, id: 2131, user: bot, body: '!testme', at: '2026-06-12T17:20:55Z' },
    { pr: 5, id: 2140, user: bot, body: '!testme', at: '2026-06-13T02:58:15Z' },
    { pr: 5, id: 2143, user: bot, body: '!testme', at: '2026-06-13T04:14:05Z' },
    { pr: 4, id: 2150, user: bot, body: '!testme', at: '2026-06-13T06:12:48Z' },
    {
      ...{ pr: 4, id: 2151, user: bot, at: '2026-06-13T06:13:04Z', editedAt: '2026-06-13T06:15:16Z' },
      body: `<!-- cc-ci:run -->\n**cc-ci** build [612](${drone}/612): success, level 5/5`,
    },
    { pr: 4, id: 2160, user: bot, body: operatorComment, at: '2026-06-13T06:22:11Z' },
  ],
  reviews: [],
  pushes: [
    { pr: 4, at: '2026-06-12T00:35:00Z', commits: [ghostHead] },
    { pr: 5, at: '2026-06-13T02:50:00Z', commits: [cfoldHead] },
  ],
  statuses: [
    ...[515, 517, 519, 557].flatMap((build, index) => [
      statusOf(
        ghostHead,
        index * 2 + 1,
        'pending',
        build,
        ['2026-06-12T00:41:15Z', '2026-06-12T01:36:03Z', '2026-06-12T03:02:42Z', '2026-06-12T17:21:07Z'][index],
      ),
      statusOf(
        ghostHead,
        index * 2 + 2,
        'failure',
        build,
        ['2026-06-12T00:47:01Z', '2026-06-12T01:41:46Z', '2026-06-12T03:06:54Z', '2026-06-12T17:25:35Z'][index],
      ),
    ]),
    statusOf(ghostHead, 9, 'pending', 612, '2026-06-13T06:13:01Z'),
    statusOf(ghostHead, 10, 'success', 612, '2026-06-13T06:15:16Z'),
    statusOf(cfoldHead, 1, 'failure', 578, '2026-06-13T03:02:46Z'),
    statusOf(cfoldHead, 2, 'success', 585, '2026-06-13T04:16:42Z'),
  ],
});

function statusOf(sha: string, id: number, status: string, build: number, at = ''): GiteaRepo['statuses'][number] {
  return { sha, id, status, context: 'cc-ci/testme', targetUrl: `${drone}/${build}`, at };
}

export const ghostMembers = { 'recipe-maintainers': [bot, 'operator'] };
