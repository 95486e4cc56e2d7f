import { Absent } from '#model/errors';
import type { RunFolder } from '#transport/ports';
import { defineProbe } from '../define-probe.ts';
import { RunResults } from './artifact.ts';

/** The harness's own word: results.json and the JUnit files of one run folder (cc-ci runner/harness/results.py, DRONE.md section 10). */
export const runResults = defineProbe({
  id: 'run-results',
  title: 'results.json and JUnit of the run',
  serves: 'build',
  needs: ['runs'],
  budgetMs: 15_000,
  schema: RunResults,
  async collect({ runs, target, signal, note, count }) {
    if (target.build === null) throw new Absent('without a build there is no run folder to look for');
    const run = String(target.build);
    const { value: folder, bytes } = await runs.read({ run, signal, pictures: true });
    count(bytes);
    // Loaded here, not above: reading a bundle back needs neither.
    const [{ readResults }, { readJUnit }, beside] = await Promise.all([
      import('./results-json.ts'),
      import('./junit.ts'),
      import('./beside.ts'),
    ]);
    const results = resultsIn(folder, readResults, (text) => note({ code: 'results', text }));
    const junit = folder.texts.filter((file) => file.path.endsWith('.xml'));
    return {
      run,
      folder: folder.exists,
      ...results,
      junit: junit.flatMap((file) => readJUnit(file.path, file.text, (text) => note({ code: 'junit', text }))),
      badge: beside.badgeIn(folder),
      lint: beside.lintIn(folder),
      screenshot: await beside.screenshotIn(folder),
      files: folder.files.map(({ path, size, mtimeMs }) => ({ path, size, at: timeOf(mtimeMs) })),
    };
  },
});

type Says = Pick<RunResults, 'state' | 'results'>;
type Complain = (text: string) => void;

const resultsIn = (folder: RunFolder, read: (text: string, complain: Complain) => Says, complain: Complain): Says => {
  const file = folder.texts.find((text) => text.path === 'results.json');
  if (!file) return { state: 'missing', results: null };
  if (file.text === null) return { state: 'too-large', results: null };
  return read(file.text, complain);
};

const timeOf = (ms: number): string | null => (ms > 0 && ms < 1e14 ? new Date(ms).toISOString() : null);
