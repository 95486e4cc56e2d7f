import type { Fence } from '#model/epoch';
import type { Advice, Cite, Finding, LoadSeen, PastBuild, Report, Unread, Verdict } from '#model/report';
import { changeWords, recipeLines } from './change.ts';
import { logPartLines } from './log-part.ts';
import type { RenderOptions } from './render-options.ts';
import { signerWords } from './signer-words.ts';
import { cellsOf, visibleLine } from './visible.ts';
import { wrap } from './wrap.ts';

/** The report for a person at a terminal: the verdict first, then what proves it, what speaks against it, what could not be read, advice. */
export const text = (report: Report, options: RenderOptions): string => {
  const page = pageOf(options);
  const { verdict } = report;
  const decisive =
    report.findings.find((finding) => finding.label === verdict.label && finding.service === verdict.service) ?? report.findings[0];
  const others = report.findings.filter((finding) => finding !== decisive);
  return [
    headline(report, page),
    page.part('Log', report.log ? logPartLines(report.log, page) : []),
    page.part('Evidence', decisive?.cites.flatMap((cite) => citeLines(cite, page)) ?? []),
    page.part('Against', decisive?.against.flatMap((cite) => citeLines(cite, page)) ?? []),
    page.part(
      'Also found',
      others.flatMap((finding) => findingLines(finding, page)),
    ),
    page.part(
      'Ruled out',
      report.ruledOut.flatMap((ruledOut) => page.item(`${ruledOut.label}: ${ruledOut.because}`, page.sign.no)),
    ),
    page.part(
      'Could not read',
      report.unread.flatMap((probe) => unreadLines(probe, page)),
    ),
    page.part('History', historyLines(report, page)),
    page.part(
      'Changed by the PR',
      recipeLines(report.recipe, page.sign.arrow).flatMap((line) => page.item(line, page.sign.dot)),
    ),
    page.part(
      'Advice',
      report.advice.flatMap((advice) => adviceLines(advice, page)),
    ),
    footer(report, page),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
};

interface Page extends RenderOptions {
  readonly sign: {
    readonly yes: string;
    readonly no: string;
    readonly unsure: string;
    readonly dot: string;
    readonly quote: string;
    readonly arrow: string;
  };
  readonly part: (title: string, lines: readonly string[]) => string;
  readonly item: (text: string, sign: string) => string[];
}

const pageOf = (options: RenderOptions): Page => {
  const width = Math.min(Math.max(options.columns, 24), 120);
  const sign = options.unicode
    ? { yes: '✔', no: '✘', unsure: '?', dot: '•', quote: '│', arrow: '→' }
    : { yes: '+', no: 'x', unsure: '?', dot: '*', quote: '|', arrow: '->' };
  return {
    ...options,
    columns: width,
    sign,
    part: (title, lines) => (lines.length === 0 ? '' : [options.paint.strong(title), ...lines].join('\n')),
    item: (line, mark) => indented(wrap(visibleLine(line), width - 4), `  ${mark} `, '    '),
  };
};

const indented = (lines: readonly string[], first: string, rest: string): string[] =>
  lines.map((line, i) => (i === 0 ? first : rest) + line);

const outcomeWord = { green: 'GREEN', red: 'RED', pending: 'PENDING', unknown: 'UNKNOWN' } as const satisfies Record<
  Verdict['outcome'],
  string
>;

const headline = ({ verdict, subject, epochs }: Report, page: Page): string => {
  const tone = verdict.outcome === 'green' ? page.paint.good : verdict.outcome === 'red' ? page.paint.bad : page.paint.unsure;
  const mark = verdict.outcome === 'green' ? page.sign.yes : verdict.outcome === 'red' ? page.sign.no : page.sign.unsure;
  const what = [
    subject.build === null ? null : `build ${subject.build}`,
    subject.recipe,
    subject.pr === null ? null : `PR ${subject.pr}`,
    subject.ref?.slice(0, 8) ?? null,
    subject.stack === null ? null : `stack ${subject.stack}`,
  ].filter((part) => part !== null);
  const name = verdict.reason ? `${verdict.label} (${verdict.reason})` : verdict.label;
  const word = `${mark} ${outcomeWord[verdict.outcome]}`;
  const named = visibleLine(name);
  const head =
    cellsOf(`${word}  ${named}`) <= page.columns
      ? [`${tone(word)}  ${page.paint.strong(named)}`]
      : [tone(word), ...wrap(named, page.columns - 2).map((line) => `  ${page.paint.strong(line)}`)];
  const facts = [
    `fault: ${faultWord[verdict.cause]}`,
    `confidence: ${verdict.confidence}`,
    verdict.service === null ? null : `service: ${verdict.service}`,
    verdict.network === null ? null : `network: ${verdict.network}`,
  ].filter((part) => part !== null);
  return [
    ...head,
    ...(what.length === 0 ? [] : wrap(visibleLine(what.join(', ')), page.columns - 2)).map((line) => page.paint.quiet(`  ${line}`)),
    ...wrap(visibleLine(verdict.summary), page.columns - 2).map((line) => `  ${line}`),
    ...wrap(visibleLine(facts.join('; ')), page.columns - 2).map((line) => `  ${line}`),
    ...qualifierLines({ verdict, epochs }, page),
  ].join('\n');
};

const faultWord = {
  none: 'nobody’s',
  infra: 'the infrastructure',
  recipe: 'the recipe',
  timing: 'the timing',
  test: 'the test',
  harness: 'the CI harness',
  unknown: 'not known',
} as const satisfies Record<Verdict['cause'], string>;

const fenceWords = ({ name, at, why, build }: Fence): string =>
  `${{ before: 'it ran before', across: 'it ran across', unclear: 'the clocks cannot tell on which side it ran of', after: 'it ran after' }[build ?? 'unclear']} ${name} at ${at}${why ? ` (${why})` : ''}`;

const qualifierLines = ({ verdict, epochs }: Pick<Report, 'verdict' | 'epochs'>, page: Page): string[] => {
  const fence = epochs.find((epoch) => epoch.inForce && epoch.build !== 'after' && epoch.build !== null);
  return [
    ...(verdict.qualifiers.length > 0
      ? wrap(visibleLine(`with: ${verdict.qualifiers.join(', ')}`), page.columns - 2).map((line) => `  ${line}`)
      : []),
    ...(verdict.admissible
      ? []
      : wrap(
          visibleLine(`This build may not count as evidence about the current recipe${fence ? `: ${fenceWords(fence)}` : ''}.`),
          page.columns - 2,
        ).map((line) => page.paint.unsure(`  ${line}`))),
  ];
};

const citeLines = (cite: Cite, page: Page): string[] => [
  ...indented(
    wrap(visibleLine([cite.probe, cite.where, cite.at].filter(Boolean).join(', ')), page.columns - 4),
    `  ${page.sign.dot} `,
    '    ',
  ).map((line) => page.paint.quiet(line)),
  ...(cite.quote === '' ? [] : wrap(visibleLine(cite.quote, 600), page.columns - 6).map((line) => `    ${page.sign.quote} ${line}`)),
];

const findingLines = (finding: Finding, page: Page): string[] => [
  ...page.item(
    `${finding.label}${finding.reason ? ` (${finding.reason})` : ''}, ${finding.confidence}${finding.service ? `, ${finding.service}` : ''}: ${finding.summary}`,
    page.sign.dot,
  ),
  ...finding.cites
    .slice(0, 2)
    .flatMap((cite) =>
      wrap(visibleLine(`${cite.where}: ${cite.quote}`, 300), page.columns - 6).map((line) =>
        page.paint.quiet(`    ${page.sign.quote} ${line}`),
      ),
    ),
];

const unreadLines = (unread: Unread, page: Page): string[] =>
  page.item(
    `${unread.probe} ${unread.status}: ${unread.because}${unread.wouldDecide.length > 0 ? ` (would decide ${unread.wouldDecide.join(', ')})` : ''}`,
    page.sign.unsure,
  );

const historyLines = ({ history, verdict }: Report, page: Page): string[] => [
  ...loadLines(history.load, page),
  ...provenLines(history.sameRef, verdict, page),
  ...history.sameRef
    .slice(0, 6)
    .flatMap((past) =>
      page.item(
        `same recipe and ref: build ${past.build} was ${past.outcome}${past.startedAt ? `, ${past.startedAt}` : ''}`,
        page.sign.dot,
      ),
    ),
  ...(history.overlapping.length > 0 ? page.item(`builds running at the same time: ${history.overlapping.join(', ')}`, page.sign.dot) : []),
];

const loadLines = (load: LoadSeen | null, page: Page): string[] => {
  if (!load?.during) return [];
  const { load1, cpuPressure10, ioPressure10, memoryPressure10, samples, from, to } = load.during;
  const parts = [
    load1 === null ? null : `load ${load1}`,
    ...Object.entries({ CPU: cpuPressure10, 'I/O': ioPressure10, memory: memoryPressure10 }).map(([what, percent]) =>
      percent === null ? null : `${what} pressure ${percent} %`,
    ),
  ].filter((part) => part !== null);
  return page.item(`the host while it ran, at most: ${parts.join(', ')} (${samples} samples, ${from} to ${to})`, page.sign.dot);
};

/** A red and a green of one ref invite to blame the load: the count says that they prove nothing by themselves. */
const provenLines = (past: readonly PastBuild[], { outcome, qualifiers }: Verdict, page: Page): string[] => {
  const of = (wanted: Verdict['outcome']) => past.filter((pastBuild) => pastBuild.outcome === wanted).length + (outcome === wanted ? 1 : 0);
  if (past.length === 0 || of('green') === 0 || of('red') === 0) return [];
  const proven = qualifiers.includes('load-sensitive');
  return page.item(
    `this ref passed ${of('green')} and failed ${of('red')} times${proven ? '; what this run itself shows speaks for the load' : ': by itself that proves neither load nor chance'}`,
    page.sign.dot,
  );
};

const adviceLines = (advice: Advice, page: Page): string[] => [
  ...page.item(advice.summary, page.sign.arrow),
  ...(advice.change ? wrap(visibleLine(changeWords(advice.change, page.sign.arrow)), page.columns - 6).map((line) => `      ${line}`) : []),
  ...(advice.simulated
    ? wrap(visibleLine(`replayed: ${advice.simulated.outcome}; ${advice.simulated.because}`), page.columns - 6).map(
        (line) => `      ${line}`,
      )
    : []),
  ...(advice.cost !== undefined ? wrap(visibleLine(`cost: ${advice.cost}`), page.columns - 6).map((line) => `      ${line}`) : []),
];

const footer = (report: Report, page: Page): string =>
  [
    `evidence of ${report.evidence.capturedAt}, ${report.evidence.digest.slice(0, 19)}${signerWords(report.evidence.signer)}`,
    `ccci-probe explain ${report.verdict.label} says what this label means`,
  ]
    .flatMap((line) => wrap(visibleLine(line), page.columns))
    .map((line) => page.paint.quiet(line))
    .join('\n');
