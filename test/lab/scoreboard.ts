import { truthOf } from './play.ts';
import type { Outcome } from './play-all.ts';
import { notStaged, scenarios } from './scenarios.ts';

/** What was said of every scenario, as Markdown, in the order of the list; nothing in it depends on the time or the machine. */
export const labScoreboard = (outcomes: readonly Outcome[]): string => {
  const right = outcomes.filter(({ wrong }) => wrong === null).length;
  const rows = scenarios.map(({ id }) => outcomes.find(({ scenario }) => scenario.id === id)).filter((one) => one !== undefined);
  const cell = (text: string) => text.split('\n', 1)[0]?.replaceAll('|', ' or ') ?? '';
  return `# Accuracy on a live swarm

Made by \`npm run bench:accuracy -- --lab\`: each kind of failure was staged on a real engine and asked for with \`classify --stack\`.
${outcomes.length} staged, ${right} right, ${outcomes.filter(({ certainAndWrong }) => certainAndWrong).length} certain and wrong.

| scenario | nodes | truth | said | right |
| --- | --- | --- | --- | --- |
${rows.map(({ scenario, said, wrong }) => `| ${scenario.id} | ${scenario.nodes} | ${cell(truthOf(scenario))} | ${cell(said ?? wrong ?? '')} | ${wrong === null ? 'yes' : 'no'} |`).join('\n')}

Cannot be staged: ${notStaged.map(({ id, because }) => `${id} (${because})`).join('; ')}.
`;
};
