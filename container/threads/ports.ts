/** `MessagePort` and its kin as Node's C++ has them (src/node_messaging.cc); the kernel has their queues. */

import type { PostOutcome, SharedValue } from '../kernel/protocol.ts';
import { Messages, type Incoming } from './messages.ts';
import { createMessagePortClass, type PortHandle } from './message-port.ts';
import type { Services } from './services.ts';
import { SharedValues } from './shared-values.ts';

/** Up to here it takes the browser less to copy bytes than to hand them over. */
const LONG = 64 * 1024;

/** So many messages of one port can come in a row before others have their turn. */
const MOST_AHEAD = 1000;

type Emit = (this: object, value: unknown, ports: object[] | undefined, type: string) => void;

/** What the binding `messaging` has of ports, and what the kernel says of them. */
export interface PortsBinding {
  readonly MessagePort: unknown;
  readonly MessageChannel: unknown;
  /** The object of a port that this thread has got. */
  makePort(id: number): object;
  broadcastChannel(name: string): object;
  receiveMessageOnPort(port: unknown): unknown;
  /** Throws Node's error for what is no port, and for one that is closed. */
  checkOpen(port: unknown): void;
  drainMessagePort(port: object | null): void;
  stopMessagePort(port: object): void;
  structuredClone(value: unknown, options?: { transfer?: unknown[] }): unknown;
  setCreateObject(create: (info: string) => object): void;
  onMessage(id: number): void;
  onShared(values: SharedValue[]): void;
  onClosed(id: number): void;
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
      make: (id) => makePort(id, true),
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
    /** The kernel has told of messages, or may have: not all were taken since. */
    #waits: boolean;
    /** The last message that was taken said that more wait. */
    #more = false;
    /** A turn is on its way. */
    #turning = false;
    /** How many turns came before all else that waits. */
    #ahead = 0;
    /** The program has a message in its hands. */
    #emitting = false;
    /** One that was taken, and refers to what has not come yet. */
    #held: Uint8Array | null = null;

    constructor(object: object, id: number, waits: boolean) {
      super();
      this.#object = object;
      this.#waits = waits;
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
      if (this.closed) return;
      const rest: Incoming[] = [];
      // A program that closes a port in the middle of its messages gets those that are there already.
      if (this.#emitting && this.#receiving) for (let next; (next = this.#take());) rest.push(next);
      super.close(() => {
        const told = (this.#object as Record<symbol, unknown>)[isolateSymbols['handle_onclose'] as symbol];
        if (typeof told === 'function') Reflect.apply(told, this.#object, []);
      });
      for (const each of rest) services.sooner(() => this.#emit(each));
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
      services.later(() => this.close()); // Whoever has closed the other end hears of its own first.
    }

    start(): void {
      this.#receiving = true;
      if (this.#waits) this.#turnLater();
    }

    stop(): void {
      this.#receiving = false;
    }

    wake(): void {
      this.#waits = true;
      if (this.#receiving && !this.#turning) this.#turn();
    }

    sharedCame(): void {
      if (this.#held) this.wake();
    }

    /** Gives the library one message, and comes again while more wait: Node takes all of one port before the next one's. */
    #turn(): void {
      if (!this.#receiving) return;
      this.#waits = false;
      if (!this.#deliver()) return;
      if (this.#more) this.#turnLater();
      else this.#ahead = 0;
    }

    #turnLater(): void {
      if (this.#turning) return;
      this.#waits = true;
      this.#turning = true;
      this.#ahead = (this.#ahead + 1) % MOST_AHEAD;
      const turn = () => {
        this.#turning = false;
        this.#turn();
      };
      if (!this.hasRef()) services.ifAlive(turn);
      else if (this.#ahead === 0) services.later(turn);
      else services.sooner(turn);
    }

    /** Gives the library the first message; false when there is none. */
    #deliver(): boolean {
      let incoming: Incoming | null;
      try {
        incoming = this.#take();
      } catch (error) {
        enter(() => Reflect.apply(emitter(), this.#object, [error, undefined, 'messageerror']), this);
        return true;
      }
      if (incoming) this.#emit(incoming);
      return incoming !== null;
    }

    #emit({ value, ports }: Incoming): void {
      this.#emitting = true;
      enter(() => Reflect.apply(emitter(), this.#object, [value, ports, 'message']), this);
      this.#emitting = false;
    }

    drain(): void {
      while (this.#deliver());
    }

    receive(): unknown {
      const incoming = this.#take();
      return incoming ? incoming.value : noMessage;
    }

    /** The first message; null when there is none, or none that can be read already. */
    #take(): Incoming | null {
      if (this.id === null) return null;
      const bytes = this.#held ?? this.#ask(this.id);
      if (bytes.length === 0) return null;
      this.#more = bytes[0] === 1;
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
        outcome = callWithTransfer(
          'postMessage',
          [this.id, bytes, ports, values],
          bytes.length > LONG ? [bytes.buffer] : [],
        );
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

  function handleOfArgument(port: unknown): PortHandle {
    const handle = typeof port === 'object' && port !== null ? handles.get(port) : undefined;
    if (!handle) throw services.argumentTypeError('The "port" argument must be a MessagePort instance');
    return handle;
  }

  const MessagePort = createMessagePortClass(services, handleOf);

  function MessageChannel(this: object): void {
    if (!new.target) {
      const error = new TypeError('Cannot call constructor without `new`');
      throw Object.assign(error, { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
    }
    const [port1, port2] = newPort(() => call('createPorts'));
    Object.assign(this, { port1: makePort(port1, false), port2: makePort(port2, false) });
  }

  /** `waits`: there may be messages already. */
  function makePort(id: number, waits: boolean): object {
    const object = Object.create(MessagePort.prototype) as Record<symbol, unknown>;
    handles.set(object, new Port(object, id, waits));
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
    makePort: (id) => makePort(id, true),
    broadcastChannel: (name) =>
      makePort(
        newPort(() => call('broadcastPort', name)),
        false,
      ),
    receiveMessageOnPort: (port) => handleOfArgument(port).receive(),
    checkOpen(port) {
      if (handleOfArgument(port).id !== null) return;
      const error = new Error('Cannot send data on closed MessagePort');
      throw Object.assign(error, { code: 'ERR_CLOSED_MESSAGE_PORT' });
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
