import { messageOf } from '#model/errors';
import type { Rows, Store } from '#model/recording';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer R)[] ? R[] : T[K] };

/** Rows that wait for a disk that takes them again; beyond this the oldest are lost. */
const KEEP_ROWS = 20_000;

export interface BatchWriterOptions {
  readonly store: Pick<Store, 'write'>;
  readonly now: () => number;
  readonly say: (text: string) => void;
  /** Hears that rows were lost: whatever changed since may have to be told again. */
  readonly lost: () => void;
}

/** Gathers rows and writes them, all of a tick or none. A disk that is full is said and recorded as a gap; the recorder goes on. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  #rows: Mutable<Rows> = empty();
  #failing: { readonly since: number; readonly because: string; lost: number } | null = null;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  add<K extends keyof Rows>(table: K, ...rows: Rows[K][number][]): void {
    (this.#rows[table] as Rows[K][number][]).push(...rows);
  }

  /** True where everything is on the disk. */
  commit(): boolean {
    const { store, now, say } = this.#options;
    const failing = this.#failing;
    if (Object.values(this.#rows).every((rows) => rows.length === 0)) return failing === null;
    const told = failing === null ? [] : [{ source: 'recorder', since: failing.since, until: now(), because: reasonOf(failing) }];
    try {
      store.write({ ...this.#rows, gaps: [...this.#rows.gaps, ...told] });
    } catch (error) {
      const because = messageOf(error).slice(0, 300);
      if (failing === null) say(`cannot write: ${because}; going on, and trying again`);
      this.#failing = failing ?? { since: now(), because, lost: 0 };
      this.#shed(this.#failing);
      return false;
    }
    if (failing !== null) say(`writing again; a gap was recorded${failing.lost > 0 ? `, ${failing.lost} rows are lost` : ''}`);
    this.#failing = null;
    this.#rows = empty();
    return true;
  }

  #shed(failing: { lost: number }): void {
    let over = Object.values(this.#rows).reduce((sum, rows) => sum + rows.length, 0) - KEEP_ROWS;
    if (over <= 0) return;
    // A later row of a source or a gap is worth more than any amount of lines.
    for (const table of ['loads', 'gauges', 'logs', 'journal', 'events', 'objects'] as const) {
      const dropped = this.#rows[table].splice(0, Math.max(0, over)).length;
      failing.lost += dropped;
      over -= dropped;
    }
    this.#options.lost();
  }
}

const reasonOf = ({ because, lost }: { because: string; lost: number }): string =>
  `the recording could not be written (${because})${lost > 0 ? `; ${lost} rows are lost` : ''}`;

const empty = (): Mutable<Rows> => ({ objects: [], events: [], journal: [], logs: [], loads: [], gauges: [], gaps: [], sources: [] });
