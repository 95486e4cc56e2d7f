import { requiredLiterals } from './literal.ts';
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

const piecesOf = (message: Message): readonly number[] =>
  requiredLiterals(message.pattern).flatMap((literal) =>
    Array.from({ length: Math.max(0, literal.length - width + 1) }, (_, index) => hashAt(literal, index)),
  );

/** The messages of one surface, found by a rare piece of four characters that each of them has to hold. */
class SurfaceIndex {
  readonly #byPiece = new Map<number, number[]>();
  readonly #always: number[] = [];
  readonly #messages: readonly Message[];

  constructor(messages: readonly Message[]) {
    this.#messages = messages;
    const pieces = messages.map(piecesOf);
    const frequency = new Map<number, number>();
    for (const piece of pieces.flat()) frequency.set(piece, (frequency.get(piece) ?? 0) + 1);
    pieces.forEach((candidates, position) => {
      const rarest = candidates.toSorted((a, b) => frequency.get(a)! - frequency.get(b)!)[0];
      if (rarest === undefined) this.#always.push(position);
      else this.#byPiece.set(rarest, [...(this.#byPiece.get(rarest) ?? []), position]);
    });
  }

  candidates(text: string): readonly Message[] {
    const positions = new Set(this.#always);
    for (let index = 0; index + width <= text.length; index += 1) {
      for (const position of this.#byPiece.get(hashAt(text, index)) ?? []) positions.add(position);
    }
    return [...positions].sort((a, b) => a - b).map((position) => this.#messages[position]!);
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
  readonly #bySurface: ReadonlyMap<Surface, SurfaceIndex>;

  constructor(messages: readonly Message[]) {
    const surfaces = new Set(messages.flatMap((message) => message.surfaces));
    this.#bySurface = new Map(
      [...surfaces].map((surface) => [surface, new SurfaceIndex(messages.filter((message) => message.surfaces.includes(surface)))]),
    );
  }

  /** Every message in `text` on that surface, the one nearest to the cause first. */
  matchAll(text: string, surface: Surface): readonly MessageMatch[] {
    const candidates = this.#bySurface.get(surface)?.candidates(text) ?? [];
    return candidates
      .map((message) => found(message, text))
      .filter((match) => match !== null)
      .sort(nearestFirst);
  }
}
