import type { Clock } from '#model/report';

/**
 * How far a server's clock is from ours, by the `Date` of its answers (RFC 9110 section 6.6.1: whole seconds, cut off). Every answer bounds the offset
 * from both sides; answers that fall into different parts of a second narrow it.
 */
export class HttpClock {
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;

  /** @param askedAtMs our clock when the question was sent, `answeredAtMs` when the head of the answer was there; epoch milliseconds */
  note(date: string | null | undefined, askedAtMs: number, answeredAtMs: number): void {
    const second = Date.parse(date ?? '');
    if (!Number.isFinite(second)) return;
    const [least, most] = [second - answeredAtMs, second + 1_000 - askedAtMs];
    // Bounds that exclude each other: one of the clocks was set meanwhile.
    const isSet = least > this.#most || most < this.#least;
    this.#least = isSet ? least : Math.max(this.#least, least);
    this.#most = isSet ? most : Math.min(this.#most, most);
  }

  /** Null before the first answer. */
  get clock(): Clock | null {
    if (!Number.isFinite(this.#least)) return null;
    return {
      clockOffsetMs: Math.round((this.#least + this.#most) / 2),
      clockErrorMs: Math.ceil((this.#most - this.#least) / 2),
    };
  }
}
