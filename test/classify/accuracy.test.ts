import { beforeAll, expect, it } from 'vitest';
import { type Judged, judgeAll, scoreboard, writtenScoreboard } from './accuracy.ts';

let judged: readonly Judged[] = [];
beforeAll(async () => {
  judged = await judgeAll();
}, 300_000);

it('is never certain and wrong', () => expect(judged.filter(({ certainAndWrong }) => certainAndWrong)).toEqual([]));

it('is right in every case, or honestly weaker where evidence was withheld', () =>
  expect(judged.filter(({ right }) => !right)).toEqual([]));

it('the scoreboard in docs is the one that holds', () => expect(writtenScoreboard()).toBe(scoreboard(judged)));
