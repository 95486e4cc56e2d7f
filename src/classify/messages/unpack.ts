import type { Message } from './message.ts';

/** A message as the build writes it: its pattern as text, without what only tests and readers need. */
export interface PackedMessage extends Omit<Message, 'pattern' | 'examples' | 'confusers' | 'suggests' | 'source' | 'from' | 'to'> {
  readonly pattern: readonly [source: string, flags: string];
}

/** Messages whose patterns are compiled when they are first used. What the program does not use is empty. */
export const unpack = (packed: readonly PackedMessage[]): readonly Message[] => packed.map((message) => new Unpacked(message));

class Unpacked implements Message {
  readonly id;
  readonly surfaces;
  readonly texts;
  readonly outer;
  readonly kind;
  readonly proves;
  readonly label;
  readonly reason;
  readonly labels;
  readonly fault;
  readonly captures;
  readonly from = null;
  readonly to = null;
  readonly source = '';
  readonly suggests: readonly string[] = [];
  readonly examples: readonly string[] = [];
  readonly confusers: readonly string[] = [];
  readonly #packed: PackedMessage['pattern'];
  #pattern: RegExp | undefined;

  constructor(packed: PackedMessage) {
    this.id = packed.id;
    this.surfaces = packed.surfaces;
    this.texts = packed.texts ?? null;
    this.outer = packed.outer;
    this.kind = packed.kind;
    this.proves = packed.proves;
    this.label = packed.label;
    this.reason = packed.reason;
    this.labels = packed.labels;
    this.fault = packed.fault;
    this.captures = packed.captures;
    this.#packed = packed.pattern;
  }

  get pattern(): RegExp {
    this.#pattern ??= new RegExp(...this.#packed);
    return this.#pattern;
  }
}
