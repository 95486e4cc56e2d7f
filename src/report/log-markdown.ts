import { code, inert, inline } from './inert-markdown.ts';
import { blockRows, explanationRows, type LogRow } from './log-rows.ts';
import { bandWords, failureWords, faultWords, type LogPage, learnedWords, spanWords } from './log-text.ts';
import { visibleLine } from './visible.ts';

/** The explanation as a comment for a PR; foreign text acts nowhere. */
export const logMarkdown = (page: LogPage): string => {
  const { explanation } = page;
  const others = explanation.blocks.filter(({ from, to }) => !explanation.shown.some((line) => line >= from && line <= to));
  const body = [
    `**${inline(failureWords(explanation.failure))}** in ${inline(page.source)}`,
    `${spanWords(explanation.shown)}: ${bandWords[explanation.band]} (confidence ${explanation.confidence.toFixed(2)})`,
    code(rowsText(explanationRows(explanation, page.textOf))),
    ...others
      .slice(0, 2)
      .map(
        (block) =>
          `<details><summary>Or lines ${block.from} to ${block.to}</summary>\n\n${code(rowsText(blockRows(block, 12)))}\n\n</details>`,
      ),
    explanation.fault.answer === 'unknown' ? '' : inline(faultWords(explanation.fault)),
    ...(explanation.learned === null ? [] : [inline(learnedWords(explanation.learned))]),
    ...explanation.notes.map(inline),
  ];
  return `${inert(body.filter((part) => part !== '').join('\n\n'))}\n`;
};

/** Rows as plain text: number, text, the title marked. */
export const rowsText = (rows: readonly LogRow[]): string =>
  rows
    .map(({ number, text, isTitle }) =>
      number === null ? `… ${text}` : `${isTitle ? '>' : ' '} ${String(number).padStart(5)}  ${visibleLine(text, 600)}`,
    )
    .join('\n');
