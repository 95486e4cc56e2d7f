import { escapeHtml } from './escape-html.ts';
import { rowsText } from './log-markdown.ts';
import { blockRows, explanationRows } from './log-rows.ts';
import { bandWords, failureWords, faultWords, type LogPage, learnedWords, spanWords } from './log-text.ts';

/** The explanation as one self-contained page: no script, no address outside itself. */
export const logHtml = (page: LogPage): string => {
  const { explanation } = page;
  const title = `${page.source}: ${failureWords(explanation.failure)}`;
  const others = explanation.blocks.filter(({ from, to }) => !explanation.shown.some((line) => line >= from && line <= to));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<h2>${escapeHtml(spanWords(explanation.shown))}: ${bandWords[explanation.band]} (confidence ${explanation.confidence.toFixed(2)})</h2>
<pre><bdi>${escapeHtml(rowsText(explanationRows(explanation, page.textOf)))}</bdi></pre>
${others
  .slice(0, 2)
  .map((block) => `<h3>Or lines ${block.from} to ${block.to}</h3><pre><bdi>${escapeHtml(rowsText(blockRows(block, 12)))}</bdi></pre>`)
  .join('\n')}
${explanation.fault.answer === 'unknown' ? '' : `<p>${escapeHtml(faultWords(explanation.fault))}</p>`}
${explanation.learned === null ? '' : `<p>${escapeHtml(learnedWords(explanation.learned))}</p>`}
${explanation.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('')}
</body></html>
`;
};

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.2rem;border-left:.5rem solid #c22;padding-left:1rem;overflow-wrap:anywhere}h2,h3{font-size:1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.4rem .6rem}`;
