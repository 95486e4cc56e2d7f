import { type Cite, citeOf, fileAt } from '#model/cite';
import type { Disagreement } from './disagreement.ts';
import { hasPassed, type RunRecord } from './run-record.ts';

/** The badge and the lint report of the run folder held against results.json. */
export const runFileDisagreements = ({ folder }: RunRecord): readonly Disagreement[] => {
  const results = folder?.results;
  if (!folder || !results) return [];
  const cite = (path: string, quote: string): Cite => citeOf('run-results', fileAt(`${folder.run}/${path}`), null, quote);
  const found: Disagreement[] = [];
  const shown = folder.badge?.level ?? null;
  if (shown !== null && results.level !== null && shown !== results.level)
    found.push({
      ...{ kind: 'other-level', concerns: ['stages'], answer: 'unknown' },
      because: `the badge shows level ${shown}, results.json gives ${results.level}`,
      cites: [cite('badge.svg', folder.badge?.text ?? ''), cite('results.json', `level ${results.level}`)],
    });
  const [broken] = folder.lint?.failed ?? [];
  const lint = results.rungs['lint'] ?? results.stages.find(({ name }) => name === 'lint')?.status ?? '';
  if (broken !== undefined && hasPassed(lint))
    found.push({
      ...{ kind: 'other-outcome', concerns: ['stages'], answer: 'unmet' },
      because: `lint.txt names a rule that failed, results.json says that lint passed`,
      cites: [cite('lint.txt', broken)],
    });
  return found;
};
