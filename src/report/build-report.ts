import type { Outcome } from '#model/outcome';
import type { Diagnosis, Report } from '#model/report';
import type { Capture } from '#probes/index';

/** Joins a diagnosis with the identity and the cost of its evidence: everything the renderers may know. */
export const buildReport = (diagnosis: Diagnosis, capture: Capture, digest: string, version: string): Report => ({
  schema: 'ccci-probe/report@1',
  tool: { version },
  subject: diagnosis.subject,
  verdict: diagnosis.verdict,
  findings: diagnosis.findings,
  ruledOut: diagnosis.ruledOut,
  unread: diagnosis.unread,
  log: diagnosis.log,
  history: diagnosis.history,
  advice: diagnosis.advice,
  recipe: diagnosis.recipe,
  epochs: diagnosis.epochs,
  probes: Object.fromEntries(
    (Object.entries(capture.evidence) as [string, Outcome<unknown>][]).map(([id, { status, ms, bytes }]) => [id, { status, ms, bytes }]),
  ),
  evidence: {
    capturedAt: capture.capturedAt,
    digest,
    hosts: capture.hosts,
    signer: capture.signer ?? null,
  },
});
