import type { Stored } from '#model/recording';
import type { Listing } from '#probes/listing';
import type { KnownState } from './known-state.ts';

/** A kind of object that a snapshot lists; `attachment` is the list of containers attached by hand as a whole. */
type ObjectKind = 'service' | 'task' | 'attachment' | 'node' | 'network' | 'container';

/** Stands for an id that could not be read either. */
const NO_ID = '?';

/**
 * Keeps apart what is gone and what could not be read. An object that could not be read keeps its last state, and a row of its own says since
 * when and why; a row that has not even an id may be any object, so that none of its kind is called gone in that look.
 */
export class UnreadableObjects {
  readonly #knownState: KnownState;

  constructor(knownState: KnownState) {
    this.#knownState = knownState;
  }

  /** Whether a list that lacks this object says that it is gone. */
  static provesGone(listing: Listing<unknown>, id: string): boolean {
    return listing.unreadable.every((object) => object.id !== null && object.id !== id);
  }

  /** Rows for what this look could not read any more, or can read again. @param isAsked whether an object was part of what was asked for */
  rows(at: number, kind: ObjectKind, listing: Listing<unknown>, isAsked: (id: string) => boolean = () => true): Stored[] {
    const named = new Map(listing.unreadable.map((object) => [object.id ?? NO_ID, object]));
    const isReadAgain = (key: string): boolean => {
      const id = key.slice(kind.length + 1);
      return key.startsWith(`${kind} `) && !named.has(id) && isAsked(id);
    };
    const rows = [...named].map(([id, object]) => this.#knownState.see(at, 'unreadable', `${kind} ${id}`, null, { kind, ...object }));
    return [...rows.flatMap((row) => row ?? []), ...this.#knownState.gone(at, 'unreadable', isReadAgain, () => null)];
  }
}
