import { createHmac } from 'node:crypto';

/** One thing taken out: the kind of secret and the place; never the value nor a plain hash of it. */
export interface Redaction {
  readonly kind: string;
  readonly where: string;
}

export interface RedactOptions {
  /** Random per capture: one secret has one pseudonym inside a bundle and another in the next. */
  readonly key: Uint8Array;
  /** Secrets the program itself holds (tokens, passphrases); replaced wherever they appear, also base64 or URL encoded. */
  readonly known: readonly string[];
  /** More patterns whose whole match is taken out. An IPv4 address or subnet becomes another one, so that what lies in what still shows. */
  readonly rules?: readonly RegExp[];
}

/**
 * Takes secrets out of plain JSON, before anything is shown or written. Strings in arrays are lines of one text: a key block that runs
 * over many of them is taken out whole, and the number of lines stays.
 */
export const redact = <T>(value: T, options: RedactOptions): { readonly value: T; readonly redactions: readonly Redaction[] } => {
  const redactions: Redaction[] = [];
  const scrub = scrubber(options, redactions);
  return { value: walk(value, '', '', scrub) as T, redactions };
};

/** `live` are the rules that the text may need. */
type Scrub = (text: string, where: string, key: string, live?: readonly Rule[]) => string;

const walk = (value: unknown, where: string, key: string, scrub: Scrub): unknown => {
  if (typeof value === 'string') return scrub(value, where, key);
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string')
      ? linesOf(value, where, key, scrub)
      : value.map((item, i) => walk(item, `${where}[${i}]`, key, scrub));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, walk(inner, where ? `${where}.${name}` : name, name, scrub)]),
  );
};

const pemBegin = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const pemEnd = /-----END [A-Z ]*PRIVATE KEY-----/;

const linesOf = (lines: readonly string[], where: string, key: string, scrub: Scrub): string[] => {
  // Most rules have nothing to do in a log: asked of all its lines at once, that is told much sooner.
  const all = lines.join('\n');
  const live = rules.filter(({ hint }) => hint.test(all));
  const holdsKey = pemBegin.test(all);
  let inKey = false;
  return lines.map((line, i) => {
    const begins = holdsKey && pemBegin.test(line);
    if (inKey || (begins && !pemEnd.test(line))) {
      inKey = !pemEnd.test(line);
      // In a block of YAML the text ends where the indentation does.
      return `${/^\s*/.exec(line)?.[0] ?? ''}${begins ? '[redacted:private-key]' : '[redacted:private-key:continued]'}`;
    }
    return scrub(line, `${where}[${i}]`, key, live);
  });
};

/** Words after a key that are states, not secrets. */
const harmless =
  /^(?:true|false|null|none|yes|no|ok|pass|fail|skip|error|undefined|\d{1,6}|\*+|\[redacted.*|\$\{?\w+\}?|\/run\/secrets\/\S*)$/i;
const secretName = String.raw`[\w.-]*(?:pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)[\w-]*`;

interface Rule {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Which capture group holds the secret; what is before and after it in the match stays. */
  readonly group: number;
  readonly hint: RegExp;
}

/** Ordered: the whole forms first, then what only the key gives away. Each pattern is linear: no nested repetition. */
const rules: readonly Rule[] = [
  {
    kind: 'private-key',
    pattern: /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----)/g,
    group: 1,
    hint: /PRIVATE KEY/,
  },
  { kind: 'url-credentials', pattern: /([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/@"'<>]{1,300})@/gi, group: 2, hint: /:\/\/[^\s/]*@/ },
  {
    kind: 'authorization',
    pattern: /(authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)?\s*)([^\s"',;]{4,})/gi,
    group: 2,
    hint: /authorization/i,
  },
  { kind: 'bearer', pattern: /(\bbearer\s+)([\w.~+/=-]{8,})/gi, group: 2, hint: /bearer/i },
  { kind: 'cookie', pattern: /((?:set-)?cookie["']?\s*:\s*)([^\r\n]{4,})/gi, group: 2, hint: /cookie/i },
  { kind: 'jwt', pattern: /\b()(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{4,})/g, group: 2, hint: /eyJ/ },
  { kind: 'swarm-token', pattern: /()(SWMTKN-1-[\w-]{10,}|SWMKEY-1-[\w+/-]{10,})/g, group: 2, hint: /SWM/ },
  {
    kind: 'api-token',
    pattern:
      /\b()(gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{20,}|dckr_pat_[\w-]{15,}|npm_\w{30,}|hvs\.[\w-]{20,})/g,
    group: 2,
    hint: /gh[pousr]_|github_pat|glpat|xox|AKIA|AIza|sk-|dckr_pat|npm_|hvs\./,
  },
  {
    kind: 'query-token',
    pattern: /([?&](?:access_token|token|sig|signature|X-Amz-Signature|key|password)=)([^\s&"'#]{4,})/gi,
    group: 2,
    hint: /[?&]/,
  },
  {
    kind: 'option',
    pattern: /((?:^|\s)--?[\w-]*(?:password|passwd|token|secret|api-?key)[= ])(?!-)([^\s"']{3,})/gi,
    group: 2,
    hint: /password|passwd|token|secret|api-?key/i,
  },
  {
    kind: 'assignment',
    pattern: new RegExp(
      `(\\b${secretName}["']?\\s{0,3}(?::=|=|:)\\s{0,3})("[^"\\r\\n]{3,}"|'[^'\\r\\n]{3,}'|[^\\s"',;{}\\[\\]()]{4,})`,
      'gi',
    ),
    group: 2,
    hint: /pass|pwd|secret|token|key|credential/i,
  },
  {
    kind: 'basic-auth-hash',
    pattern: /()(\$(?:2[aby]|apr1|5|6|y|argon2id?)\$[\w./$=,+-]{20,})/g,
    group: 2,
    hint: /\$(?:2|apr1|5|6|y|argon)/,
  },
];

const secretKey = /(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|private_?key|credential)$/i;

const scrubber = ({ key, known, rules: more = [] }: RedactOptions, redactions: Redaction[]): Scrub => {
  const mark = (kind: string, secret: string, where: string): string => {
    redactions.push({ kind, where });
    return `[redacted:${kind}:${createHmac('sha256', key).update(`${kind}\0${secret}`).digest('hex').slice(0, 12)}]`;
  };
  const values = known.filter((value) => value.length >= 6).flatMap(formsOf);
  return (text, where, name, live = rules) => {
    let out = text;
    for (const value of values) if (out.includes(value)) out = out.replaceAll(value, () => mark('known', value, where));
    if (secretKey.test(name) && out.length >= 3 && !harmless.test(out) && !out.includes('\n')) return mark('field', out, where);
    for (const pattern of more)
      out = out.replace(pattern, (match: string) => {
        if (match === '' || match.startsWith('[redacted')) return match;
        const other = otherAddress(match, key);
        if (other === undefined) return mark('rule', match, where);
        redactions.push({ kind: 'address', where });
        return other;
      });
    for (const rule of live) if (rule.hint.test(out)) out = applied(rule, out, (secret) => mark(rule.kind, secret, where));
    return out;
  };
};

const applied = (rule: Rule, text: string, mark: (secret: string) => string): string =>
  text.replace(rule.pattern, (...groups: unknown[]) => {
    const whole = String(groups[0]);
    const secret = String(groups[rule.group] ?? '');
    const bare = secret.replace(/^["']|["']$/g, '');
    if (harmless.test(bare) || bare.startsWith('[redacted')) return whole;
    const at = whole.lastIndexOf(secret);
    return whole.slice(0, at) + mark(secret) + whole.slice(at + secret.length);
  });

/**
 * Another address for an address, another subnet for a subnet: the second octet is moved by an amount of this key, so that offsets, masks of /16 and
 * longer, and what lies in what stay as they were. A shorter mask is kept on its own boundary.
 */
const otherAddress = (match: string, key: Uint8Array): string | undefined => {
  const [, a, b, c, d, mask] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(match) ?? [];
  const octets = [a, b, c, d].map(Number);
  if (a === undefined || octets.some((octet) => octet > 255) || Number(mask ?? 32) > 32) return undefined;
  const by = 1 + ((createHmac('sha256', key).update('address').digest()[0] ?? 0) % 255);
  const kept = mask === undefined || Number(mask) >= 16 ? 255 : Number(mask) <= 8 ? 0 : (0xff00 >> (Number(mask) - 8)) & 0xff;
  return `${a}.${((Number(b) ^ by) & kept) | (kept === 255 ? 0 : Number(b) & ~kept & 255)}.${c}.${d}${mask === undefined ? '' : `/${mask}`}`;
};

/** The forms in which a known secret may travel. */
const formsOf = (value: string): string[] => {
  const bytes = Buffer.from(value);
  return [
    ...new Set([
      value,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
    ]),
  ];
};
