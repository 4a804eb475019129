/**
 * A job of the crypto binding: constructed with a mode and arguments, then run. A synchronous one returns
 * [error, result]; an asynchronous one calls `ondone(error, result)` later.
 */

import type { CryptoEnvironment } from './crypto-support.ts';

export const ASYNC = 0;
export const SYNC = 1;

type Outcome = [error: unknown, result: unknown];

export function createJobClass(env: Pick<CryptoEnvironment, 'later'>) {
  abstract class Job {
    ondone: ((error: unknown, result: unknown) => void) | undefined;
    readonly #mode: number;

    constructor(mode: number) {
      this.#mode = mode;
    }

    protected abstract compute(): unknown;

    #outcome(): Outcome {
      try {
        return [undefined, this.compute()];
      } catch (error) {
        return [error, undefined];
      }
    }

    run(): Outcome | undefined {
      if (this.#mode === SYNC) return this.#outcome();
      env.later(() => this.ondone?.(...this.#outcome()));
      return undefined;
    }
  }
  return Job;
}

export type JobClass = ReturnType<typeof createJobClass>;
