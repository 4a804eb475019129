/**
 * The async context: the value on which Node's AsyncLocalStorage hangs its stores, and which follows a program through
 * everything that it waits for. V8 carries it from a promise to whoever waits for it (continuation-preserved embedder
 * data) and browsers do not let us: so resources carry it (`ContextHolder`), `then` does (`installPromiseContext`), and
 * `await` does by a change of the source text (modules/async-context.ts).
 */

import { hide, replace } from './globals.ts';

let current: unknown;
/** Until the first store is set, every context is the same: nothing has to be carried. */
let inUse = false;

export function currentContext(): unknown {
  return current;
}

export function setContext(context: unknown): void {
  current = context;
  inUse ||= context !== undefined;
}

/** Enters a context and answers which one it was before. */
export function exchangeContext(context: unknown): unknown {
  const prior = current;
  current = context;
  return prior;
}

/** Whatever calls back later: it does so in the context in which it was made. */
export class ContextHolder {
  #context = current;

  /** Takes the context of now, for what is used again for something else. */
  protected takeContext(): void {
    this.#context = current;
  }

  /** The context of a holder; that of the program's start for anything else. */
  static of(holder: unknown): unknown {
    return typeof holder === 'object' && holder !== null && #context in holder ? holder.#context : undefined;
  }
}

type Callback = (value: unknown) => unknown;

function carry(callback: unknown): unknown {
  if (typeof callback !== 'function') return callback;
  const context = current;
  return (value: unknown) => {
    const prior = exchangeContext(context);
    try {
      return (callback as Callback)(value);
    } finally {
      current = prior;
    }
  };
}

/** The context in which a promise was made that nobody may ever wait for. */
const rejectedIn = new WeakMap<Promise<unknown>, unknown>();

/**
 * The context in which a promise was rejected. Nobody tells when an async function rejects its own: that is most often
 * the last thing that was done before the browser says so, in the context that it has left behind.
 */
export const contextOfRejection = (promise: Promise<unknown>): unknown =>
  rejectedIn.has(promise) ? rejectedIn.get(promise) : current;

/** Makes `then` carry the context, and rejected promises keep it. To be called before Node's library takes its own hold of it. */
export function installPromiseContext(): void {
  const { then } = Promise.prototype as { then: (this: unknown, ...callbacks: unknown[]) => unknown };
  const carrying = {
    then(this: unknown, fulfilled: unknown, rejected: unknown): unknown {
      const callbacks = inUse ? [carry(fulfilled), carry(rejected)] : [fulfilled, rejected];
      return Reflect.apply(then, this, callbacks);
    },
  };
  replace(Promise.prototype, 'then', carrying.then);
  const { reject } = Promise as unknown as { reject: (this: unknown, reason: unknown) => Promise<unknown> };
  const keeping = {
    reject(this: unknown, reason: unknown): Promise<unknown> {
      const promise = Reflect.apply(reject, this, [reason]);
      if (inUse) rejectedIn.set(promise, current);
      return promise;
    },
  };
  replace(Promise, 'reject', keeping.reject);
  hide('$labContext', currentContext);
  hide('$labEnter', setContext);
  hide('$labResume', (context: unknown, value: unknown) => {
    current = context;
    return value;
  });
}
