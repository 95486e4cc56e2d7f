import type { Diagnosis } from '#model/report';
import type { Expected } from './corpus.ts';

/** The rules of tools/corpus-check: undefined where the report is right, else what is wrong with it. */
export const wrongness = ({ verdict, findings }: Diagnosis, expected: Expected, ablated: boolean): string | undefined => {
  const got: Record<string, string | null> = {
    label: verdict.label,
    cause: verdict.cause,
    reason: verdict.reason,
    service: verdict.service,
    network: verdict.network,
    outcome: verdict.outcome,
    confidence: verdict.confidence,
  };
  const hit = expected.accept.some((accepted) =>
    Object.entries(accepted).every(([key, want]) => want === null || (Array.isArray(want) ? want : [want]).includes(got[key] ?? '')),
  );
  const decided = verdict.outcome === 'red' || verdict.outcome === 'green';
  const said = `${Object.values(got).join('/')} ${verdict.confidence}`;
  const forbidden = findings.find((finding) => expected.forbid?.includes(finding.label) && finding.confidence !== 'possible');
  if (forbidden) return `forbidden ${forbidden.label}/${forbidden.reason} ${forbidden.confidence}: ${forbidden.summary}`;
  if (!hit && verdict.confidence === 'certain' && decided) return `certain and wrong: ${said}`;
  if (ablated) return !hit && verdict.confidence !== 'possible' && decided ? `withheld, yet ${said}` : undefined;
  if (!hit) return `got ${said}: ${verdict.summary}`;
  const labels = new Set(findings.map((finding) => finding.label));
  const never = expected.never?.find((denied) => findings.some((finding) => matches(finding, denied)));
  if (never) return `claims ${JSON.stringify(never)}, which must not be claimed`;
  const missing = (expected.also ?? []).filter((label) => !labels.has(label));
  return missing.length > 0 ? `also missing ${missing.join(', ')}` : undefined;
};

const matches = (finding: Diagnosis['findings'][number], wanted: Readonly<Record<string, string | null>>): boolean =>
  Object.entries(wanted).every(([key, value]) => finding[key as keyof typeof finding] === value);
