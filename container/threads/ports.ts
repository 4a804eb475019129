/** `MessagePort` and its kin as Node's C++ has them (src/node_messaging.cc); the kernel has their queues. */

import type { PostOutcome, SharedValue } from '../kernel/protocol.ts';
import { Messages } from './messages.ts';
import type { Services } from './services.ts';
import { SharedValues } from './shared-values.ts';

type Emit = (this: object, value: unknown, ports: object[] | undefined, type: string) => void;

/** The handle behind a port's object. */
interface PortHandle {
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
  /** The kernel says that one more message waits. */
  wake(): void;
  /** What messages refer to has come. */
  sharedCame(): void;
  /** The kernel has closed it. */
  ended(): void;
}

/** What the binding `messaging` has of ports, and what the kernel says of them. */
export interface PortsBinding {
  readonly MessagePort: unknown;
  readonly MessageChannel: unknown;
  makePort(id: number): object;
  broadcastChannel(name: string): object;
  receiveMessageOnPort(port: unknown): unknown;
  drainMessagePort(port: object | null): void;
  stopMessagePort(port: object): void;
  structuredClone(value: unknown, options?: { transfer?: unknown[] }): unknown;
  setCreateObject(create: (info: string) => object): void;
  onMessage(id: number): void;
  onShared(values: SharedValue[]): void;
  onClosed(id: number): void;
}

/** The things of an iterable, or null for what is none; read as C++ does. */
function listOf(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null) return null;
  const iterable = value as Partial<Iterable<unknown>>;
  return Array.isArray(value) || typeof iterable[Symbol.iterator] === 'function'
    ? [...(value as Iterable<unknown>)]
    : null;
}

export function createPorts(services: Services): PortsBinding {
  const { call, callWithTransfer, notify, enter, isolateSymbols, library, KernelError } = services;
  const noMessage = isolateSymbols['no_message_symbol'];
  /** The handle of every port's object; also of those that are closed. */
  const handles = new WeakMap<object, PortHandle>();
  const open = new Map<number, PortHandle>();
  let emit: Emit | null = null;

  const shared = new SharedValues(services.number);
  const messages = new Messages(
    services,
    {
      stateOf(object) {
        const handle = handles.get(object);
        return handle ? (handle.id === null ? 'closed' : 'open') : null;
      },
      detach: (port) => (handles.get(port) as Port).detach(),
      make: makePort,
    },
    shared,
  );

  /** The function through which the library takes messages. */
  function emitter(): Emit {
    if (!emit) {
      const exports: { emitMessage?: Emit } = {};
      const { privateSymbols } = services;
      services.libraryFunction('internal/per_context/messageport')(
        exports,
        library.primordials,
        privateSymbols,
        isolateSymbols,
      );
      emit = exports.emitMessage!;
    }
    return emit;
  }

  class Port extends services.Handle implements PortHandle {
    id: number | null;
    readonly #object: object;
    #receiving = false;
    /** Messages that the kernel has told of and that were not asked for. */
    #expected = 0;
    #pumping = false;
    /** One that was taken, and refers to what has not come yet. */
    #held: Uint8Array | null = null;

    constructor(object: object, id: number) {
      super();
      this.#object = object;
      this.id = id;
      open.set(id, this);
      this.updateLiveness();
    }

    get resourceName(): string {
      return 'MessagePort';
    }

    protected isActive(): boolean {
      return true;
    }

    protected onClose(): void {
      if (this.id === null) return;
      open.delete(this.id);
      notify({ type: 'close-port', port: this.id });
      this.id = null;
    }

    override close(): void {
      super.close(() => {
        const told = (this.#object as Record<symbol, unknown>)[isolateSymbols['handle_onclose'] as symbol];
        if (typeof told === 'function') Reflect.apply(told, this.#object, []);
      });
    }

    /** Lets it go to another thread. */
    detach(): number {
      if (this.id === null || this.#held) throw new Error('A port that is closed, or about to receive, cannot go');
      const { id } = this;
      open.delete(id);
      this.id = null;
      this.close();
      return id;
    }

    ended(): void {
      if (this.id !== null) open.delete(this.id);
      this.id = null;
      this.close();
    }

    start(): void {
      this.#receiving = true;
      this.#pump();
    }

    stop(): void {
      this.#receiving = false;
    }

    wake(): void {
      this.#expected++;
      if (this.#receiving && !this.#pumping && this.#expected > 0) this.#deliver();
    }

    sharedCame(): void {
      if (this.#held) this.wake();
    }

    /** Gives the library what waits, each message in a macrotask of its own. */
    #pump(): void {
      if (this.#pumping || this.#expected <= 0 || !this.#receiving) return;
      this.#pumping = true;
      const next = () => {
        this.#pumping = false;
        if (!this.#receiving) return;
        this.#deliver();
        this.#pump();
      };
      if (this.hasRef()) services.later(next);
      else services.ifAlive(next);
    }

    /** Gives the library the first message; false when there is none. */
    #deliver(): boolean {
      let incoming: ReturnType<Port['take']>;
      try {
        incoming = this.take();
      } catch (error) {
        enter(() => Reflect.apply(emitter(), this.#object, [error, undefined, 'messageerror']), this);
        return true;
      }
      if (!incoming) return false;
      const { value, ports } = incoming;
      enter(() => Reflect.apply(emitter(), this.#object, [value, ports, 'message']), this);
      return true;
    }

    drain(): void {
      while (this.#deliver());
    }

    receive(): unknown {
      const incoming = this.take();
      return incoming ? incoming.value : noMessage;
    }

    /** The first message; null when there is none, or none that can be read already. */
    protected take(): ReturnType<Messages['read']> {
      const held = this.#held;
      if (this.id === null) return null;
      const bytes = held ?? this.#ask(this.id);
      this.#expected--;
      if (bytes.length === 0) return null;
      this.#held = null;
      const incoming = messages.read(bytes);
      if (!incoming) this.#held = bytes;
      return incoming;
    }

    #ask(id: number): Uint8Array {
      try {
        return call('receiveMessage', id);
      } catch (error) {
        // The kernel has closed it, and the word of that waits for the event loop.
        if (error instanceof KernelError && error.code === 'EBADF') return new Uint8Array(0);
        throw error;
      }
    }

    post(value: unknown, transferred: unknown[]): boolean | undefined {
      const { bytes, ports, shared: values } = messages.write(value, transferred, this.#object);
      if (this.id === null) {
        for (const port of ports) notify({ type: 'close-port', port });
        return undefined;
      }
      let outcome: PostOutcome;
      try {
        outcome = callWithTransfer('postMessage', [this.id, bytes, ports, values], [bytes.buffer]);
      } catch (error) {
        for (const port of ports) notify({ type: 'close-port', port });
        if (!(error instanceof KernelError)) throw error;
        if (error.code === 'EBADF') return false; // The other end has closed, and the word of that is on its way.
        throw services.systemException(error.code, 'postMessage');
      }
      if (outcome === 'lost') {
        (library.process['emitWarning'] as (warning: string) => void)(
          'The target port was posted to itself, and the communication channel was lost',
        );
      }
      return outcome !== 'alone';
    }
  }

  function handleOf(object: unknown): PortHandle {
    const handle = typeof object === 'object' && object !== null ? handles.get(object) : undefined;
    if (!handle) throw new TypeError('Illegal invocation');
    return handle;
  }

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

  function MessageChannel(this: object): void {
    if (!new.target) {
      const error = new TypeError('Cannot call constructor without `new`');
      throw Object.assign(error, { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
    }
    const [port1, port2] = newPort(() => call('createPorts'));
    Object.assign(this, { port1: makePort(port1), port2: makePort(port2) });
  }

  function makePort(id: number): object {
    const object = Object.create(MessagePort.prototype as object) as Record<symbol, unknown>;
    handles.set(object, new Port(object, id));
    const init = object[isolateSymbols['oninit'] as symbol];
    if (typeof init === 'function') Reflect.apply(init, object, []);
    return object;
  }

  function newPort<Made>(make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      throw error instanceof KernelError ? services.systemException(error.code, 'MessagePort') : error;
    }
  }

  return {
    MessagePort,
    MessageChannel,
    makePort,
    broadcastChannel: (name) => makePort(newPort(() => call('broadcastPort', name))),
    receiveMessageOnPort(port) {
      const handle = typeof port === 'object' && port !== null ? handles.get(port) : undefined;
      if (!handle) throw services.argumentTypeError('The "port" argument must be a MessagePort instance');
      return handle.receive();
    },
    drainMessagePort: (port) => void (port && handleOf(port).drain()),
    stopMessagePort: (port) => handleOf(port).stop(),
    structuredClone(value, options) {
      const { bytes, shared: values } = messages.write(value, options?.transfer ?? [], null);
      shared.arrive(values);
      return messages.read(bytes)!.value;
    },
    setCreateObject(create) {
      messages.createObject = create;
    },
    onMessage: (id) => open.get(id)?.wake(),
    onShared(values) {
      shared.arrive(values);
      for (const port of open.values()) port.sharedCame();
    },
    onClosed: (id) => open.get(id)?.ended(),
  };
}
