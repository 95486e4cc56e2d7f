// Prints the scoreboard over the recordings and the builds, and writes it to docs/ACCURACY.md; exit status 1 where anything is certain and wrong.
import { writeFileSync } from 'node:fs';
import { judgeAll, scoreboard } from '../test/classify/accuracy.ts';

const judged = await judgeAll();
const text = scoreboard(judged);
writeFileSync(new URL('../docs/ACCURACY.md', import.meta.url), text);
console.log(text);
process.exitCode = judged.some(({ certainAndWrong }) => certainAndWrong) ? 1 : 0;
