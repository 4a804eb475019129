/** At least so long between two lots, in milliseconds. */
const PAUSE = 50;

/** So many notices make a lot: a page has read them before anybody notices. */
const LOT = 200;

/** So many wait; what comes when as many do is lost, as with inotify. */
const MOST = 16_384;

/**
 * Tells a page what happens at a pace that it can follow, whatever a program does: the first notice at once, those that
 * come soon after it in lots. What happens twice in between is told once.
 */
export class Pace<Notice> {
  readonly #send: (notice: Notice) => void;
  readonly #waiting = new Map<string, Notice>();
  #paused = false;

  constructor(send: (notice: Notice) => void) {
    this.#send = send;
  }

  /** Tells a notice; one with the same key that still waits gives way to it. */
  tell(key: string, notice: Notice): void {
    this.#waiting.delete(key);
    if (this.#waiting.size < MOST) this.#waiting.set(key, notice);
    if (!this.#paused) this.#next();
  }

  #next(): void {
    const lot = [...this.#waiting].slice(0, LOT);
    this.#paused = lot.length > 0;
    if (!this.#paused) return;
    for (const [key, notice] of lot) {
      this.#waiting.delete(key);
      this.#send(notice);
    }
    setTimeout(() => this.#next(), PAUSE);
  }
}
