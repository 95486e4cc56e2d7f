import type { BatchWriter } from './batch-writer.ts';

/** The sources a recording has; a gap is one of theirs, or the recorder's own. */
export type SourceName = 'docker' | 'swarm' | 'events' | 'journal' | 'host';

/** When each source was last read; says so, and records it, where one cannot be read any more and when it can be again. */
export class Gaps {
  readonly #writer: BatchWriter;
  readonly #say: (text: string) => void;
  readonly #open = new Map<SourceName, string>();
  readonly #read = new Map<SourceName, { at: number; cursor: string | null }>();

  constructor(writer: BatchWriter, say: (text: string) => void) {
    this.#writer = writer;
    this.#say = say;
  }

  /** What an earlier run read last: from then on nobody looked. */
  resume(sources: readonly { readonly name: string; readonly at: number; readonly cursor: string | null }[], now: number): void {
    for (const { name, at, cursor } of sources) {
      this.#read.set(name as SourceName, { at, cursor });
      if (now > at) this.#writer.add('gaps', { source: name, since: at, until: now, because: 'the recorder was not running' });
    }
  }

  cursorOf(source: SourceName): string | null {
    return this.#read.get(source)?.cursor ?? null;
  }

  read(source: SourceName, at: number, cursor: string | null = this.cursorOf(source)): void {
    const because = this.#open.get(source);
    const before = this.#read.get(source)?.at ?? at;
    if (because !== undefined) {
      this.#open.delete(source);
      this.#writer.add('gaps', { source, since: before, until: at, because });
      this.#say(`${source} can be read again`);
    }
    this.#read.set(source, { at, cursor });
    this.#writer.add('sources', { name: source, at, cursor });
  }

  unread(source: SourceName, now: number, because: string): void {
    if (this.#open.has(source)) return;
    this.#open.set(source, because);
    this.#writer.add('gaps', { source, since: this.#read.get(source)?.at ?? now, until: null, because });
    this.#say(`${source} cannot be read: ${because}; trying again`);
  }

  /** Lines are gone that nobody will ever read. */
  lost(source: SourceName, now: number, because: string): void {
    this.#writer.add('gaps', { source, since: this.#read.get(source)?.at ?? now, until: now, because });
    this.#say(`${source}: ${because}`);
  }

  isOpen(source: SourceName): boolean {
    return this.#open.has(source);
  }
}
