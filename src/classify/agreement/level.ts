import type { Cite } from '#model/cite';
import type { RunResults } from '#probes/run-results/artifact';
import { citeResults } from '../facts/cite.ts';
import type { Disagreement } from './disagreement.ts';
import { hasFailed, hasPassed } from './run-record.ts';

type Results = NonNullable<RunResults['results']>;

/** The ladder of results.json of schema 2, and the stages each rung is made of (DRONE.md section 10). */
const LADDER = [
  { rung: 'install', stages: ['install'] },
  { rung: 'upgrade', stages: ['upgrade'] },
  { rung: 'backup_restore', stages: ['backup', 'restore'] },
  { rung: 'functional', stages: ['custom'] },
  { rung: 'lint', stages: ['lint'] },
] as const;

/** Levels went to 6 once (DRONE.md section 10). */
const OLDEST_TOP = 6;

/** The highest rung that passed and under which every rung passed or was left out on purpose; 0 where none did. */
const levelAllowed = (rungs: Results['rungs']): number => {
  const words = LADDER.map(({ rung }) => rungs[rung] ?? 'unver');
  const stop = words.findIndex((word) => !hasPassed(word) && word !== 'skip');
  const reached = stop < 0 ? words : words.slice(0, stop);
  return reached.findLastIndex(hasPassed) + 1;
};

/** The level held against the rungs, and the rungs against the stages they are made of. */
export const levelDisagreements = (results: Results): readonly Disagreement[] => {
  if (Object.keys(results.rungs).length === 0) return withoutRungs(results);
  const cite = (key: string, quote: string): Cite => citeResults(key, results.finishedAt, quote);
  const allowed = levelAllowed(results.rungs);
  const found: Disagreement[] = [];
  const note = (answer: Disagreement['answer'], because: string, ...cites: readonly Cite[]): void =>
    void found.push({ kind: 'other-level', concerns: ['stages'], answer, because, cites });
  if (results.level === null) found.push(withoutLevel(results));
  if (results.level !== null && results.level > allowed)
    note(
      'unmet',
      `level ${results.level} is above what the rungs allow, ${allowed}`,
      cite('level', String(results.level)),
      cite('rungs', wordsOf(results.rungs)),
    );
  if (results.level !== null && results.level < allowed && results.schema !== null)
    note(
      'unknown',
      `level ${results.level} is below what the rungs give, ${allowed}`,
      cite('level', String(results.level)),
      cite('rungs', wordsOf(results.rungs)),
    );
  for (const { rung, stages } of LADDER) {
    const word = results.rungs[rung];
    if (word === undefined) continue;
    for (const stage of stages) {
      const own = wordOfStage(results, stage);
      if (own === null && hasPassed(word) && results.schema !== null)
        note('unknown', `the rung ${rung} is ${word}, and there is no stage ${stage}`, cite(`rungs.${rung}`, word));
      if (
        own === null ||
        !contradicts(
          word,
          own,
          stages.every((name) => hasPassed(wordOfStage(results, name) ?? '')),
        )
      )
        continue;
      note(
        'unmet',
        `the rung ${rung} is ${word}, the stage ${stage} is ${own}`,
        cite(`rungs.${rung}`, word),
        cite(`results.${stage}`, own),
      );
    }
  }
  return found;
};

const withoutLevel = ({ finishedAt }: Results): Disagreement => ({
  ...{ kind: 'other-level', concerns: ['stages'], answer: 'unknown', because: 'results.json gives no level' },
  cites: [citeResults('level', finishedAt, 'missing')],
});

const wordOfStage = (results: Results, name: string): string | null =>
  results.results[name] ?? results.stages.find((stage) => stage.name === name)?.status ?? null;

/** A rung passed only if all its stages did, and where all did it passed. */
const contradicts = (rung: string, stage: string, allPassed: boolean): boolean => (hasPassed(rung) ? !hasPassed(stage) : allPassed);

const wordsOf = (rungs: Results['rungs']): string =>
  Object.entries(rungs)
    .map(([rung, word]) => `${rung} ${word}`)
    .join(', ');

/** Without rungs: a level that a failed stage forbids. Older files had one rung more or less, so only what failed counts; newer ones have rungs. */
const withoutRungs = (results: Results): readonly Disagreement[] => {
  if (results.level === null) return [withoutLevel(results)];
  const cites = [citeResults('level', results.finishedAt, String(results.level))];
  const failed = LADDER.findIndex(({ stages }) => stages.some((stage) => hasFailed(wordOfStage(results, stage) ?? '')));
  if (failed >= 0 && results.level > failed) {
    const because = `level ${results.level} is above what the stages allow, ${failed}`;
    return [{ kind: 'other-level', concerns: ['stages'], answer: 'unmet', because, cites }];
  }
  if (results.schema === null && results.level <= OLDEST_TOP) return [];
  const because = `level ${results.level} stands without the rungs it is made of`;
  return [{ kind: 'other-level', concerns: ['stages'], answer: 'unknown', because, cites }];
};
