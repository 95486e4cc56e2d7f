// In: any text. Out: where in it secrets stand. Every step is one pass; the cost grows with the length of the text and not faster.
// Who may import it: the redaction of bundles (`../redact.ts`), which everything that is shown, stored or sent goes through.
import { assignmentSpans } from './assignments.ts';
import { commandSpans } from './commands.ts';
import { encodedSpans, uncoloured } from './encoded.ts';
import { keySpans } from './key-blocks.ts';
import { longRuns, type Run } from './runs.ts';
import { mergeSpans, type Span } from './span.ts';
import { tokenSpans } from './tokens.ts';
import { urlSpans } from './urls.ts';

/** Secrets of a text, in its order; no two overlap. */
export const findSecrets = (coloured: string): readonly Span[] => {
  const { text, original } = uncoloured(coloured);
  const runs = longRuns(text);
  const encoded = encodedSpans(runs, (plain) => plainSpans(plain, longRuns(plain)).length > 0);
  const spans = withoutMarks(text, mergeSpans([...plainSpans(text, runs), ...encoded]));
  return text === coloured ? spans : spans.map(({ from, to, kind }) => ({ from: original(from), to: original(to - 1) + 1, kind }));
};

const plainSpans = (text: string, runs: readonly Run[]): readonly Span[] => [
  ...tokenSpans(runs),
  ...keySpans(text),
  ...urlSpans(text),
  ...assignmentSpans(text),
  ...commandSpans(text),
  ...bearerSpans(text),
];

/** `Bearer X` wherever it stands, and signatures in the query of a URL. */
const BEARER = /\bbearer[ \t]{1,10}([\w.~+/=-]{8,4000})/gi;
const QUERY = /[?&](?:sig|signature|x-amz-signature|x-amz-credential|x-goog-signature|key|code|sas|auth)=([^\s&"'#<>]{8,4000})/gi;
const bearerSpans = (text: string): readonly Span[] =>
  [[BEARER, 'bearer'] as const, [QUERY, 'query-token'] as const].flatMap(([pattern, kind]) =>
    Array.from(text.matchAll(pattern)).flatMap((match) => {
      const secret = match[1] ?? '';
      const to = match.index + match[0].length;
      return /^(?:token|auth|realm|error|\[redacted)/i.test(secret) ? [] : [{ from: to - secret.length, to, kind }];
    }),
  );

const MARK = /\[redacted:[\w:-]{1,100}\]/g;

/** Spans without what was taken out of them before: what is left of them on both sides. */
const withoutMarks = (text: string, spans: readonly Span[]): readonly Span[] => {
  if (spans.length === 0 || !text.includes('[redacted:')) return spans;
  const marks = Array.from(text.matchAll(MARK), ({ index, 0: mark }) => ({ from: index, to: index + mark.length }));
  const left: Span[] = [];
  let next = 0;
  for (const span of spans) {
    while ((marks[next]?.to ?? Number.POSITIVE_INFINITY) <= span.from) next += 1;
    let at = span.from;
    for (let index = next; (marks[index]?.from ?? Number.POSITIVE_INFINITY) < span.to; index += 1) {
      left.push({ ...span, from: at, to: marks[index]?.from ?? at });
      at = Math.max(at, marks[index]?.to ?? at);
    }
    left.push({ ...span, from: at });
  }
  return left.filter(({ from, to }) => to > from && /[A-Za-z0-9]/.test(text.slice(from, to)));
};
