/** `internalBinding('serdes')`: what `v8.serialize` and messages of child processes with advanced serialization rest on. */

import { library } from '../process/library.ts';
import { bytesOf } from './encodings.ts';
import { Reader } from './serdes-reader.ts';
import { Writer } from './serdes-writer.ts';
import type { Binding } from './shape.ts';

/** What a subclass of Serializer may have. */
interface WritesMore {
  _getDataCloneError: new (message: string) => Error;
  _writeHostObject?: (value: object) => void;
  _getSharedArrayBufferId?: (buffer: SharedArrayBuffer) => number;
}

/** What a subclass of Deserializer may have. */
interface ReadsMore {
  _readHostObject?: () => unknown;
}

const argumentError = (message: string): Error =>
  Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });

const uint64 = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

class Serializer {
  readonly #writer: Writer;

  constructor() {
    const self = this as unknown as WritesMore;
    this.#writer = new Writer({
      fail: (message) => {
        throw new self._getDataCloneError(message);
      },
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
    if (!(buffer instanceof ArrayBuffer)) throw argumentError('arrayBuffer must be an ArrayBuffer');
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
    if (!ArrayBuffer.isView(source)) throw argumentError('source must be a TypedArray or a DataView');
    this.#writer.raw(bytesOf(source));
  }

  _setTreatArrayBufferViewsAsHostObjects(on: boolean): void {
    this.#writer.viewsAreHostObjects = Boolean(on);
  }
}

class Deserializer {
  /** The bytes that are read; the library makes its own views of them. */
  readonly buffer: ArrayBufferView;
  readonly #reader: Reader;

  constructor(buffer: unknown) {
    if (!ArrayBuffer.isView(buffer)) throw argumentError('buffer must be a TypedArray or a DataView');
    this.buffer = buffer;
    const self = this as unknown as ReadsMore;
    this.#reader = new Reader(bytesOf(buffer), {
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
      throw argumentError('arrayBuffer must be an ArrayBuffer or SharedArrayBuffer');
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
    return named('ReadRawBytes', () => this.#reader.raw(Number(length)));
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

export function createSerdesBinding(): Binding {
  return { Serializer, Deserializer };
}
