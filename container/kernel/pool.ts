import type { ProcessWorker } from './process.ts';

/** How long nothing must have started before the pool makes new workers, in milliseconds. */
const QUIET = 150;

/** Makes a worker that has loaded the process script, or is about to. */
export type MakeWorker = () => ProcessWorker;

/**
 * Keeps workers that have loaded the process script already, so that a process starts at once. They are made while
 * nothing else starts: they must not compete with the program that the reader waits for.
 */
export class Pool {
  readonly #make: MakeWorker;
  readonly #size: number;
  readonly #onFull: () => void;
  readonly #warm: ProcessWorker[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onFull called when it has what it needs and nothing has started for a while: time for what can wait */
  constructor(size: number, make: MakeWorker, onFull: () => void) {
    this.#size = size;
    this.#make = make;
    this.#onFull = onFull;
  }

  /** Makes the first worker at once: the first program is on its way. */
  start(): void {
    if (this.#size > 0) this.#fill();
  }

  /** A warm worker, or a new one. */
  take(): ProcessWorker {
    const worker = this.#warm.shift() ?? this.#make();
    this.fillWhenQuiet();
    return worker;
  }

  /** Makes new workers once nothing has started for a while. */
  fillWhenQuiet(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill(), QUIET);
  }

  /** A worker failed before it was used: it is not handed out, and not replaced until a process starts again. */
  discard(worker: ProcessWorker): void {
    const at = this.#warm.indexOf(worker);
    if (at < 0) return;
    this.#warm.splice(at, 1);
    clearTimeout(this.#timer);
  }

  /** One at a time: the machine may have two cores. */
  #fill(): void {
    if (this.#warm.length >= this.#size) return this.#onFull();
    this.#warm.push(this.#make());
    this.fillWhenQuiet();
  }
}
