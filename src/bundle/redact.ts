import { createHmac } from 'node:crypto';
import { secretsAmong } from './secrets/commands.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import { isAuthName, isPasswordName, isSecretName } from './secrets/names.ts';
import { mergeSpans, type Span } from './secrets/span.ts';
import { isHarmless } from './secrets/values.ts';

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
 * Takes secrets out of plain JSON, before anything is shown or written. Strings in arrays are lines of one text, or the words of a command: what
 * runs over many of them is taken out whole, and their number stays.
 */
export const redact = <T>(value: T, options: RedactOptions): { readonly value: T; readonly redactions: readonly Redaction[] } => {
  const redactions: Redaction[] = [];
  return { value: new Redactor(options, redactions).walk(value, '', '') as T, redactions };
};

/** Fields of an object that give a name to the value beside them: `{"name": "DB_PASSWORD", "value": "x"}`. */
const NAME_FIELDS = ['name', 'Name', 'key', 'Key', 'variable'];
const VALUE_FIELDS = new Set(['value', 'Value', 'val', 'data', 'Data', 'default']);

class Redactor {
  readonly #key: Uint8Array;
  readonly #known: readonly string[];
  readonly #rules: readonly RegExp[];
  readonly #redactions: Redaction[];

  constructor({ key, known, rules = [] }: RedactOptions, redactions: Redaction[]) {
    this.#key = key;
    this.#known = known.filter((value) => value.length >= 6).flatMap(formsOf);
    this.#rules = rules;
    this.#redactions = redactions;
  }

  walk(value: unknown, where: string, name: string): unknown {
    if (typeof value === 'string') return this.#text(value, where, name);
    if (Array.isArray(value))
      return value.length > 0 && value.every((item) => typeof item === 'string')
        ? this.#strings(value, where, name)
        : value.map((item, index) => this.walk(item, `${where}[${index}]`, name));
    if (typeof value !== 'object' || value === null) return value;
    const named = NAME_FIELDS.map((field) => (value as Record<string, unknown>)[field]).find((field) => typeof field === 'string');
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => {
        const owner = VALUE_FIELDS.has(field) && typeof named === 'string' && isSecretName(named) ? named : field;
        return [field, this.walk(inner, where ? `${where}.${field}` : field, owner)];
      }),
    );
  }

  /** A text with its secrets taken out; of a field with the name of a secret, all of it. */
  #text(text: string, where: string, name: string): string {
    const plain = this.#ruled(this.#withoutKnown(text, where), where);
    if (this.#isSecretField(plain, name)) return this.#mark('field', plain, where);
    return this.#cut(plain, findSecrets(plain), () => where);
  }

  #isSecretField(text: string, name: string): boolean {
    if (!isSecretName(name) && !(isAuthName(name) && /^[\w+/=-]{12,}$/.test(text))) return false;
    return (
      !text.includes('\n') &&
      text.length >= 3 &&
      !isHarmless(text.split(/\s/, 1)[0] ?? '', { password: isPasswordName(name), separated: false })
    );
  }

  #strings(strings: readonly string[], where: string, name: string): string[] {
    // Values under the name of a secret; `secrets` themselves are names of what the swarm keeps.
    if (isSecretName(name) && !/^secrets$/i.test(name)) return strings.map((text, index) => this.#text(text, `${where}[${index}]`, name));
    const plain = strings.map((text, index) => this.#ruled(this.#withoutKnown(text, `${where}[${index}]`), `${where}[${index}]`));
    const starts: number[] = [];
    let at = 0;
    for (const text of plain) {
      starts.push(at);
      at += text.length + 1;
    }
    const whole = plain.join('\n');
    const spans = [...findSecrets(whole), ...(plain.length <= 200 ? argumentSpans(plain, starts) : [])];
    return this.#perLine(plain, starts, spans, where);
  }

  /** Cuts spans of the joined text out of its lines; one that runs over several lines is marked in each. */
  #perLine(lines: readonly string[], starts: readonly number[], spans: readonly Span[], where: string): string[] {
    const cuts = new Map<number, Span[]>();
    let line = 0;
    for (const { from, to, kind } of mergeSpans(spans)) {
      while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= from) line += 1;
      for (let index = line; index < starts.length && (starts[index] ?? 0) < to; index += 1) {
        const start = starts[index] ?? 0;
        const text = lines[index] ?? '';
        // In a block of YAML the text ends where the indentation does.
        const [first, last] = [index === line ? from - start : (/^\s*/.exec(text)?.[0].length ?? 0), Math.min(to - start, text.length)];
        if (last <= first) continue;
        const list = cuts.get(index);
        const cut = { from: first, to: last, kind: index === line ? kind : `${kind}:continued` };
        if (list) list.push(cut);
        else cuts.set(index, [cut]);
      }
    }
    return lines.map((text, index) => {
      const own = cuts.get(index);
      return own ? this.#cut(text, own, () => `${where}[${index}]`) : text;
    });
  }

  #cut(text: string, spans: readonly Span[], where: () => string): string {
    let out = '';
    let at = 0;
    for (const { from, to, kind } of spans) {
      const secret = text.slice(from, to);
      out += text.slice(at, from) + this.#replacement(kind, secret, where());
      at = to;
    }
    return at === 0 ? text : out + text.slice(at);
  }

  #replacement(kind: string, secret: string, where: string): string {
    if (kind.endsWith(':continued')) return `[redacted:${kind}]`;
    // A key is known by its place: its lines have no name of their own.
    if (kind !== 'private-key') return this.#mark(kind, secret, where);
    this.#redactions.push({ kind, where });
    return '[redacted:private-key]';
  }

  #mark(kind: string, secret: string, where: string): string {
    this.#redactions.push({ kind, where });
    return `[redacted:${kind}:${createHmac('sha256', this.#key).update(`${kind}\0${secret}`).digest('hex').slice(0, 12)}]`;
  }

  #withoutKnown(text: string, where: string): string {
    let out = text;
    for (const value of this.#known) if (out.includes(value)) out = out.replaceAll(value, () => this.#mark('known', value, where));
    return out;
  }

  #ruled(text: string, where: string): string {
    let out = text;
    for (const pattern of this.#rules)
      out = out.replace(pattern, (match: string) => {
        if (match === '' || match.startsWith('[redacted')) return match;
        const other = otherAddress(match, this.#key);
        if (other === undefined) return this.#mark('rule', match, where);
        this.#redactions.push({ kind: 'address', where });
        return other;
      });
    return out;
  }
}

/** `["--password", "X"]`, `["redis-cli", "-a", "X"]`, `["mysql", "-pX"]`: the words of a command, each a string of its own. */
const argumentSpans = (words: readonly string[], starts: readonly number[]): readonly Span[] => {
  if (words.every((word) => !word.startsWith('-') && !/^(?:requirepass|masterauth)$/.test(word))) return [];
  const option = words.flatMap((word, index): Span[] => {
    const value = words[index + 1];
    const from = starts[index + 1];
    const name = /^(?:--?([\w.-]{2,60})|(requirepass|masterauth))$/.exec(word);
    const secret = name && isSecretName(name[1] ?? name[2] ?? '');
    if (
      !secret ||
      value === undefined ||
      from === undefined ||
      value.startsWith('-') ||
      isHarmless(value, { password: true, separated: false })
    )
      return [];
    return [{ from, to: from + value.length, kind: 'option' }];
  });
  const short = secretsAmong(words.map((text, index) => ({ text, from: starts[index] ?? 0 })));
  return [...option, ...short.map(({ from, to }) => ({ from, to, kind: 'option' }))];
};

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
      bytes.toString('base64').replace(/(?<!=)=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
    ]),
  ];
};
