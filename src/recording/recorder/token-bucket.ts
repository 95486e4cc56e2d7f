/**
 * How much may be asked for: an allowance in bytes that fills at a steady rate, so that a large swarm is looked at as a whole less often and
 * never costs more on the wire than this. What events point at goes first.
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** @param rate bytes a second; @param burst the most that can be saved up; @param now epoch milliseconds */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  /** Whether a look that cost so many bytes last time may be had now. */
  allows(bytes: number, now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + (Math.max(0, now - this.#at) * this.#rate) / 1000);
    this.#at = now;
    return this.#left >= Math.min(bytes, this.#burst);
  }

  spend(bytes: number): void {
    this.#left -= bytes;
  }
}
