import type { PlatformEvent, Problem } from './protocol.ts';

type WithoutTime<E> = E extends PlatformEvent ? Omit<E, 'at'> : never;

/** An event as its author tells it; {@link Events} adds the time. */
export type Told = WithoutTime<PlatformEvent>;
export type Emit = (told: Told) => void;

/**
 * Everything that the platform tells goes through here, in order, to whoever listens. The first event is `hello`:
 * what is told before waits for it.
 */
export class Events {
  readonly #listeners = new Set<(event: PlatformEvent) => void>();
  #waiting: PlatformEvent[] | null = [];

  /** Calls `listener` with every event from now on; the result ends that. */
  listen(listener: (event: PlatformEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly emit: Emit = (told) => {
    const event = { at: Date.now(), ...told } as PlatformEvent;
    if (this.#waiting === null) this.#pass(event);
    else if (told.event === 'hello') this.#open(event);
    else this.#waiting.push(event);
  };

  #open(hello: PlatformEvent): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const event of [hello, ...waiting]) this.#pass(event);
  }

  #pass(event: PlatformEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** An error that the reader can mend: carries the {@link Problem} to show. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Partial<Problem> & Pick<Problem, 'code' | 'title' | 'cause' | 'mend'>) {
    super(`${problem.title}. ${problem.cause}`);
    this.name = 'ProblemError';
    this.problem = { where: null, process: null, ...problem };
  }
}
