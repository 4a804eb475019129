/** Writes values in V8's format. */

import type { encode } from '../bindings/encodings.ts';
import type { types } from '../bindings/types.ts';
import { describe, isOpaque } from './opaque.ts';
import { ERRORS, REGEXP_FLAGS, TAG, VERSION, VIEW_OF_RESIZABLE, VIEW_TRACKS_LENGTH, VIEWS } from './format.ts';

/** What whoever makes a writer decides. */
export interface WriterDelegate {
  /** What a value is. */
  types: typeof types;
  /** Text to bytes. */
  encode: typeof encode;
  /** Throws the error that says what cannot be cloned. */
  fail(message: string): never;
  /** Whether an object is not plain data, whatever it looks like; null where none is. */
  isHostObject: ((value: object) => boolean) | null;
  /** Writes a view, or another object that is not plain data; null where nobody does. */
  writeHostObject: ((value: object) => void) | null;
  /** A number for shared memory; null where nobody gives one. */
  sharedId: ((buffer: SharedArrayBuffer) => number) | null;
}

const INITIAL = 256;
const viewTags = [...VIEWS].map(([tag, type]) => [type, tag.charCodeAt(0)] as const);
const errorTags = Object.entries(ERRORS).map(([tag, type]) => [type.name, tag.charCodeAt(0)] as const);

const isSmall = (value: number): boolean => value === (value | 0) && !Object.is(value, -0);

const bytesOfVarint = (value: number): number => Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7));

/** Whether a property's name is an index below `limit`. */
function isIndex(key: string, limit: number): boolean {
  const index = Number(key);
  return index >= 0 && index < limit && Number.isInteger(index) && String(index) === key;
}

/** Most objects: to ask one after the other what else they could be would take most of the time. */
function isOfNoClass({ isArgumentsObject }: typeof types, value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && value !== globalThis && !isArgumentsObject(value);
}

/** Takes any values one after the other; the same object twice is written once. */
export class Writer {
  /** Views are written by the delegate. */
  viewsAreHostObjects = false;
  readonly #delegate: WriterDelegate;
  readonly #seen = new Map<object, number>();
  readonly #transferred = new Map<object, number>();
  #bytes = new Uint8Array(INITIAL);
  #length = 0;

  constructor(delegate: WriterDelegate) {
    this.#delegate = delegate;
  }

  /** What was written; the writer is empty afterwards. */
  release(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#bytes = new Uint8Array(INITIAL);
    this.#length = 0;
    return bytes;
  }

  header(): void {
    this.#byte(TAG.version);
    this.#byte(VERSION);
  }

  /** The buffer's content goes another way: only its number is written. */
  transfer(id: number, buffer: ArrayBuffer): void {
    this.#transferred.set(buffer, id);
  }

  varint(value: number | bigint): void {
    if (typeof value === 'number' && value < 2 ** 32) {
      let small = value >>> 0;
      for (; small >= 0x80; small >>>= 7) this.#byte((small & 0x7f) | 0x80);
      return this.#byte(small);
    }
    let left = BigInt.asUintN(64, BigInt(value));
    while (left >= 0x80n) {
      this.#byte(Number(left & 0x7fn) | 0x80);
      left >>= 7n;
    }
    this.#byte(Number(left));
  }

  double(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.#byte(TAG.undefined);
      case 'boolean':
        return this.#byte(value ? TAG.true : TAG.false);
      case 'number':
        return this.#number(value);
      case 'bigint':
        this.#byte(TAG.bigint);
        return this.#bigint(value);
      case 'string':
        return this.#string(value);
      case 'object':
        return value === null ? this.#byte(TAG.null) : this.#object(value);
      default:
        return this.#refuse(value);
    }
  }

  #object(value: object): void {
    // The memory of a view comes before the view.
    if (ArrayBuffer.isView(value) && !this.viewsAreHostObjects && !this.#seen.has(value)) this.#object(value.buffer);
    const seen = this.#seen.get(value);
    if (seen !== undefined) {
      this.#byte(TAG.reference);
      return this.varint(seen);
    }
    this.#seen.set(value, this.#seen.size);
    const { types } = this.#delegate;
    if (types.isProxy(value)) return this.#refuse(value);
    if (ArrayBuffer.isView(value)) return this.viewsAreHostObjects ? this.#host(value) : this.#view(value);
    if (Array.isArray(value)) return this.#array(value);
    if (isOfNoClass(types, value)) return this.#isHost(value) ? this.#host(value) : this.#plain(value);
    if (types.isBoxedPrimitive(value)) return this.#boxed(value);
    if (types.isDate(value)) {
      this.#byte(TAG.date);
      return this.double(Date.prototype.getTime.call(value));
    }
    if (types.isRegExp(value)) return this.#regExp(value as RegExp);
    if (types.isMap(value)) return this.#map(value as Map<unknown, unknown>);
    if (types.isSet(value)) return this.#set(value as Set<unknown>);
    if (types.isArrayBuffer(value)) return this.#buffer(value as ArrayBuffer);
    if (types.isSharedArrayBuffer(value)) return this.#shared(value as SharedArrayBuffer);
    if (this.#isHost(value)) return this.#host(value);
    if (types.isNativeError(value)) return this.#error(value as Error);
    if (isOpaque(types, value)) return this.#refuse(value);
    this.#plain(value);
  }

  #isHost(value: object): boolean {
    return this.#delegate.isHostObject?.(value) ?? false;
  }

  #plain(value: object): void {
    this.#byte(TAG.object);
    const count = this.#properties(value, Object.keys(value));
    this.#byte(TAG.endObject);
    this.varint(count);
  }

  #number(value: number): void {
    if (isSmall(value)) {
      this.#byte(TAG.int32);
      return this.varint(((value << 1) ^ (value >> 31)) >>> 0);
    }
    this.#byte(TAG.double);
    this.double(value);
  }

  /** A bit for the sign, the number of bytes in whole words, and these. */
  #bigint(value: bigint): void {
    let left = value < 0n ? -value : value;
    const bytes: number[] = [];
    while (left > 0n) {
      for (let count = 0; count < 8; count++) {
        bytes.push(Number(left & 0xffn));
        left >>= 8n;
      }
    }
    this.varint((bytes.length << 1) | (value < 0n ? 1 : 0));
    this.raw(Uint8Array.from(bytes));
  }

  #string(text: string): void {
    const isOneByte = !/[^\0-\xff]/.test(text);
    const bytes = this.#delegate.encode(text, isOneByte ? 'latin1' : 'ucs2');
    // Characters of two bytes stand at an even place.
    if (!isOneByte && (this.#length + 1 + bytesOfVarint(bytes.length)) % 2 === 1) this.#byte(TAG.padding);
    this.#byte(isOneByte ? TAG.oneByteString : TAG.twoByteString);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  #array(array: unknown[]): void {
    const { length } = array;
    const keys = Object.keys(array);
    const others = keys.filter((key) => !isIndex(key, length));
    // V8 has the elements of frozen and sealed arrays in another form.
    const isDense = keys.length - others.length === length && Object.isExtensible(array);
    if (!isDense) {
      this.#byte(TAG.sparseArray);
      this.varint(length);
      const count = this.#properties(array, keys);
      this.#byte(TAG.endSparseArray);
      this.varint(count);
      return this.varint(length);
    }
    this.#byte(TAG.denseArray);
    this.varint(length);
    // V8 keeps an array of numbers, one of which is no small integer, as doubles.
    const asDoubles = array.every((each) => typeof each === 'number') && array.some((each) => !isSmall(each as number));
    for (let at = 0; at < length; at++) {
      if (asDoubles) {
        this.#byte(TAG.double);
        this.double(array[at] as number);
      } else if (at in array) this.value(array[at]);
      else this.#byte(TAG.hole); // A getter has taken it away.
    }
    const count = this.#properties(array, others);
    this.#byte(TAG.endDenseArray);
    this.varint(count);
    this.varint(length);
  }

  /** Own enumerable properties; indices are numbers. Answers how many there were. */
  #properties(object: object, keys: string[]): number {
    let count = 0;
    for (const key of keys) {
      if (!Object.prototype.propertyIsEnumerable.call(object, key)) continue; // A getter has changed it.
      this.value(isIndex(key, 2 ** 32 - 1) ? Number(key) : key);
      this.value((object as Record<string, unknown>)[key]);
      count++;
    }
    return count;
  }

  #boxed(value: object): void {
    const { types } = this.#delegate;
    if (types.isNumberObject(value)) {
      this.#byte(TAG.numberObject);
      this.double(Number.prototype.valueOf.call(value));
    } else if (types.isStringObject(value)) {
      this.#byte(TAG.stringObject);
      this.#string(String.prototype.valueOf.call(value));
    } else if (types.isBooleanObject(value)) {
      this.#byte(Boolean.prototype.valueOf.call(value) ? TAG.trueObject : TAG.falseObject);
    } else if (types.isBigIntObject(value)) {
      this.#byte(TAG.bigintObject);
      this.#bigint(BigInt.prototype.valueOf.call(value));
    } else this.#refuse(value);
  }

  #regExp(value: RegExp): void {
    this.#byte(TAG.regExp);
    this.#string(value.source);
    this.varint([...value.flags].reduce((bits, flag) => bits | (1 << REGEXP_FLAGS.indexOf(flag)), 0));
  }

  #map(map: Map<unknown, unknown>): void {
    const entries = [...Map.prototype.entries.call(map)]; // A getter may change it.
    this.#byte(TAG.map);
    for (const [key, value] of entries) {
      this.value(key);
      this.value(value);
    }
    this.#byte(TAG.endMap);
    this.varint(2 * entries.length);
  }

  #set(set: Set<unknown>): void {
    const values = [...Set.prototype.values.call(set)];
    this.#byte(TAG.set);
    for (const value of values) this.value(value);
    this.#byte(TAG.endSet);
    this.varint(values.length);
  }

  #buffer(buffer: ArrayBuffer): void {
    const id = this.#transferred.get(buffer);
    if (id !== undefined) {
      this.#byte(TAG.transferredArrayBuffer);
      return this.varint(id);
    }
    const { detached, resizable, maxByteLength } = buffer;
    if (detached) this.#delegate.fail('An ArrayBuffer is detached and could not be cloned.');
    this.#byte(resizable ? TAG.resizableArrayBuffer : TAG.arrayBuffer);
    this.varint(buffer.byteLength);
    if (resizable) this.varint(maxByteLength);
    this.raw(new Uint8Array(buffer));
  }

  #shared(buffer: SharedArrayBuffer): void {
    if (!this.#delegate.sharedId) return this.#refuse(buffer);
    const id = this.#delegate.sharedId(buffer);
    this.#byte(TAG.sharedArrayBuffer);
    this.varint(id);
  }

  #view(view: ArrayBufferView): void {
    const found = viewTags.find(([type]) => view instanceof type);
    if (!found) return this.#refuse(view);
    const { buffer, byteOffset, byteLength } = view;
    const isResizable = buffer instanceof ArrayBuffer && buffer.resizable;
    // Whether it grows with its memory nobody tells: one that reaches to the end is taken for one that does.
    const tracks = isResizable && byteOffset + byteLength === buffer.byteLength;
    this.#byte(TAG.view);
    this.#byte(found[1]);
    this.varint(byteOffset);
    this.varint(tracks ? 0 : byteLength);
    this.varint((tracks ? VIEW_TRACKS_LENGTH : 0) | (isResizable ? VIEW_OF_RESIZABLE : 0));
  }

  #error(error: Error): void {
    const own = (name: string): PropertyDescriptor | undefined => Object.getOwnPropertyDescriptor(error, name);
    const part = (tag: string): void => this.#byte(tag.charCodeAt(0));
    this.#byte(TAG.error);
    const kind = errorTags.find(([name]) => name === error.name);
    if (kind) this.#byte(kind[1]);
    const message = own('message');
    if (message && 'value' in message) {
      part('m');
      this.#string(String(message.value));
    }
    const { stack } = error; // Of its own in V8 only.
    if (typeof stack === 'string') {
      part('s');
      this.#string(stack);
    }
    const cause = own('cause');
    if (cause && 'value' in cause) {
      part('c');
      this.value(cause.value);
    }
    part('.');
  }

  #host(value: object): void {
    if (!this.#delegate.writeHostObject) return this.#refuse(value);
    this.#byte(TAG.host);
    this.#delegate.writeHostObject(value);
  }

  #refuse(value: unknown): never {
    return this.#delegate.fail(`${describe(this.#delegate.types, value)} could not be cloned.`);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
