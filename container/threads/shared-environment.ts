/**
 * An environment that several threads have in common (`SHARE_ENV`), in shared memory. It has two places for a text: the
 * newest is in the one that the version's last bit names, so that whoever reads it never sees half of one.
 */

import type { Services } from './services.ts';

const LOCK = 0;
const VERSION = 1;
/** And the word after it: how long the text in each place is. */
const LENGTH = 2;
const HEAD_BYTES = 16;
/** Of one place; Linux allows a quarter more for all variables of a new process. */
const CAPACITY = 512 * 1024;
/** Whoever holds the lock for so long was ended meanwhile, in milliseconds. */
const LOST = 1000;

type Variables = Record<string, string>;

class SharedText {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #services: Services;

  constructor(services: Services, memory: SharedArrayBuffer) {
    this.#services = services;
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT);
  }

  get version(): number {
    return Atomics.load(this.#words, VERSION);
  }

  read(): { version: number; text: string } {
    for (;;) {
      const { version } = this;
      const bytes = this.#place(version).slice(0, Atomics.load(this.#words, LENGTH + (version & 1)));
      if (version === this.version) return { version, text: this.#services.decode(bytes, 'utf8') };
    }
  }

  /** Writes what `change` makes of the text; nobody else does meanwhile. */
  update(change: () => string): number {
    const words = this.#words;
    while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0) {
      if (Atomics.wait(words, LOCK, 1, LOST) === 'timed-out') break;
    }
    try {
      const bytes = this.#services.encode(change(), 'utf8');
      if (bytes.length > CAPACITY) throw this.#services.systemException('E2BIG', 'setenv');
      const version = this.version + 1;
      this.#place(version).set(bytes);
      Atomics.store(words, LENGTH + (version & 1), bytes.length);
      Atomics.store(words, VERSION, version);
      return version;
    } finally {
      Atomics.store(words, LOCK, 0);
      Atomics.notify(words, LOCK, 1);
    }
  }

  #place(version: number): Uint8Array {
    return new Uint8Array(this.memory, HEAD_BYTES + (version & 1) * CAPACITY, CAPACITY);
  }
}

let shared: SharedText | null = null;

/** Shares this thread's `process.env`, or makes it what is in `memory`. Answers the memory. */
export function shareEnvironment(services: Services, memory: SharedArrayBuffer | null): SharedArrayBuffer {
  if (shared) return shared.memory;
  const text = new SharedText(services, memory ?? new SharedArrayBuffer(HEAD_BYTES + 2 * CAPACITY));
  shared = text;
  const { variables, handler } = services.ownEnvironment();
  let seen = 0;
  if (!memory) seen = text.update(() => JSON.stringify(variables));
  /** Takes over what others have written. */
  const refresh = (): void => {
    if (text.version === seen) return;
    const { version, text: json } = text.read();
    for (const name of Object.keys(variables)) Reflect.deleteProperty(variables, name);
    Object.assign(variables, JSON.parse(json));
    seen = version;
  };
  const changing =
    <Args extends unknown[]>(change: (...args: Args) => boolean) =>
    (...args: Args): boolean => {
      let changed = false;
      seen = text.update(() => {
        refresh();
        changed = change(...args);
        return JSON.stringify(variables);
      });
      return changed;
    };
  const reading =
    <Args extends unknown[], Result>(read: (...args: Args) => Result) =>
    (...args: Args): Result => {
      refresh();
      return read(...args);
    };
  const { set, defineProperty } = handler as Required<ProxyHandler<Variables>>;
  Object.assign(handler, {
    get: reading((target, name) => Reflect.get(target, name) as unknown),
    has: reading(Reflect.has),
    ownKeys: reading(Reflect.ownKeys),
    getOwnPropertyDescriptor: reading(Reflect.getOwnPropertyDescriptor),
    deleteProperty: changing(Reflect.deleteProperty),
    set: changing(set),
    defineProperty: changing(defineProperty),
  } satisfies ProxyHandler<Variables>);
  return text.memory;
}
