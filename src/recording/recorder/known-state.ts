import type { Stored } from '#model/recording';

/** Takes secrets out of a value, as a bundle does. */
export type Redact = <T>(value: T) => T;

/** Everything as it was last seen, so that only what changed is stored. */
export class KnownState {
  readonly #redact: Redact;
  /** As read, and as stored: a secret's pseudonym is another in every run. */
  readonly #raw = new Map<string, string>();
  readonly #kept = new Map<string, string>();
  readonly #values = new Map<string, Map<string, unknown>>();

  constructor(redact: Redact, before: readonly Stored[] = []) {
    this.#redact = redact;
    for (const { kind, key, state } of before) {
      if (state === null) continue;
      this.#kept.set(`${kind} ${key}`, state);
      this.#put(kind, key, JSON.parse(state));
    }
  }

  /** The row to store where the thing is new or changed. `shown` is what counts as a change, where that is not the whole value. */
  see(at: number, kind: string, key: string, stack: string | null, value: unknown, shown: unknown = value): Stored | null {
    const id = `${kind} ${key}`;
    const raw = JSON.stringify(shown);
    if (this.#raw.get(id) === raw) return null;
    const known = this.#raw.has(id);
    this.#raw.set(id, raw);
    this.#put(kind, key, value);
    const state = JSON.stringify(this.#redact(value));
    if (!known && this.#kept.get(id) === state) return null;
    this.#kept.set(id, state);
    return { kind, key, stack, at, state };
  }

  /** Rows for the things of a kind that are no longer there. */
  gone(at: number, kind: string, isGone: (key: string, value: unknown) => boolean, stackOf: (value: unknown) => string | null): Stored[] {
    return [...(this.#values.get(kind) ?? [])].flatMap(([key, value]) => {
      if (!isGone(key, value)) return [];
      this.#raw.delete(`${kind} ${key}`);
      this.#kept.delete(`${kind} ${key}`);
      this.#values.get(kind)?.delete(key);
      return [{ kind, key, stack: stackOf(value), at, state: null }];
    });
  }

  values<T>(kind: string): readonly T[] {
    return [...(this.#values.get(kind)?.values() ?? [])] as T[];
  }

  get<T>(kind: string, key: string): T | undefined {
    return this.#values.get(kind)?.get(key) as T | undefined;
  }

  /** What was seen may not be stored: the next look tells everything again. */
  forget(): void {
    this.#raw.clear();
    this.#kept.clear();
  }

  #put(kind: string, key: string, value: unknown): void {
    const values = this.#values.get(kind) ?? new Map<string, unknown>();
    this.#values.set(kind, values);
    values.set(key, value);
  }
}
