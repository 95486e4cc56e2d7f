// Prints the scoreboard over the recordings and the builds, and writes it to docs/ACCURACY.md; exit status 1 where anything is certain and wrong.
// With --lab the same for every kind of failure that the laboratory stages on a real swarm (root, some minutes), to docs/ACCURACY-LAB.md.
import { writeFileSync } from 'node:fs';
import { judgeAll, scoreboard } from '../test/classify/accuracy.ts';
import { playAll } from '../test/lab/play-all.ts';
import { labScoreboard } from '../test/lab/scoreboard.ts';

const write = (page: string, text: string): void => {
  writeFileSync(new URL(`../docs/${page}`, import.meta.url), text);
  console.log(text);
};

if (process.argv.includes('--lab')) {
  const { outcomes } = await playAll(({ scenario, seconds, wrong }) => console.error(`${seconds} s ${scenario.id}: ${wrong ?? 'right'}`));
  write('ACCURACY-LAB.md', labScoreboard(outcomes));
  process.exitCode = outcomes.some(({ certainAndWrong }) => certainAndWrong) ? 1 : 0;
} else {
  const judged = await judgeAll();
  write('ACCURACY.md', scoreboard(judged));
  process.exitCode = judged.some(({ certainAndWrong }) => certainAndWrong) ? 1 : 0;
}
