/** Thrown at the edge where a source exists but the thing asked for does not (a 404, a missing file, a source that was not configured). */
export class Absent extends Error {
  override name = 'Absent';
}

/** Thrown at the edge where we may not look (a refused key, a permission, a 403). */
export class Denied extends Error {
  override name = 'Denied';
}

/** Thrown for wrong usage or configuration; the message says what to do. Exit status 2. */
export class Usage extends Error {
  override name = 'Usage';
}

/** The words of anything thrown, on one line. What a schema refused is told by its first issue, not by its list of all. */
export const messageOf = (error: unknown): string => {
  const [issue] = (error as { issues?: readonly { path: readonly PropertyKey[]; message: string }[] } | null)?.issues ?? [];
  if (issue) return `an unexpected shape at ${issue.path.map(String).join('.') || 'the top'}: ${issue.message}`;
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');
};
