/** Reads values in V8's format. */

import type { decode } from '../bindings/encodings.ts';
import { ERRORS, REGEXP_FLAGS, TAG, VERSION, VIEW_TRACKS_LENGTH, VIEWS } from './format.ts';

/** What whoever makes a reader decides. */
export interface ReaderDelegate {
  /** Bytes to text. */
  decode: typeof decode;
  /** Reads what a writer's delegate wrote; null where nobody does. */
  readHostObject: (() => object) | null;
}

/** Since this version a view has flags. */
const VERSION_WITH_FLAGS = 14;
const FIRST_VERSION = 13;

const MALFORMED = 'Unable to deserialize cloned data.';

/** Reads the values of some bytes one after the other. Fails with an Error when they are none. */
export class Reader {
  /** Of the format, once the header was read. */
  version = 0;
  readonly #delegate: ReaderDelegate;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #objects: object[] = [];
  readonly #transferred = new Map<number, ArrayBufferLike>();
  #at = 0;

  constructor(bytes: Uint8Array, delegate: ReaderDelegate) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#delegate = delegate;
  }

  header(): void {
    const isHeader = this.#bytes[this.#at] === TAG.version;
    this.version = isHeader ? (this.#bytes[this.#at + 1] ?? 0) : 0;
    if (this.version < FIRST_VERSION || this.version > VERSION) {
      throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
    }
    this.#at += 2;
  }

  /** What came another way by this number. */
  transfer(id: number, buffer: ArrayBufferLike): void {
    this.#transferred.set(id, buffer);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      if (shift < 64n) value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }

  double(): number {
    return this.#view.getFloat64(this.skip(8), true);
  }

  /** Passes over `length` bytes, and answers where they begin. */
  skip(length: number): number {
    if (length > this.#bytes.length - this.#at) this.#fail();
    this.#at += length;
    return this.#at - length;
  }

  value(): unknown {
    const value = this.#value();
    // A view follows its memory, and stands in its place.
    const isMemory = value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
    return isMemory && this.#at < this.#bytes.length && this.#peek() === TAG.view ? this.#viewOf(value) : value;
  }

  #value(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.true:
      case TAG.false:
        return tag === TAG.true;
      case TAG.int32: {
        const zigzag = this.#uint32();
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case TAG.uint32:
        return this.#uint32();
      case TAG.double:
        return this.double();
      case TAG.bigint:
        return this.#bigint();
      case TAG.oneByteString:
      case TAG.twoByteString:
      case TAG.utf8String:
        return this.#text(tag);
      case TAG.reference:
        return this.#objects[this.#uint32()] ?? this.#fail();
      default:
        return this.#object(tag);
    }
  }

  #object(tag: number): object {
    switch (tag) {
      case TAG.object:
        return this.#properties(this.#known({}), TAG.endObject);
      case TAG.denseArray:
        return this.#denseArray();
      case TAG.sparseArray: {
        const array = this.#known<unknown[]>([]);
        array.length = this.#uint32();
        this.#properties(array, TAG.endSparseArray);
        this.#expect(array.length);
        return array;
      }
      case TAG.date:
        return this.#known(new Date(this.double()));
      case TAG.trueObject:
      case TAG.falseObject:
        return this.#known(Object(tag === TAG.trueObject) as object);
      case TAG.numberObject:
        return this.#known(Object(this.double()) as object);
      case TAG.bigintObject:
        return this.#known(Object(this.#bigint()) as object);
      case TAG.stringObject:
        return this.#known(Object(this.#string()) as object);
      case TAG.regExp: {
        const source = this.#string();
        const bits = this.#uint32();
        return this.#known(new RegExp(source, [...REGEXP_FLAGS].filter((_, bit) => bits & (1 << bit)).join('')));
      }
      case TAG.map:
        return this.#map(this.#known(new Map()));
      case TAG.set:
        return this.#set(this.#known(new Set()));
      case TAG.arrayBuffer:
      case TAG.resizableArrayBuffer:
        return this.#buffer(tag === TAG.resizableArrayBuffer);
      case TAG.transferredArrayBuffer:
      case TAG.sharedArrayBuffer:
        return this.#known(this.#transferred.get(this.#uint32()) ?? this.#fail());
      case TAG.error:
        return this.#numbered(() => this.#error());
      case TAG.host:
        return this.#numbered(this.#delegate.readHostObject ?? this.#fail());
      default:
        return this.#fail();
    }
  }

  /** An object can hold itself: it is known before its content. */
  #known<Kind extends object>(object: Kind): Kind {
    this.#objects.push(object);
    return object;
  }

  /** The object is made from its content, and has its number before what is in that. */
  #numbered(read: () => object): object {
    const id = this.#objects.length++;
    return (this.#objects[id] = read());
  }

  /** Properties up to `end`, and their number. */
  #properties<Kind extends object>(object: Kind, end: number): Kind {
    let count = 0;
    while (this.#peek() !== end) {
      const key = this.value();
      if ((typeof key !== 'string' && typeof key !== 'number') || Object.hasOwn(object, key)) this.#fail();
      // Not assigned: `__proto__` is a name like any other.
      const value = this.value();
      Object.defineProperty(object, key as string, { value, writable: true, enumerable: true, configurable: true });
      count++;
    }
    this.#tag();
    this.#expect(count);
    return object;
  }

  #denseArray(): unknown[] {
    const length = this.#uint32();
    if (length > this.#bytes.length - this.#at) this.#fail(); // Each element takes a byte at least.
    const array = this.#known(new Array<unknown>(length));
    for (let at = 0; at < length; at++) {
      if (this.#peek() === TAG.hole) this.#tag();
      else array[at] = this.value();
    }
    this.#properties(array, TAG.endDenseArray);
    this.#expect(length);
    return array;
  }

  #map(map: Map<unknown, unknown>): Map<unknown, unknown> {
    let count = 0;
    for (; this.#peek() !== TAG.endMap; count += 2) {
      const key = this.value();
      map.set(key, this.value());
    }
    this.#tag();
    this.#expect(count);
    return map;
  }

  #set(set: Set<unknown>): Set<unknown> {
    let count = 0;
    for (; this.#peek() !== TAG.endSet; count++) set.add(this.value());
    this.#tag();
    this.#expect(count);
    return set;
  }

  #buffer(isResizable: boolean): object {
    const length = this.#uint32();
    const options = isResizable ? { maxByteLength: this.#uint32() } : undefined;
    if (options && options.maxByteLength < length) this.#fail();
    const from = this.skip(length);
    const Buffer = ArrayBuffer as new (length: number, options?: { maxByteLength: number }) => ArrayBuffer;
    const buffer = this.#known(new Buffer(length, options));
    new Uint8Array(buffer).set(this.#bytes.subarray(from, from + length));
    return buffer;
  }

  #viewOf(buffer: ArrayBufferLike): ArrayBufferView {
    this.#tag();
    const type = VIEWS.get(String.fromCharCode(this.#byte())) ?? this.#fail();
    const [offset, length] = [this.#uint32(), this.#uint32()];
    const flags = this.version >= VERSION_WITH_FLAGS ? this.#uint32() : 0;
    const size = (type as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    if (offset + length > buffer.byteLength || offset % size !== 0 || length % size !== 0) this.#fail();
    const tracks = (flags & VIEW_TRACKS_LENGTH) !== 0;
    return this.#known(tracks ? new type(buffer, offset) : new type(buffer, offset, length / size));
  }

  #error(): Error {
    let type: ErrorConstructor = Error;
    const parts: { message?: string; stack?: string; cause?: { value: unknown } } = {};
    for (;;) {
      const part = String.fromCharCode(Number(this.varint()));
      if (part === '.') break;
      if (part === 'm') parts.message = this.#string();
      else if (part === 's') parts.stack = this.#string();
      else if (part === 'c') parts.cause = { value: this.value() };
      else type = ERRORS[part] ?? this.#fail();
    }
    const error = new type(parts.message);
    const hidden = { writable: true, enumerable: false, configurable: true };
    if (parts.cause) Object.defineProperty(error, 'cause', { ...hidden, value: parts.cause.value });
    Object.defineProperty(error, 'stack', { ...hidden, value: parts.stack });
    return error;
  }

  #bigint(): bigint {
    const bits = this.#uint32();
    const length = bits >>> 1;
    const from = this.skip(length);
    let value = 0n;
    for (let at = length - 1; at >= 0; at--) value = (value << 8n) | BigInt(this.#bytes[from + at] as number);
    return bits & 1 ? -value : value;
  }

  #string(): string {
    return this.#text(this.#tag());
  }

  #text(tag: number): string {
    const length = this.#uint32();
    const from = this.skip(length);
    const bytes = this.#bytes.subarray(from, from + length);
    if (tag === TAG.oneByteString) return this.#delegate.decode(bytes, 'latin1');
    if (tag === TAG.utf8String) return this.#delegate.decode(bytes, 'utf8');
    if (tag === TAG.twoByteString && length % 2 === 0) return this.#delegate.decode(bytes, 'ucs2');
    return this.#fail();
  }

  #tag(): number {
    let tag = this.#byte();
    while (tag === TAG.padding) tag = this.#byte();
    return tag;
  }

  #peek(): number {
    while (this.#bytes[this.#at] === TAG.padding) this.#at++;
    return this.#bytes[this.#at] ?? this.#fail();
  }

  #byte(): number {
    return this.#bytes[this.skip(1)] as number;
  }

  #uint32(): number {
    return Number(this.varint() & 0xffffffffn);
  }

  #expect(count: number): void {
    if (this.#uint32() !== count) this.#fail();
  }

  #fail(): never {
    throw new Error(MALFORMED);
  }
}
