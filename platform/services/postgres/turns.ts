/** Whose turn it is with something that serves one at a time, in the order of asking. */
export class Turns<T> {
  #holder: T | null = null;
  readonly #waiting: { who: T; take: () => void }[] = [];

  /**
   * Settles when it is `who`'s turn, at once if it is already.
   * @param limit milliseconds; null to wait for ever
   * @returns false when that takes longer
   */
  take(who: T, limit: number | null): Promise<boolean> {
    if (this.#holder === null || this.#holder === who) {
      this.#holder = who;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const entry = {
        who,
        take: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        resolve(false);
      };
      const timer = limit === null ? undefined : setTimeout(giveUp, limit);
      this.#waiting.push(entry);
    });
  }

  /** Ends `who`'s turn, if it has it: the next one's begins. */
  give(who: T): void {
    if (this.#holder !== who) return;
    const next = this.#waiting.shift();
    this.#holder = next?.who ?? null;
    next?.take();
  }
}
