import type { GateReport } from '#analysis/gates/run-gate';
import { escapeHtml } from '../escape-html.ts';
import { visibleLine } from '../visible.ts';

const xml = (text: string): string => escapeHtml(visibleLine(text, 4_000));

/** JUnit as CI servers read it: a criterion is a test case, unmet is a failure, unknown an error. */
export const gateJunit = (report: GateReport): string => {
  const count = (answer: string) => report.criteria.filter((criterion) => criterion.answer === answer).length;
  const numbers = `tests="${report.criteria.length}" failures="${count('unmet')}" errors="${count('unknown')}" skipped="0"`;
  const cases = report.criteria.map((criterion) => {
    const message = `${criterion.because}\n${criterion.cites.map((cite) => `${cite.probe}, ${cite.where}${cite.at ? `, ${cite.at}` : ''}: ${cite.quote}`).join('\n')}`;
    const body = message.split('\n').map(xml).join('\n');
    const inner =
      criterion.answer === 'met'
        ? `<system-out>${body}</system-out>`
        : `<${criterion.answer === 'unmet' ? 'failure' : 'error'} message="${xml(criterion.because)}">${body}</${criterion.answer === 'unmet' ? 'failure' : 'error'}>`;
    return `    <testcase classname="${xml(report.gate)}" name="${xml(`${criterion.id}: ${criterion.title}`)}" time="0">${inner}</testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${numbers} time="0">\n  <testsuite name="${xml(report.gate)}" ${numbers} time="0" timestamp="${xml(report.evidence.capturedAt)}">\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
};

/** SARIF 2.1.0: a criterion is a rule, an unmet one fails, an unknown one is open, what is met passes. */
export const gateSarif = (report: GateReport): string => {
  const kind = { met: 'pass', unmet: 'fail', unknown: 'open' } as const;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ccci-probe',
            version: report.tool.version,
            rules: report.criteria.map((criterion) => ({
              id: `${report.gate}/${criterion.id}`,
              shortDescription: { text: visibleLine(criterion.title) },
            })),
          },
        },
        results: report.criteria.map((criterion) => ({
          ruleId: `${report.gate}/${criterion.id}`,
          kind: kind[criterion.answer],
          // A level other than none belongs to failures alone (SARIF 2.1.0, 3.27.10).
          level: criterion.answer === 'unmet' ? 'error' : 'none',
          message: { text: visibleLine(criterion.because) },
          locations: criterion.cites.map((cite) => ({
            logicalLocations: [{ fullyQualifiedName: visibleLine(`${cite.probe}: ${cite.where}`), kind: 'resource' }],
            message: { text: visibleLine(cite.quote) },
          })),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
