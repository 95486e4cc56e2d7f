/** What a feature says of a line, for a reader; features that would mean nothing to one are not named. */
export const phraseOf = (feature: string): string | null => {
  const bin = /^(.*):(<?\d+)$/.exec(feature);
  if (bin) return binPhrases[bin[1] ?? '']?.(bin[2] ?? '') ?? null;
  return phrases[feature] ?? null;
};

const near = (limit: number, words: string) => (bin: string) => (bin.startsWith('<') || Number(bin) < limit ? words : null);

const binPhrases: Readonly<Record<string, (bin: string) => string | null>> = {
  'lines to the failure': near(41, 'just before the CI says that the command failed'),
  "lines to a tool's failure": near(16, 'just before a tool says that it failed'),
  'lines to the end': near(21, 'near the end of the log'),
  occurrences: near(3, 'its kind occurs once or twice'),
  'occurrences of the opening': near(3, 'no other line begins like it'),
  'strong lines earlier in the section': near(2, 'one of the first errors of its command'),
  'soft lines earlier in the section': near(3, 'one of the first failure words of its command'),
};

const phrases: Readonly<Record<string, string>> = {
  error: 'names an error',
  fail: 'says that something failed',
  exceptionName: 'names an exception',
  fatal: 'says fatal, panic or killed',
  assertion: 'names an assertion',
  cannot: 'says what could not be done',
  notFound: 'says what was not found or is invalid',
  expectation: 'says what was expected',
  network: 'speaks of a connection',
  conflict: 'speaks of a conflict',
  diagnostic: 'has the form of a diagnostic',
  errorFirst: 'begins with an error level',
  errorGutter: 'stands in an error gutter',
  exceptionStart: 'begins with an exception',
  fileLine: 'names a file and a line',
  fileLineFirst: 'begins with a file and a line',
  lineNumber: 'names a line number',
  frame: 'is a stack frame',
  caret: 'points at code',
  numbered: 'is a numbered failure',
  bullet: 'is marked as failed',
  failureHeading: 'heads a list of failures',
  testFailed: 'names a failed test',
  difference: 'shows a difference',
  failureCount: 'counts failures',
  causedBy: 'names a cause',
  noSuchCommand: 'names a missing command or file',
  lintCode: 'carries the code of a rule',
  titleBar: 'is a heading',
  rule: 'is a ruled line',
  'error at a file and line': 'an error with its file and line',
  'strong, no consequence': 'is an error and no consequence of one',
  'soft, no consequence': 'has a failure word and is no consequence',
  'strong, rare': 'an error of a kind that is rare in this log',
  'soft, rare': 'failure words that are rare in this log',
  'red, no consequence': 'is red',
  red: 'is red',
  'first strong line of the failing section': 'the first error of the command that failed',
  'first soft line of the failing section': 'the first failure words of the command that failed',
  'in the failing section': 'stands in the output of the command that failed',
  'in the last failing section': 'stands in the output of the last command that failed',
  'in the last section, nothing marked': 'stands in the output of the last command',
  'rule, failure word in 4 after': 'heads lines that tell of a failure',
  'first occurrence': 'the first of its kind',
  'strong after': 'an error follows',
  'strong in 4 after': 'errors follow',
  'detail after': 'details follow',
  'frame after': 'a stack follows',
  'next line deeper': 'indented lines belong to it',
  'first after a blank line': 'begins a paragraph',
};
