import type { Cite, Finding, Report } from '#model/report';
import { changeWords, recipeLines } from './change.ts';
import { code, inert, inline } from './inert-markdown.ts';
import { logPartMarkdown } from './log-part.ts';
import { signerWords } from './signer-words.ts';
import { visibleLine } from './visible.ts';

/**
 * The report as a comment for a PR. Foreign text stands only inside `<pre><code>` or `<code>` with every special character as an entity:
 * a quoted trigger, a mention, an issue number or a link in it does nothing, in the page and in the raw body a bot reads.
 */
export const markdown = (report: Report): string => {
  const { verdict, subject } = report;
  const decisive =
    report.findings.find((finding) => finding.label === verdict.label && finding.service === verdict.service) ?? report.findings[0];
  const body = [
    `**${verdict.outcome.toUpperCase()}: ${inline(verdict.label)}${verdict.reason ? ` (${inline(verdict.reason)})` : ''}**${subject.build === null ? '' : `, build ${subject.build}`}`,
    code(verdict.summary),
    table([
      ['fault', verdict.cause],
      ['confidence', verdict.confidence],
      ['recipe', subject.recipe],
      ['ref', subject.ref],
      ['stack', subject.stack],
      ['service', verdict.service],
      ['network', verdict.network],
      ['started', subject.startedAt],
      ['counts as evidence', verdict.admissible ? 'yes' : 'no'],
      ['qualifiers', verdict.qualifiers.join(' ') || null],
    ]),
    section('Log', report.log ? logPartMarkdown(report.log) : ''),
    section('Evidence', decisive ? cites(decisive.cites) : ''),
    section('Against', decisive ? cites(decisive.against) : ''),
    section('Also found', findings(report.findings.filter((finding) => finding !== decisive))),
    section('Ruled out', report.ruledOut.map((ruledOut) => `- ${inline(ruledOut.label)}: ${inline(ruledOut.because)}`).join('\n')),
    section(
      'Could not read',
      report.unread.map((probe) => `- ${inline(probe.probe)}, ${probe.status}: ${inline(probe.because)}`).join('\n'),
    ),
    section(
      'Changed by the PR',
      recipeLines(report.recipe, 'to')
        .map((line) => `- ${inline(line)}`)
        .join('\n'),
    ),
    section(
      'Advice',
      report.advice
        .map(
          (advice) =>
            `- ${inline(advice.summary)}${advice.change ? ` ${inline(changeWords(advice.change, 'to'))}` : ''}${advice.simulated ? ` ${inline(`replayed: ${advice.simulated.outcome}; ${advice.simulated.because}`)}` : ''}${advice.cost !== undefined ? ` ${inline(`cost: ${advice.cost}`)}` : ''}`,
        )
        .join('\n'),
    ),
    `ccci-probe ${inline(report.tool.version)}, evidence of ${inline(report.evidence.capturedAt)}, ${inline(report.evidence.digest)}${inline(signerWords(report.evidence.signer))}`,
  ];
  return `${inert(body.filter((part) => part !== '').join('\n\n'))}\n`;
};

const section = (title: string, body: string): string =>
  body === ''
    ? ''
    : `<details${title === 'Evidence' || title === 'Log' ? ' open' : ''}><summary>${title}</summary>\n\n${body}\n\n</details>`;

const cites = (list: readonly Cite[]): string =>
  list
    .map((cite) => `${inline([cite.probe, cite.where, cite.at].filter(Boolean).join(', '))}\n\n${code(visibleLine(cite.quote, 2000))}`)
    .join('\n\n');

const findings = (list: readonly Finding[]): string =>
  list
    .map(
      (finding) =>
        `- ${inline(`${finding.label}${finding.reason ? ` ${finding.reason}` : ''}, ${finding.confidence}`)} ${inline(finding.summary)}`,
    )
    .join('\n');

const table = (rows: readonly (readonly [string, string | null])[]): string =>
  ['| | |', '|---|---|', ...rows.flatMap(([name, value]) => (value === null ? [] : [`| ${name} | ${inline(value)} |`]))].join('\n');
