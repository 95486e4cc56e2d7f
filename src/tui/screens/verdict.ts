import type { Cite, Report } from '#model/report';
import { visibleLine } from '#report/visible';
import { wrap } from '#report/wrap';
import { type Locate, type Row, row, type Screen, screenOf, span, type Target, type Tone } from '../screen.ts';
import type { CaptureProgress } from '../state/capture-progress.ts';
import { probeRows } from './probes.ts';

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
  const { verdict, subject } = report;
  const width = Math.max(columns - 2, 20);
  const sign = unicode
    ? { green: '✔', red: '✘', pending: '…', unknown: '?', dot: '•', no: '⊘', to: '→' }
    : { green: '+', red: 'x', pending: '.', unknown: '?', dot: '*', no: '-', to: '->' };
  const tone: Tone = progress !== null ? 'unsure' : verdict.outcome === 'green' ? 'good' : verdict.outcome === 'red' ? 'bad' : 'unsure';
  const para = (text: string, indent = 2, way: Tone = 'plain', target?: Target): Row[] =>
    wrap(visibleLine(text, 2_000), width - indent).map((line) => row(`${' '.repeat(indent)}${line}`, way, target));
  const cite = (one: Cite): Row[] => {
    const target = locate(one);
    return [
      ...para(
        `${sign.dot} ${[one.probe, one.where, one.at].filter(Boolean).join(', ')}${target ? `  ${sign.to}` : ''}`,
        2,
        'quiet',
        target,
      ),
      ...(one.quote === '' ? [] : para(one.quote, 6, 'plain', target)),
    ];
  };
  const part = (title: string, rows: readonly Row[]): Row[] => (rows.length === 0 ? [] : [row(''), row(title, 'strong'), ...rows]);
  const decisive =
    report.findings.find((finding) => finding.label === verdict.label && finding.service === verdict.service) ?? report.findings[0];
  const what = [
    subject.build === null ? null : `build ${subject.build}`,
    subject.recipe,
    subject.pr === null ? null : `PR ${subject.pr}`,
    subject.ref?.slice(0, 8),
    subject.stack === null ? null : `stack ${subject.stack}`,
  ].filter(Boolean);
  const rows: Row[] = [
    {
      spans: [
        span(progress === null ? `${sign[verdict.outcome]} ${verdict.outcome.toUpperCase()}  ` : `${sign.pending} SO FAR  `, tone),
        span(visibleLine(`${verdict.label}${verdict.reason ? ` (${verdict.reason})` : ''}`), 'strong'),
      ],
    },
    ...para(what.join(', '), 2, 'quiet'),
    ...para(verdict.summary, 2, progress === null ? 'plain' : 'unsure'),
    ...para(
      `fault: ${verdict.cause}; confidence: ${verdict.confidence}${verdict.service ? `; service: ${verdict.service}` : ''}${verdict.network ? `; network: ${verdict.network}` : ''}`,
    ),
    ...(verdict.qualifiers.length > 0 ? para(`with: ${verdict.qualifiers.join(', ')}`) : []),
    ...(verdict.admissible ? [] : para('This build may not count as evidence about the current recipe.', 2, 'unsure')),
    ...part('Probes', progress === null ? [] : probeRows(progress, unicode).map((one) => ({ ...one, spans: [span('  '), ...one.spans] }))),
    ...part('Evidence', (decisive?.cites ?? []).flatMap(cite)),
    ...part('Against', (decisive?.against ?? []).flatMap(cite)),
    ...part(
      'Also found',
      report.findings
        .filter((finding) => finding !== decisive)
        .flatMap((finding) => [
          ...para(`${sign.dot} ${finding.label}${finding.reason ? ` (${finding.reason})` : ''}, ${finding.confidence}: ${finding.summary}`),
          ...finding.cites.slice(0, 2).flatMap(cite),
        ]),
    ),
    ...part(
      'Ruled out',
      report.ruledOut.flatMap((one) => [...para(`${sign.no} ${one.label}: ${one.because}`), ...one.cites.slice(0, 1).flatMap(cite)]),
    ),
    ...part(
      'Could not read',
      report.unread.flatMap((one) =>
        para(
          `${sign.unknown} ${one.probe}, ${one.status}: ${one.because}${one.wouldDecide.length > 0 ? ` (would decide ${one.wouldDecide.join(', ')})` : ''}`,
          2,
          'unsure',
        ),
      ),
    ),
    ...part(
      'Advice',
      report.advice.flatMap((one) => [
        ...para(`${sign.dot} ${one.summary}`),
        ...(one.change ? para(`${one.change.path}: ${one.change.from ?? 'unset'} ${sign.to} ${one.change.to}`, 6) : []),
        ...(one.simulated ? para(`replayed: ${one.simulated.outcome}, ${one.simulated.because}`, 6, 'quiet') : []),
      ]),
    ),
  ];
  return screenOf('verdict', 'Verdict', rows);
};
