import { requiredTexts } from './literal.ts';
import type { Message, Surface } from './message.ts';

/** A message found in a text: `start` and `end` count UTF-16 units, `captures` are the named groups that took part. */
export interface MessageMatch {
  readonly message: Message;
  readonly start: number;
  readonly end: number;
  readonly captures: Readonly<Record<string, string>>;
}

const width = 4;
const buckets = 1 << 14;

const hashAt = (text: string, index: number): number => {
  let hash = 0;
  for (let offset = 0; offset < width; offset += 1) hash = Math.imul(hash, 31) + text.charCodeAt(index + offset);
  return hash & (buckets - 1);
};

/** A text that a match of the message has to hold. */
interface Needle {
  readonly text: string;
  readonly message: number;
}

/** The messages of one surface, found by the first four characters of a text that a match of each has to hold. */
class SurfaceIndex {
  readonly #byStart: (Needle[] | undefined)[] = new Array(buckets);
  readonly #always: number[] = [];
  readonly #messages: readonly Message[];

  constructor(messages: readonly Message[]) {
    this.#messages = messages;
    messages.forEach(({ pattern, texts: known }, message) => {
      const texts = known === undefined ? requiredTexts(pattern) : known;
      if (!texts) this.#always.push(message);
      for (const text of texts ?? []) {
        const start = hashAt(text, 0);
        const bucket = this.#byStart[start];
        if (bucket) bucket.push({ text, message });
        else this.#byStart[start] = [{ text, message }];
      }
    });
  }

  candidates(text: string): readonly Message[] {
    const lower = text.toLowerCase();
    const positions = new Set(this.#always);
    for (let index = 0; index + width <= lower.length; index += 1) {
      for (const needle of this.#byStart[hashAt(lower, index)] ?? [])
        if (lower.startsWith(needle.text, index)) positions.add(needle.message);
    }
    return [...positions].sort((a, b) => a - b).flatMap((position) => this.#messages[position] ?? []);
  }
}

/** A start error is a chain of prefixes and its end is the cause: what wraps others comes last, what ends later comes first, then the longer. */
const nearestFirst = (a: MessageMatch, b: MessageMatch): number =>
  Number(a.message.outer) - Number(b.message.outer) || b.end - a.end || a.start - b.start;

const found = (message: Message, text: string): MessageMatch | null => {
  const match = message.pattern.exec(text);
  if (match === null) return null;
  const captures = Object.fromEntries(Object.entries(match.groups ?? {}).filter(([, value]) => value !== undefined));
  return { message, start: match.index, end: match.index + match[0].length, captures };
};

/** Messages to be searched by surface, in time that grows with the text and not with the number of messages. */
export class Catalogue {
  readonly #messages: readonly Message[];
  readonly #bySurface = new Map<Surface, SurfaceIndex>();

  constructor(messages: readonly Message[]) {
    this.#messages = messages;
  }

  /** Every message in `text` on that surface, the one nearest to the cause first. */
  matchAll(text: string, surface: Surface): readonly MessageMatch[] {
    return this.#indexOf(surface)
      .candidates(text)
      .map((message) => found(message, text))
      .filter((match) => match !== null)
      .sort(nearestFirst);
  }

  /** A surface is indexed when it is first asked for: most questions need one or two. */
  #indexOf(surface: Surface): SurfaceIndex {
    const known = this.#bySurface.get(surface);
    if (known) return known;
    const index = new SurfaceIndex(this.#messages.filter((message) => message.surfaces.includes(surface)));
    this.#bySurface.set(surface, index);
    return index;
  }
}
