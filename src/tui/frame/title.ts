import { cellsOf, visibleLine } from '#report/visible';
import { span, type TextRow, type Tone } from '../screen.ts';
import { answeredProbes } from '../state/capture-progress.ts';
import type { Layout, UiState } from '../state/state.ts';

/** The text up to the edge of the screen, whatever its characters take. */
export const cut = (text: string, columns: number): string => {
  let cells = 0;
  let at = 0;
  for (const char of text) {
    cells += cellsOf(char);
    if (cells > columns) break;
    at += char.length;
  }
  return text.slice(0, at);
};

/** What is looked at, what is known of it, and where that comes from: always in sight. */
export const titleOf = (state: UiState, { columns, source }: Pick<Layout, 'columns' | 'source'>): TextRow => {
  const from = sourceOf(state, source.name);
  const about = `${cut(aboutOf(state), Math.max(columns - 24, 8))}  `;
  const [word, tone] = wordOf(state);
  const room = columns - cellsOf(about) - cellsOf(from) - 1;
  const shown = cut(word, Math.max(room, 0));
  const gap = ' '.repeat(Math.max(room - cellsOf(shown), 0) + 1);
  return {
    spans: [span(about, 'strong'), span(shown, tone), span(cut(`${gap}${from}`, columns - cellsOf(about) - cellsOf(shown)), 'quiet')],
  };
};

const aboutOf = ({ view, progress }: UiState): string => {
  if (!view) return progress.request.build === null ? 'ccci-probe' : `build ${progress.request.build}`;
  const { build, recipe, pr, stack } = view.report.subject;
  const named = build === null ? `stack ${stack ?? '?'}` : `build ${build}`;
  return visibleLine([named, build === null ? null : recipe, pr === null ? null : `PR ${pr}`].filter(Boolean).join(' '), 60);
};

/** The verdict in a few words. One that is not the last word says so before anything else. */
const wordOf = ({ view, progress }: UiState): readonly [string, Tone] => {
  if (!view) return progress.going ? ['looking', 'unsure'] : ['', 'plain'];
  const { outcome, label, confidence } = view.report.verdict;
  if (!view.whole) return [`SO FAR ${label}, provisional`, 'unsure'];
  const tone = outcome === 'green' ? 'good' : outcome === 'red' ? 'bad' : 'unsure';
  return [`${outcome.toUpperCase()} ${label === outcome ? '' : `${label}, `}${confidence}`, tone];
};

const sourceOf = ({ view, progress }: UiState, name: string): string => {
  const { have, of } = answeredProbes(progress);
  if (progress.going && of > 0) return `${have} of ${of} read`;
  if (progress.going) return 'looking';
  return view?.at === null || view?.at === undefined ? name : `at ${new Date(view.at).toISOString().slice(0, 19)}Z`;
};
