import type { LogFault } from '#model/log';

/** Words of a failure that machines and networks cause, one row a kind of cue. Two of them are needed: one alone may be the change's own. */
const infraCues: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a name did not resolve', /could not resolve|name resolution|no such host|EAI_AGAIN|getaddrinfo|unknown host/i],
  [
    'a connection failed',
    /connection (?:refused|reset|timed out|aborted)|ECONN(?:REFUSED|RESET)|ETIMEDOUT|broken pipe|network is unreachable|i\/o timeout/i,
  ],
  [
    'a server answered 5xx or 429',
    /\b(?:50[0234]|429)\b.{0,40}(?:error|gateway|unavailable|too many|server)|too many requests|service unavailable|bad gateway/i,
  ],
  ['TLS failed', /tls handshake|certificate (?:has expired|verify failed)|x509:|ssl_error|SSL_ERROR/i],
  ['the disk is full', /no space left|ENOSPC|disk quota/i],
  ['memory ran out', /out of memory|cannot allocate memory|oom-?kill|ENOMEM|exit(?:ed)? (?:with )?(?:code |status )?137/i],
  [
    'the CI stopped it',
    /no output has been received|maximum time limit|job exceeded|lost communication with the server|runner has received a shutdown|the operation was cancell?ed|early termination/i,
  ],
  [
    'a download failed',
    /failed to (?:fetch|download)|unable to (?:fetch|download)|download failed|could not (?:fetch|download)|hash sum mismatch|503 Service/i,
  ],
  ['the daemon did not answer', /cannot connect to the docker daemon|docker daemon running|error response from daemon: (?:Get|dial)/i],
  ['a limit of a registry', /toomanyrequests|rate limit|pull access denied|manifest unknown.{0,20}retry/i],
];

/** Words that only the change itself brings forth. */
const changeCues =
  /\S\.\w+:\d+(?::\d+)?:? (?:fatal )?error|undeclared|\bassert|expected\b.{0,60}\b(?:but|got|actual|received|to (?:equal|be))|\berror(?:\[E\d+\]|: TS\d+| CS\d+)|syntax ?error|undefined (?:variable|reference|method|symbol)|cannot find symbol|unused|is not defined|\b[EWFC]\d{3,4}\b|test.{0,20}fail|✖|--- FAIL|not ok\b|\d (?:failed|failing)|lint|prettier|does not match/i;

/**
 * What the words of the explanation make likely. It says `infra` only where two kinds of cue agree, none speaks for the change, and the
 * lines lie in set-up; it is never more than a guess, for words do not tell whether the change asked for what was not there.
 */
export const faultOf = (lines: readonly string[], inSetUp: boolean): LogFault => {
  const cues = infraCues.filter(([, pattern]) => lines.some((line) => pattern.test(line))).map(([kind]) => kind);
  const speaksForChange = lines.some((line) => changeCues.test(line));
  if (speaksForChange && cues.length === 0)
    return { answer: 'change', confidence: 0.6, because: 'the lines speak of the code or its tests; unproven, from words alone' };
  if (cues.length >= 2 && !speaksForChange && inSetUp)
    return {
      answer: 'infra',
      confidence: 0.7,
      because: `looks like infrastructure, unproven: ${cues.join(', ')}, before the work of the build began`,
    };
  if (cues.length === 0) return { answer: 'unknown', confidence: 0, because: 'the words do not tell' };
  const but = speaksForChange ? 'other lines speak of the code' : cues.length === 1 ? 'that alone proves nothing' : 'it is not in set-up';
  return { answer: 'unknown', confidence: 0, because: `${cues.join(', ')}; ${but}` };
};
