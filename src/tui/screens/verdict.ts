import type { Advice, Cite, Finding, Report, RuledOut, Unread } from '#model/report';
import { changeWords } from '#report/change';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';
import { type Locate, type Screen, screenOf, span, type Target, type TextRow, type Tone, textRow } from '../screen.ts';
import type { CaptureProgress } from '../state/capture-progress.ts';
import { probeRows } from './probes.ts';

const signsOf = (unicode: boolean) =>
  unicode
    ? ({ green: '✔', red: '✘', pending: '…', unknown: '?', dot: '•', no: '⊘', to: '→' } as const)
    : ({ green: '+', red: 'x', pending: '.', unknown: '?', dot: '*', no: '-', to: '->' } as const);

/** What the parts of the screen are written with. */
interface Page {
  readonly sign: ReturnType<typeof signsOf>;
  readonly para: (text: string, indent?: number, tone?: Tone, target?: Target) => readonly TextRow[];
  readonly cite: (cite: Cite) => readonly TextRow[];
}

const pageOf = (columns: number, unicode: boolean, locate: Locate): Page => {
  const sign = signsOf(unicode);
  const width = Math.max(columns - 2, 20);
  const para: Page['para'] = (text, indent = 2, tone = 'plain', target) =>
    wrap(visibleLine(text, 2_000), width - indent).map((line) => textRow(`${' '.repeat(indent)}${line}`, tone, target));
  return {
    sign,
    para,
    cite(cite) {
      const target = locate(cite);
      const head = `${sign.dot} ${[cite.probe, cite.where, cite.at].filter(Boolean).join(', ')}  ${sign.to}`;
      return [...para(head, 2, 'quiet', target), ...(cite.quote === '' ? [] : para(cite.quote, 6, 'plain', target))];
    },
  };
};

/**
 * The verdict, what decides, what speaks against it, what could not be read, what to do: each citation leads to its line.
 * @param progress the one that still goes on: what is shown is provisional, and says so.
 */
export const verdictScreen = (
  report: Report,
  columns: number,
  unicode: boolean,
  locate: Locate,
  progress: CaptureProgress | null,
): Screen => {
  const page = pageOf(columns, unicode, locate);
  const { verdict, findings } = report;
  const decisive = findings.find(({ label, service }) => label === verdict.label && service === verdict.service) ?? findings[0];
  const others = findings.filter((finding) => finding !== decisive);
  const probes = progress === null ? [] : probeRows(progress, unicode).map((row) => ({ ...row, spans: [span('  '), ...row.spans] }));
  return screenOf('verdict', 'Verdict', [
    ...headRows(report, progress !== null, page),
    ...part('Probes', probes),
    ...part('Evidence', (decisive?.cites ?? []).flatMap(page.cite)),
    ...part('Against', (decisive?.against ?? []).flatMap(page.cite)),
    ...part(
      'Also found',
      others.flatMap((finding) => findingRows(finding, page)),
    ),
    ...part(
      'Ruled out',
      report.ruledOut.flatMap((ruledOut) => ruledOutRows(ruledOut, page)),
    ),
    ...part(
      'Could not read',
      report.unread.flatMap((unread) => unreadRows(unread, page)),
    ),
    ...part(
      'Advice',
      report.advice.flatMap((advice) => adviceRows(advice, page)),
    ),
  ]);
};

const part = (title: string, rows: readonly TextRow[]): readonly TextRow[] =>
  rows.length === 0 ? [] : [textRow(''), textRow(title, 'strong'), ...rows];

const headRows = ({ verdict, subject }: Report, isProvisional: boolean, { sign, para }: Page): readonly TextRow[] => {
  const what = [
    subject.build === null ? null : `build ${subject.build}`,
    subject.recipe,
    subject.pr === null ? null : `PR ${subject.pr}`,
    subject.ref?.slice(0, 8),
    subject.stack === null ? null : `stack ${subject.stack}`,
  ].filter(Boolean);
  const place = `${verdict.service ? `; service: ${verdict.service}` : ''}${verdict.network ? `; network: ${verdict.network}` : ''}`;
  return [
    {
      spans: [
        isProvisional
          ? span(`${sign.pending} SO FAR  `, 'unsure')
          : span(`${sign[verdict.outcome]} ${verdict.outcome.toUpperCase()}  `, outcomeTones[verdict.outcome]),
        span(visibleLine(`${verdict.label}${verdict.reason ? ` (${verdict.reason})` : ''}`), 'strong'),
      ],
    },
    ...para(what.join(', '), 2, 'quiet'),
    ...para(verdict.summary, 2, isProvisional ? 'unsure' : 'plain'),
    ...para(`fault: ${verdict.cause}; confidence: ${verdict.confidence}${place}`),
    ...(verdict.qualifiers.length > 0 ? para(`with: ${verdict.qualifiers.join(', ')}`) : []),
    ...(verdict.admissible ? [] : para('This build may not count as evidence about the current recipe.', 2, 'unsure')),
  ];
};

const outcomeTones = { green: 'good', red: 'bad', pending: 'unsure', unknown: 'unsure' } as const satisfies Record<string, Tone>;

const findingRows = ({ label, reason, confidence, summary, cites }: Finding, { sign, para, cite }: Page): readonly TextRow[] => [
  ...para(`${sign.dot} ${label}${reason ? ` (${reason})` : ''}, ${confidence}: ${summary}`),
  ...cites.slice(0, 2).flatMap(cite),
];

const ruledOutRows = ({ label, because, cites }: RuledOut, { sign, para, cite }: Page): readonly TextRow[] => [
  ...para(`${sign.no} ${label}: ${because}`),
  ...cites.slice(0, 1).flatMap(cite),
];

const unreadRows = ({ probe, status, because, wouldDecide }: Unread, { sign, para }: Page): readonly TextRow[] => {
  const cost = wouldDecide.length > 0 ? ` (would decide ${wouldDecide.join(', ')})` : '';
  return para(`${sign.unknown} ${probe}, ${status}: ${because}${cost}`, 2, 'unsure');
};

const adviceRows = ({ summary, change, simulated, cost }: Advice, { sign, para }: Page): readonly TextRow[] => [
  ...para(`${sign.dot} ${summary}`),
  ...(change ? para(changeWords(change, sign.to), 6) : []),
  ...(simulated ? para(`replayed: ${simulated.outcome}, ${simulated.because}`, 6, 'quiet') : []),
  ...(cost !== undefined ? para(`cost: ${cost}`, 6, 'quiet') : []),
];
