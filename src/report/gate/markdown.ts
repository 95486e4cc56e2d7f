import type { GateReport } from '#analysis/gates/run-gate';
import { inert, inline } from '../inert-markdown.ts';
import { signerWords } from '../signer-words.ts';

/** The gate as the section of a review: safe to paste, whatever the evidence quotes. */
export const gateMarkdown = (report: GateReport): string => {
  const rows = report.criteria.map(
    (criterion) => `| ${inline(criterion.id)} | ${criterion.answer} | ${inline(criterion.title)} | ${inline(criterion.because)} |`,
  );
  const cites = report.criteria.map(
    (criterion) =>
      `**${inline(criterion.id)}**, ${criterion.answer}\n\n${criterion.cites.map((cite) => `- ${inline([cite.probe, cite.where, cite.at].filter(Boolean).join(', '))} ${inline(cite.quote)}`).join('\n') || '- nothing to cite'}`,
  );
  const body = [
    `## ${inline(report.gate)}: ${report.result.toUpperCase()}`,
    inline(report.title),
    ['| criterion | answer | asks | because |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    `<details><summary>Evidence</summary>\n\n${cites.join('\n\n')}\n\n</details>`,
    `ccci-probe ${inline(report.tool.version)}, ${report.evidence.build === null ? 'no build' : `build ${inline(String(report.evidence.build))}`}, evidence of ${inline(report.evidence.capturedAt)}, ${inline(report.evidence.digest)}${inline(signerWords(report.evidence.signer))}`,
  ];
  return `${inert(body.join('\n\n'))}\n`;
};
