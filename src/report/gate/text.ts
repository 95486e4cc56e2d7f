import type { GateReport } from '#analysis/gates/run-gate';
import type { Paint } from '../paint.ts';
import { signerWords } from '../signer-words.ts';
import { visibleLine } from '../visible.ts';
import { wrap } from '../wrap.ts';

/** How the answer of a gate is drawn. */
export interface GateTextOptions {
  readonly columns: number;
  readonly paint: Paint;
  readonly unicode: boolean;
  /** Citations of what is met as well. */
  readonly verbose: boolean;
}

/** The gate for a person: the result first, then what keeps it from passing, then what is met. */
export const gateText = (report: GateReport, { columns, paint, unicode, verbose }: GateTextOptions): string => {
  const signs = unicode ? { met: '✔', unmet: '✘', unknown: '?' } : { met: '+', unmet: 'x', unknown: '?' };
  const tone = { met: paint.good, unmet: paint.bad, unknown: paint.unsure };
  const counts = (['unmet', 'unknown', 'met'] as const).map(
    (answer) => `${report.criteria.filter((criterion) => criterion.answer === answer).length} ${answer}`,
  );
  const word = {
    pass: paint.good(`${signs.met} PASS`),
    fail: paint.bad(`${signs.unmet} FAIL`),
    inconclusive: paint.unsure(`${signs.unknown} INCONCLUSIVE`),
  }[report.result];
  const order = { unmet: 0, unknown: 1, met: 2 };
  const about = `${report.title}; ${report.evidence.build === null ? 'no build' : `build ${report.evidence.build}`}, evidence of ${report.evidence.capturedAt}${signerWords(report.evidence.signer)}`;
  const blocks = report.criteria
    .toSorted((a, b) => order[a.answer] - order[b.answer])
    .map((criterion) => {
      const [first = '', ...rest] = wrap(visibleLine(`${criterion.id}: ${criterion.title}`), columns - 4);
      const why = wrap(visibleLine(`${criterion.answer}: ${criterion.because}`, 1_000), columns - 4).map((line) => `    ${line}`);
      const cites = criterion.answer === 'met' && !verbose ? [] : criterion.cites.slice(0, verbose ? 20 : 4);
      const shown = cites.flatMap((cite) =>
        wrap(visibleLine(`${[cite.probe, cite.where, cite.at].filter(Boolean).join(', ')}: ${cite.quote}`, 400), columns - 6).map(
          (line, index) => paint.quiet(`    ${index === 0 ? '- ' : '  '}${line}`),
        ),
      );
      return [
        `${tone[criterion.answer](signs[criterion.answer])} ${paint.strong(first)}`,
        ...rest.map((line) => `  ${line}`),
        ...why,
        ...shown,
      ].join('\n');
    });
  return `${word}  ${paint.strong(visibleLine(report.gate))}  ${counts.join(', ')}\n${wrap(visibleLine(about), columns - 2)
    .map((line) => `  ${paint.quiet(line)}`)
    .join('\n')}\n\n${blocks.join('\n')}\n`;
};
