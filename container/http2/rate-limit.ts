/** Something that may happen so often at once, and so often a second on the whole. */
export class RateLimit {
  readonly #burst: number;
  readonly #rate: number;
  readonly #now: () => number;
  #left: number;
  /** The whole seconds that were counted. */
  #second: number;

  /**
   * @param burst how often at once
   * @param rate how often a second
   * @param now milliseconds of a clock that goes forward
   */
  constructor(burst: number, rate: number, now: () => number) {
    this.#burst = burst;
    this.#rate = rate;
    this.#now = now;
    this.#left = burst;
    this.#second = Math.floor(now() / 1000);
  }

  /** It happens once more; false when that is too often. */
  take(): boolean {
    const second = Math.floor(this.#now() / 1000);
    this.#left = Math.min(this.#burst, this.#left + (second - this.#second) * this.#rate);
    this.#second = second;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
