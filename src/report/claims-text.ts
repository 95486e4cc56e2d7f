import type { Claims } from '#analysis/claims/check-claims';
import type { ClaimAnswer } from '#analysis/claims/define-claim';
import type { RenderOptions } from './render-options.ts';
import { visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

const order: readonly ClaimAnswer[] = ['contradicted', 'unsupported', 'not-checkable', 'confirmed'];

/** The claims for a person: what is wrong first, each with its line and what the data say. */
export const claimsText = ({ claims, counts, file }: Claims, { columns, paint, unicode }: RenderOptions): string => {
  const tone = { contradicted: paint.bad, unsupported: paint.unsure, 'not-checkable': paint.quiet, confirmed: paint.good };
  const sign = unicode
    ? { contradicted: '✘', unsupported: '?', 'not-checkable': '·', confirmed: '✔' }
    : { contradicted: 'x', unsupported: '?', 'not-checkable': '.', confirmed: '+' };
  const block = (claim: Claims['claims'][number]): string =>
    [
      ...wrap(visibleLine(`line ${claim.line}: ${claim.text}`, 400), columns - 4).map(
        (line, index) => `${index === 0 ? `${tone[claim.answer](sign[claim.answer])} ` : '  '}${line}`,
      ),
      ...wrap(visibleLine(`${claim.answer}: ${claim.because}`, 600), columns - 6).map((line) => `    ${line}`),
      ...(claim.answer === 'confirmed' ? [] : claim.cites.slice(0, 4)).flatMap((cite) =>
        wrap(visibleLine(`${[cite.probe, cite.where, cite.at].filter(Boolean).join(', ')}: ${cite.quote}`, 300), columns - 8).map(
          (line, index) => paint.quiet(`    ${index === 0 ? '- ' : '  '}${line}`),
        ),
      ),
    ].join('\n');
  const head = `${visibleLine(file)}: ${order.map((answer) => `${counts[answer]} ${answer}`).join(', ')}`;
  return `${paint.strong(head)}\n\n${claims
    .toSorted((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer) || a.line - b.line)
    .map(block)
    .join('\n')}\n`;
};
