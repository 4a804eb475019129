/** Messages as bytes: V8's format, with what Node and this container add to it (src/node_messaging.cc). */

import type { SharedValue } from '../kernel/protocol.ts';
import type { Clone } from '../bindings/cloneable.ts';
import type { Reader } from '../serialization/index.ts';
import type { Services } from './services.ts';
import type { SharedValues } from './shared-values.ts';

/** What of a message is no plain data, as its head says. */
type HostObject =
  | { kind: 'port'; id: number }
  /** An object of the library's, and which class of it; its data follows the message's value. */
  | { kind: 'library'; info: string }
  /** An object of a binding's. */
  | { kind: 'binding'; clone: Clone }
  /** A module or the shared memory of WebAssembly: its place in `shared`. */
  | { kind: 'assembly'; shared: number };

interface Head {
  shared: number[];
  objects: HostObject[];
}

/** A message that can be posted. */
export interface Outgoing {
  bytes: Uint8Array<ArrayBuffer>;
  ports: number[];
  shared: SharedValue[];
}

/** A message that was read. */
export interface Incoming {
  value: unknown;
  /** The ports that came with it; undefined where nothing did. */
  ports: object[] | undefined;
}

/** What this part asks of whoever has the ports. */
export interface Ports {
  /** Whether an object is a port, and whether it is still open. */
  stateOf(object: object): 'open' | 'closed' | null;
  /** Takes a port away from this thread, and answers its number. */
  detach(port: object): number;
  /** Makes the object of a port that has come. */
  make(id: number): object;
}

const NEEDS_TRANSFER = 'Object that needs transfer was found in message but not listed in transferList';
const NO_CLONE = 'Cannot clone object of unsupported type.';
const NO_TRANSFER = 'Cannot transfer object of unsupported type.';

/** Where the length of the head stands: the first byte is the kernel's. */
const LENGTH = 2;
const PREFIX = 6;

/** Bits that say what can be done with an object of the library's. */
interface Modes {
  kTransferable: number;
  kCloneable: number;
}

type Method = (() => unknown) | undefined;

export class Messages {
  readonly #services: Services;
  readonly #ports: Ports;
  readonly #shared: SharedValues;
  readonly #modes: Modes;
  /** Makes an object of the library's from the name of its class. */
  createObject: (info: string) => object = () => {
    throw new Error('The library has not said how its objects are made');
  };

  constructor(services: Services, ports: Ports, shared: SharedValues) {
    this.#services = services;
    this.#ports = ports;
    this.#shared = shared;
    const { constants } = services.library.internalBinding('util') as { constants: Modes };
    this.#modes = constants;
  }

  /** Fails with a DataCloneError. @param source the port that the message is for: it cannot go with it */
  write(value: unknown, transferred: readonly unknown[], source: object | null): Outgoing {
    const { types, encode } = this.#services;
    const { Writer } = this.#services.serialization();
    const fail = (message: string): never => this.#fail(message);
    const { buffers, objects } = this.#transferList(transferred, source);
    const listed = objects.length;
    const shared: SharedValue['value'][] = [];
    const placeOf = (value: SharedValue['value']): number => {
      const at = shared.indexOf(value);
      return at < 0 ? shared.push(value) - 1 : at;
    };
    const writer = new Writer({
      types,
      encode,
      fail,
      isHostObject: (object) => this.#isHostObject(object),
      writeHostObject: (object) => {
        const mode = this.#modeOf(object);
        if (mode === 0) fail(NO_CLONE);
        let at = objects.indexOf(object);
        if (at < 0) {
          if ((mode & this.#modes.kCloneable) === 0) fail(NEEDS_TRANSFER);
          at = objects.push(object) - 1;
        }
        writer.varint(at);
      },
      sharedId: placeOf,
    });
    writer.header();
    writer.value(value);
    for (const buffer of buffers) this.#detachBuffer(buffer);
    const written: HostObject[] = [];
    // Their data may have more of them.
    for (let at = 0; at < objects.length; at++) {
      written.push(this.#writeObject(objects[at]!, at < listed, writer, placeOf));
    }
    const values = shared.map((each) => ({ id: this.#shared.numberOf(each), value: each }));
    const ports = written.flatMap((each) => (each.kind === 'port' ? [each.id] : []));
    const bytes = withHead({ shared: values.map(({ id }) => id), objects: written }, writer.release(), (head) => {
      const headWriter = new Writer({ types, encode, fail, isHostObject: null, writeHostObject: null, sharedId: null });
      headWriter.header();
      headWriter.value(head);
      return headWriter.release();
    });
    return { bytes, ports, shared: values };
  }

  /** Reads a message; null when something that it refers to is still on its way. Fails with an Error. */
  read(bytes: Uint8Array): Incoming | null {
    const { decode, isolateSymbols } = this.#services;
    const serialization = this.#services.serialization();
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(LENGTH, true);
    const head: Head = { shared: [], objects: [] };
    if (headLength > 0) {
      const reader = new serialization.Reader(bytes.subarray(PREFIX, PREFIX + headLength), {
        decode,
        readHostObject: null,
      });
      reader.header();
      Object.assign(head, reader.value());
    }
    const shared = this.#shared.take(head.shared);
    if (!shared) return null;
    const objects = head.objects.map((each) => this.#makeObject(each, shared));
    const reader: Reader = new serialization.Reader(bytes.subarray(PREFIX + headLength), {
      decode,
      readHostObject: (): object => objects[Number(reader.varint())]!,
    });
    for (const [at, value] of shared.entries()) if (value instanceof SharedArrayBuffer) reader.transfer(at, value);
    reader.header();
    const value = reader.value();
    for (const [at, { kind }] of head.objects.entries()) {
      if (kind !== 'library') continue;
      const object = objects[at] as Record<symbol, (data: unknown) => void>;
      object[isolateSymbols['messaging_deserialize_symbol'] as symbol]?.(reader.value());
    }
    const ports = objects.filter((object) => this.#ports.stateOf(object) !== null);
    return { value, ports: objects.length > 0 ? ports : undefined };
  }

  /** What goes over instead of being cloned. */
  #transferList(list: readonly unknown[], source: object | null): { buffers: ArrayBuffer[]; objects: object[] } {
    const { types, privateSymbols, isolateSymbols } = this.#services;
    const untransferable = privateSymbols['untransferable_object_private_symbol'] as symbol;
    const buffers: ArrayBuffer[] = [];
    const objects: object[] = [];
    for (const entry of list) {
      if (typeof entry !== 'object' || entry === null) this.#fail('Found invalid value in transferList.');
      const object = entry as object;
      if (Object.hasOwn(object, untransferable)) this.#fail(NO_TRANSFER);
      if (types.isArrayBuffer(object)) {
        const buffer = object as ArrayBuffer & { detached?: boolean };
        if (buffer.detached) this.#fail(NO_TRANSFER);
        if (buffers.includes(buffer)) this.#fail('Transfer list contains duplicate ArrayBuffer');
        buffers.push(buffer);
        continue;
      }
      if (object === source) this.#fail('Transfer list contains source port');
      if (this.#ports.stateOf(object) === 'closed') this.#fail('MessagePort in transfer list is already detached');
      if (objects.includes(object)) {
        this.#fail(`Transfer list contains duplicate ${object.constructor.name}`);
      }
      if (!this.#isHostObject(object)) this.#fail('Found invalid value in transferList.');
      if ((this.#modeOf(object) & this.#modes.kTransferable) === 0) this.#fail(NO_TRANSFER);
      objects.push(object);
    }
    // An object of the library's can bring along the handle that it stands for.
    for (const object of objects) {
      const nested = (object as Record<symbol, Method>)[isolateSymbols['messaging_transfer_list_symbol'] as symbol];
      if (typeof nested !== 'function') continue;
      for (const each of nested.call(object) as object[]) if (!objects.includes(each)) objects.push(each);
    }
    return { buffers, objects };
  }

  #isHostObject(object: object): boolean {
    return (
      Object.hasOwn(object, this.#modeSymbol) ||
      this.#ports.stateOf(object) !== null ||
      object instanceof this.#services.ContextHolder ||
      isAssembly(object) ||
      this.#services.isCloneable(object)
    );
  }

  get #modeSymbol(): symbol {
    return this.#services.privateSymbols['transfer_mode_private_symbol'] as symbol;
  }

  /** Whether it can be transferred or cloned, as bits. */
  #modeOf(object: object): number {
    const { kTransferable, kCloneable } = this.#modes;
    if (Object.hasOwn(object, this.#modeSymbol)) return Number((object as Record<symbol, unknown>)[this.#modeSymbol]);
    const state = this.#ports.stateOf(object);
    if (state !== null) return state === 'open' ? kTransferable : 0;
    if (isAssembly(object)) return kCloneable;
    if (!this.#services.isCloneable(object)) return 0;
    return this.#services.isTransferred(object) ? kTransferable : kCloneable;
  }

  #writeObject(
    object: object,
    isListed: boolean,
    writer: { value(value: unknown): void },
    placeOf: (value: SharedValue['value']) => number,
  ): HostObject {
    if (this.#ports.stateOf(object) !== null) return { kind: 'port', id: this.#ports.detach(object) };
    if (isAssembly(object)) return { kind: 'assembly', shared: placeOf(object as SharedValue['value']) };
    const clone = this.#services.writeClone(object);
    if (clone) return { kind: 'binding', clone };
    const { isolateSymbols } = this.#services;
    const methods = object as Record<symbol, Method>;
    const transfer = isListed ? methods[isolateSymbols['messaging_transfer_symbol'] as symbol] : undefined;
    const write = transfer ?? methods[isolateSymbols['messaging_clone_symbol'] as symbol];
    if (typeof write !== 'function') this.#fail(NO_CLONE);
    const { data, deserializeInfo } = write!.call(object) as { data: unknown; deserializeInfo: string };
    writer.value(data);
    return { kind: 'library', info: deserializeInfo };
  }

  #makeObject(object: HostObject, shared: SharedValue['value'][]): object {
    switch (object.kind) {
      case 'port':
        return this.#ports.make(object.id);
      case 'library':
        return this.createObject(object.info);
      case 'binding':
        return this.#services.readClone(object.clone);
      case 'assembly':
        return shared[object.shared]!;
    }
  }

  /** Its content was written: nobody shall find it here any more. */
  #detachBuffer(buffer: ArrayBuffer): void {
    try {
      this.#services.host.structuredClone(buffer, { transfer: [buffer] });
    } catch (error) {
      if (!(error instanceof this.#services.host.DOMException || error instanceof TypeError)) throw error;
      this.#fail(NO_TRANSFER); // The memory of a WebAssembly instance.
    }
  }

  #fail(message: string): never {
    throw new (this.#services.domException())(message, 'DataCloneError');
  }
}

/** What of WebAssembly can be in several threads. */
const isAssembly = (object: object): boolean =>
  object instanceof WebAssembly.Module ||
  (object instanceof WebAssembly.Memory && (object.buffer as ArrayBufferLike) instanceof SharedArrayBuffer);

/** The head comes first, and the message's own bytes at an even place; a message that needs none has no head. */
function withHead(head: Head, body: Uint8Array, write: (head: Head) => Uint8Array): Uint8Array<ArrayBuffer> {
  const isPlain = head.shared.length === 0 && head.objects.length === 0;
  const bytes = isPlain ? new Uint8Array(0) : write(head);
  const length = bytes.length + (bytes.length % 2);
  const whole = new Uint8Array(PREFIX + length + body.length);
  new DataView(whole.buffer).setUint32(LENGTH, length, true);
  whole.set(bytes, PREFIX);
  whole.set(body, PREFIX + length);
  return whole;
}
