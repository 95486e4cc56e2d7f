import type { Finding, Report } from '#model/report';

/** A report of a running capture: what has answered so far, with nothing in it sure, wherever it is shown or copied to. */
export const provisional = (report: Report, { have, of }: { readonly have: number; readonly of: number }): Report => {
  const { verdict } = report;
  return {
    ...report,
    verdict: {
      ...verdict,
      confidence: 'possible',
      qualifiers: [...new Set([...verdict.qualifiers, 'evidence-partial'])],
      summary: `So far (${have} of ${of} probes have answered, it may change): ${verdict.summary}`,
    },
    findings: report.findings.map((finding): Finding => ({ ...finding, confidence: 'possible' })),
  };
};
