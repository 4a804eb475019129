import type { ProcessWorker } from './process.ts';

/** How long a program has for itself before the pool makes another worker, in milliseconds: it has begun to serve then. */
const BREATH = 25;
/** How long nothing must have started before there is time for what can wait, in milliseconds. */
const QUIET = 150;

/** Makes a worker that has loaded the process script, or is about to. */
export type MakeWorker = () => ProcessWorker;

/**
 * Keeps workers that have loaded the process script already, so that a process starts at once. They are made one by one
 * and while no other loads: the machine may have two cores, and a program may wait for that other one.
 */
export class Pool {
  readonly #make: MakeWorker;
  readonly #size: number;
  readonly #onFull: () => void;
  /** Made, and not taken. */
  readonly #warm: ProcessWorker[] = [];
  /** Made, taken or not, and not ready yet. */
  readonly #loading = new Set<ProcessWorker>();
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
    const worker = this.#warm.shift() ?? this.#add();
    this.#later(BREATH, () => this.#fill());
    return worker;
  }

  /** The worker has loaded the script: the next one may. */
  ready(worker: ProcessWorker): void {
    if (this.#loading.delete(worker)) this.#fill();
  }

  /** The worker is no more. One that failed before it was used is not replaced until a process starts again. */
  gone(worker: ProcessWorker): void {
    const at = this.#warm.indexOf(worker);
    if (at >= 0) this.#warm.splice(at, 1);
    if (this.#loading.delete(worker) && at < 0) this.#later(BREATH, () => this.#fill());
  }

  #add(): ProcessWorker {
    const worker = this.#make();
    this.#loading.add(worker);
    worker.port.onmessage = () => this.ready(worker); // Whoever takes it hears it from then on.
    return worker;
  }

  /** One thing is put off at a time: what comes next takes its place. */
  #later(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #fill(): void {
    if (this.#warm.length < this.#size) {
      if (this.#loading.size === 0) this.#warm.push(this.#add());
    } else {
      this.#later(QUIET, this.#onFull);
    }
  }
}
