/** `internalBinding('serdes')`: what `v8.serialize` and messages of child processes with advanced serialization rest on. */

import { ContextHolder } from '../process/async-context.ts';
import { evaluateLibraryText, library } from '../process/library.ts';
import { PlainProxy } from '../process/proxies.ts';
import type * as SerializationModule from '../serialization/index.ts';
import { bytesOf, decode, encode } from './encodings.ts';
import { argumentTypeError } from './errno.ts';
import type { Binding } from './shape.ts';
import { types } from './types.ts';

/** Fetched when the first value is written or read: most programs never do. */
export const serialization = (): typeof SerializationModule =>
  evaluateLibraryText('lab:serialization') as typeof SerializationModule;

/** What a subclass of Serializer may have. */
interface WritesMore {
  _getDataCloneError: (message: string) => Error;
  _writeHostObject?: (value: object) => void;
  _getSharedArrayBufferId?: (buffer: SharedArrayBuffer) => number;
}

/** What a subclass of Deserializer may have. */
interface ReadsMore {
  _readHostObject?: () => unknown;
}

const uint64 = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

class Serializer {
  readonly #writer: SerializationModule.Writer;

  constructor() {
    const self = this as unknown as WritesMore;
    this.#writer = new (serialization().Writer)({
      types,
      encode,
      fail: (message) => {
        throw self._getDataCloneError(message);
      },
      // What has a native side in Node.
      isHostObject: (value) =>
        value instanceof ContextHolder || value instanceof Serializer || value instanceof Deserializer,
      // Read when they are needed: a subclass may set them later.
      get writeHostObject() {
        return typeof self._writeHostObject === 'function' ? (value: object) => self._writeHostObject?.(value) : null;
      },
      get sharedId() {
        return typeof self._getSharedArrayBufferId === 'function'
          ? (buffer: SharedArrayBuffer) => (self._getSharedArrayBufferId?.(buffer) ?? 0) >>> 0
          : null;
      },
    });
  }

  writeHeader(): void {
    this.#writer.header();
  }

  writeValue(value: unknown): boolean {
    this.#writer.value(value);
    return true;
  }

  releaseBuffer(): unknown {
    const { Buffer } = library.require('buffer') as { Buffer: { from(bytes: ArrayBuffer): unknown } };
    return Buffer.from(this.#writer.release().buffer);
  }

  transferArrayBuffer(id: number, buffer: unknown): void {
    if (!(buffer instanceof ArrayBuffer)) throw argumentTypeError('arrayBuffer must be an ArrayBuffer');
    this.#writer.transfer(id >>> 0, buffer);
  }

  writeUint32(value: number): void {
    this.#writer.varint(value >>> 0);
  }

  writeUint64(high: number, low: number): void {
    this.#writer.varint(uint64(high, low));
  }

  writeDouble(value: number): void {
    this.#writer.double(Number(value));
  }

  writeRawBytes(source: unknown): void {
    if (!ArrayBuffer.isView(source)) throw argumentTypeError('source must be a TypedArray or a DataView');
    this.#writer.raw(bytesOf(source));
  }

  _setTreatArrayBufferViewsAsHostObjects(on: boolean): void {
    this.#writer.viewsAreHostObjects = Boolean(on);
  }
}

class Deserializer {
  /** The bytes that are read; the library makes its own views of them. */
  readonly buffer: ArrayBufferView;
  readonly #reader: SerializationModule.Reader;

  constructor(buffer: unknown) {
    if (!ArrayBuffer.isView(buffer)) throw argumentTypeError('buffer must be a TypedArray or a DataView');
    this.buffer = buffer;
    const self = this as unknown as ReadsMore;
    this.#reader = new (serialization().Reader)(bytesOf(buffer), {
      decode,
      get readHostObject() {
        if (typeof self._readHostObject !== 'function') return null;
        return () => {
          const value = self._readHostObject?.();
          if (typeof value !== 'object' || value === null) throw new TypeError('readHostObject must return an object');
          return value;
        };
      },
    });
  }

  readHeader(): boolean {
    this.#reader.header();
    return true;
  }

  readValue(): unknown {
    return this.#reader.value();
  }

  getWireFormatVersion(): number {
    return this.#reader.version;
  }

  transferArrayBuffer(id: number, buffer: unknown): void {
    if (!(buffer instanceof ArrayBuffer) && !(buffer instanceof SharedArrayBuffer)) {
      throw argumentTypeError('arrayBuffer must be an ArrayBuffer or SharedArrayBuffer');
    }
    this.#reader.transfer(id >>> 0, buffer);
  }

  readUint32(): number {
    return Number(named('ReadUint32', () => this.#reader.varint()) & 0xffffffffn);
  }

  readUint64(): [high: number, low: number] {
    const value = named('ReadUint64', () => this.#reader.varint());
    return [Number(value >> 32n), Number(value & 0xffffffffn)];
  }

  readDouble(): number {
    return named('ReadDouble', () => this.#reader.double());
  }

  /** Where the bytes begin in `buffer`. */
  _readRawBytes(length: number): number {
    return named('ReadRawBytes', () => this.#reader.skip(Number(length)));
  }
}

/** Node's words when there is too little left to read. */
function named<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${name}() failed`, { cause });
  }
}

/** A native class that is called without `new` has an error with a code, which one of JavaScript has not. */
function onlyNew<Class extends abstract new (...args: never[]) => object>(constructor: Class): Class {
  const guarded = new PlainProxy(constructor, {
    apply() {
      const message = `Class constructor ${constructor.name} cannot be invoked without 'new'`;
      throw Object.assign(new TypeError(message), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
    },
  });
  Object.defineProperty(constructor.prototype, 'constructor', { value: guarded, writable: true, configurable: true });
  return guarded;
}

export function createSerdesBinding(): Binding {
  return { Serializer: onlyNew(Serializer), Deserializer: onlyNew(Deserializer) };
}
