/** What this part, which is fetched when a program loads `http2`, takes from the process's own script. */

import type { ContextHolder, exchangeContext } from '../process/async-context.ts';
import type { library } from '../process/library.ts';
import type { enter, later, sooner } from '../process/loop.ts';
import type { tellObservers } from '../bindings/performance.ts';
import type { StreamServices } from '../streams/stream-base.ts';

/** Arrays that the library writes before it calls, or reads after it. */
export interface SharedArrays {
  optionsBuffer: Uint32Array;
  settingsBuffer: Uint32Array;
  sessionState: Float64Array;
  streamState: Float64Array;
}

export interface Services extends StreamServices {
  ContextHolder: typeof ContextHolder;
  exchangeContext: typeof exchangeContext;
  enter: typeof enter;
  later: typeof later;
  sooner: typeof sooner;
  library: typeof library;
  shared: SharedArrays;
  /** Milliseconds since the process began. */
  now: () => number;
  tellObservers: typeof tellObservers;
}

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** The library's functions that hear of what happens; `this` is the session or the stream. */
export interface Callbacks {
  error: Callback;
  priority: Callback;
  settings: Callback;
  ping: Callback;
  headers: Callback;
  frameError: Callback;
  goaway: Callback;
  altsvc: Callback;
  origin: Callback;
  trailers: Callback;
  streamClosed: Callback;
}

/** In the order in which `setCallbackFunctions` has them. */
export const CALLBACK_ORDER: readonly (keyof Callbacks)[] = [
  'error',
  'priority',
  'settings',
  'ping',
  'headers',
  'frameError',
  'goaway',
  'altsvc',
  'origin',
  'trailers',
  'streamClosed',
];

/** Calls the library back, as Node's MakeCallback does. */
export class Caller {
  readonly #services: Services;
  /** How many of our own callbacks of the event loop are on the stack. */
  #depth = 0;
  /** Counts calls: promise jobs may wait behind one. */
  calls = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Runs what the event loop has brought: ticks follow each call of the library in it. */
  fromLoop(run: () => void): void {
    this.#depth++;
    try {
      run();
    } finally {
      this.#depth--;
    }
  }

  call<Args extends unknown[], Result>(
    callback: ((this: unknown, ...args: Args) => Result) | null | undefined,
    self: object,
    ...args: Args
  ): Result | undefined {
    if (!callback) return undefined;
    this.calls++;
    const { enter, later, exchangeContext, ContextHolder } = this.#services;
    if (this.#depth > 0) return enter(callback, self, ...args);
    // In the middle of the program's own code, nothing of what it has put off may run.
    const context = exchangeContext(ContextHolder.of(self));
    try {
      return callback.apply(self, args);
    } catch (error) {
      // It is not of the call that we are in the middle of.
      later(() =>
        enter(() => {
          throw error;
        }, self),
      );
      return undefined;
    } finally {
      exchangeContext(context);
    }
  }
}
