import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';
import { type Locate, type Screen, screenOf, span, type TextRow, type Tone, textRow } from '../screen.ts';
import type { AnswerGroup } from '../source.ts';

const tones = { met: 'good', unmet: 'bad', unknown: 'unsure' } as const satisfies Record<string, Tone>;
const signsOf = (unicode: boolean) =>
  unicode ? ({ met: '✔', unmet: '✘', unknown: '?' } as const) : ({ met: '+', unmet: 'x', unknown: '?' } as const);
const order = { unmet: 0, unknown: 1, met: 2 } as const;

/** Demands with their answers, what keeps them from being met first; Enter opens one to its evidence. */
export const answersScreen = (id: string, groups: readonly AnswerGroup[], columns: number, unicode: boolean): Screen => {
  const sign = signsOf(unicode);
  const rows = groups.flatMap((group, at): TextRow[] => [
    ...(at > 0 ? [textRow('')] : []),
    { spans: [span(`${sign[group.result]} ${group.word}  `, tones[group.result]), span(visibleLine(group.title, 200), 'strong')] },
    ...group.answers
      .map((answer, index) => ({ demand: answer, target: { screen: `${id}:${at}.${index}` } }))
      .sort((a, b) => order[a.demand.answer] - order[b.demand.answer])
      .map(({ demand, target }) => ({
        spans: [
          span(`  ${sign[demand.answer]} `, tones[demand.answer]),
          span(visibleLine(`${demand.id}: `, 80)),
          span(visibleLine(demand.answer === 'met' ? demand.title : demand.because, 400), 'quiet'),
        ],
        target,
      })),
    ...group.notes.flatMap((note) => wrap(visibleLine(note, 1_000), columns - 4).map((line) => textRow(`    ${line}`, 'quiet'))),
  ]);
  return screenOf(id, id, rows.length === 0 ? [textRow('There is nothing to ask of this evidence.')] : rows, true);
};

/** One demand: its answer, why, and what was cited for it; Enter on a citation leads to the line itself. */
export const answerScreen = (
  id: string,
  groups: readonly AnswerGroup[],
  place: string,
  columns: number,
  unicode: boolean,
  locate: Locate,
): Screen | undefined => {
  const [group, index] = place.split('.').map(Number);
  const demand = groups[group ?? -1]?.answers[index ?? -1];
  if (!demand) return undefined;
  const para = (text: string, indent: number, tone: Tone = 'plain', target?: ReturnType<Locate>) =>
    wrap(visibleLine(text, 4_000), columns - indent - 1).map((line) => textRow(`${' '.repeat(indent)}${line}`, tone, target));
  const cites = demand.cites.flatMap((cite) => {
    const target = locate(cite);
    const lead = target ? `  ${unicode ? '→' : '->'}` : '';
    return [
      ...para(`${unicode ? '•' : '*'} ${[cite.probe, cite.where, cite.at].filter(Boolean).join(', ')}${lead}`, 2, 'quiet', target),
      ...(cite.quote === '' ? [] : para(cite.quote, 6, 'plain', target)),
    ];
  });
  const rows = [
    textRow(`${signsOf(unicode)[demand.answer]} ${demand.answer}  ${visibleLine(demand.id)}`, tones[demand.answer]),
    ...para(demand.title, 2, 'strong'),
    ...para(demand.because, 2),
    textRow(''),
    textRow(cites.length > 0 ? 'Evidence' : 'It cites nothing.', cites.length > 0 ? 'strong' : 'quiet'),
    ...cites,
  ];
  return screenOf(id, visibleLine(demand.id, 40), rows, true);
};
