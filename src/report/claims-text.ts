import type { Claims } from '#analysis/claims/check-claims';
import type { ClaimAnswer } from '#analysis/claims/define-claim';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

const order: readonly ClaimAnswer[] = ['contradicted', 'unsupported', 'not-checkable', 'confirmed'];

type Row = Claims['claims'][number];

/** The claims for a person: what is wrong first, then what contradicts itself, each with its line and what the data say. */
export const claimsText = ({ claims, conflicts, counts, files }: Claims, { columns, paint, unicode }: RenderOptions): string => {
  const tone = { contradicted: paint.bad, unsupported: paint.unsure, 'not-checkable': paint.quiet, confirmed: paint.good };
  const sign = unicode
    ? { contradicted: '✘', unsupported: '?', 'not-checkable': '·', confirmed: '✔' }
    : { contradicted: 'x', unsupported: '?', 'not-checkable': '.', confirmed: '+' };
  const placeOf = ({ file, line }: Pick<Row, 'file' | 'line'>): string => (files.length > 1 ? `${file}:${line}` : `line ${line}`);
  const block = (claim: Row): string =>
    [
      ...wrap(visibleLine(`${placeOf(claim)}: ${claim.text}`, 400), columns - 4).map(
        (line, index) => `${index === 0 ? `${tone[claim.answer](sign[claim.answer])} ` : '  '}${line}`,
      ),
      ...wrap(visibleLine(`${claim.answer}: ${claim.because}`, 600), columns - 6).map((line) => `    ${line}`),
      ...(claim.answer === 'confirmed' ? [] : claim.cites.slice(0, 4)).flatMap((cite) =>
        wrap(visibleLine(`${[cite.probe, cite.where, cite.at].filter(Boolean).join(', ')}: ${cite.quote}`, 300), columns - 8).map(
          (line, index) => paint.quiet(`    ${index === 0 ? '- ' : '  '}${line}`),
        ),
      ),
    ].join('\n');
  const conflict = ({ because, statements }: Claims['conflicts'][number]): string =>
    [
      ...wrap(visibleLine(because, 400), columns - 4).map(
        (line, index) => `${index === 0 ? `${paint.bad(sign.contradicted)} ` : '  '}${line}`,
      ),
      ...statements.flatMap((stated) =>
        wrap(visibleLine(`${stated.file}:${stated.line}: ${stated.text}`, 400), columns - 6).map((line) => `    ${line}`),
      ),
    ].join('\n');
  const head = `${visibleLine(files.join(', '))}: ${order.map((answer) => `${counts[answer]} ${answer}`).join(', ')}`;
  const found = claims
    .toSorted(
      (a, b) => order.indexOf(a.answer) - order.indexOf(b.answer) || files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line,
    )
    .map(block);
  const apart =
    conflicts.length === 0 ? '' : `\n\n${paint.strong('Statements that contradict each other')}\n\n${conflicts.map(conflict).join('\n')}`;
  return `${paint.strong(head)}\n\n${found.join('\n')}${apart}\n`;
};
