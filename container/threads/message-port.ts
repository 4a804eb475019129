/** The class `MessagePort` as a program sees it. */

import type { Services } from './services.ts';

/** The handle behind a port's object. */
export interface PortHandle {
  /** Null once it is closed, or has gone to another thread. */
  readonly id: number | null;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
  close(callback?: () => void): void;
  getAsyncId(): number;
  start(): void;
  stop(): void;
  drain(): void;
  post(value: unknown, transferred: unknown[]): boolean | undefined;
  receive(): unknown;
  /** The kernel says that messages wait. */
  wake(): void;
  /** What messages refer to has come. */
  sharedCame(): void;
  /** The kernel has closed it. */
  ended(): void;
}

/** The things of an iterable, or null for what is none: as C++ reads it, to whom a broken iterator is none. */
function listOf(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value as unknown[];
  const { [Symbol.iterator]: iterate } = value as Partial<Iterable<unknown>>;
  const iterator: unknown = typeof iterate === 'function' ? Reflect.apply(iterate, value, []) : null;
  if (typeof iterator !== 'object' || iterator === null) return null;
  const { next } = iterator as { next?: unknown };
  if (typeof next !== 'function') return null;
  const list: unknown[] = [];
  for (;;) {
    const step: unknown = Reflect.apply(next, iterator, []);
    if (typeof step !== 'object' || step === null) return null;
    if ((step as IteratorResult<unknown>).done) return list;
    list.push((step as IteratorResult<unknown>).value);
  }
}

/** @param handleOf the handle of a port's object; throws for anything else */
export function createMessagePortClass(
  services: Services,
  handleOf: (object: unknown) => PortHandle,
): { prototype: object } {
  /** A port's object has a handle and is none: the library gives its class another ancestry. */
  function MessagePort(): never {
    throw Object.assign(new TypeError('Constructor cannot be called'), { code: 'ERR_CONSTRUCT_CALL_INVALID' });
  }
  const inherited = {
    close: function close(this: object): void {
      handleOf(this).close();
    },
    hasRef: function hasRef(this: object): boolean | undefined {
      const handle = handleOf(this);
      return handle.id === null ? undefined : handle.hasRef();
    },
    ref: function ref(this: object): void {
      handleOf(this).ref();
    },
    unref: function unref(this: object): void {
      handleOf(this).unref();
    },
    getAsyncId: function getAsyncId(this: object): number {
      return handleOf(this).getAsyncId();
    },
  };
  MessagePort.prototype = Object.create(inherited, {
    constructor: { value: MessagePort, writable: true, configurable: true },
  }) as object;
  Object.assign(MessagePort.prototype, {
    postMessage(this: object, ...args: [value?: unknown, transfer?: unknown]): boolean | undefined {
      const [value, transfer] = args;
      if (args.length === 0) {
        const error = new TypeError('Not enough arguments to MessagePort.postMessage');
        throw Object.assign(error, { code: 'ERR_MISSING_ARGS' });
      }
      if (transfer != null && typeof transfer !== 'object') {
        throw services.argumentTypeError('Optional transferList argument must be an iterable');
      }
      let list = listOf(transfer);
      if (!list && transfer != null) {
        const option = (transfer as { transfer?: unknown }).transfer;
        list = listOf(option);
        if (!list && option !== undefined) {
          throw services.argumentTypeError('Optional options.transfer argument must be an iterable');
        }
      }
      return handleOf(this).post(value, list ?? []);
    },
    start(this: object): void {
      handleOf(this).start();
    },
  });
  return MessagePort as unknown as { prototype: object };
}
