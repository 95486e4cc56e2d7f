import { createHash } from 'node:crypto';
import type { Diagnosis } from '#model/report';

/**
 * Sixteen hex digits, the same for failures that look the same: of the label, its reason, and the decisive line without its names and numbers.
 * Null where the build did not fail.
 */
export const failureFingerprint = ({ verdict, findings }: Pick<Diagnosis, 'verdict' | 'findings'>): string | null => {
  if (verdict.outcome === 'green' || verdict.outcome === 'pending') return null;
  const decisive =
    findings.find(({ label, reason }) => label === verdict.label && reason === verdict.reason)?.cites[0]?.quote ?? verdict.summary;
  return createHash('sha256')
    .update([verdict.label, verdict.reason ?? '', shapeOf(decisive)].join('\0'))
    .digest('hex')
    .slice(0, 16);
};

/** What is looked at of a line, in characters; no gap of the patterns is longer. */
const LONGEST = 400;

/** A line without what differs from run to run: times, ids, addresses, numbers, names of stacks and objects; lower case. */
export const shapeOf = (line: string): string =>
  line
    .slice(0, LONGEST)
    .replace(/\[redacted:([\w-]+):[0-9a-f]+\]/g, '<$1>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>')
    .replace(/\b(?:[a-z0-9]{25}|[0-9a-f]{12,64})\b/g, '<id>')
    .replace(/\b\w[\w-]{0,400}_[\w-]{1,400}\b/g, '<name>')
    .replace(/\b[\w-]{1,400}(?:\.[\w-]+)+(?::\S+)?/g, '<name>')
    .replace(/\b[0-9a-f]{0,400}\d[0-9a-f]{0,400}(?:ms|s|m|h)?\b/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
