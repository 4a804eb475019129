/** Header compression, the writing side (RFC 7541, sections 5 and 6). */

import { type Field, HeaderTable, sizeOf } from './header-table.ts';
import { huffmanEncode, huffmanLength } from './huffman.ts';

/** Values that are hardly ever the same twice: they would only drive others out of the table. */
const UNLIKELY_TWICE = new Set([
  ':path',
  'age',
  'content-length',
  'etag',
  'if-modified-since',
  'if-none-match',
  'location',
  'set-cookie',
]);
/** A cookie that is shorter can be guessed. */
const GUESSABLE_COOKIE = 20;

/** What both sides begin with. */
const DEFAULT_CAPACITY = 4096;

export class HeaderEncoder {
  readonly #table: HeaderTable;
  readonly #most: number;
  /** The smallest capacity since the last block, which the other side must hear of, and the last one. */
  #smallest: number | null = null;
  #wanted: number;
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** @param most bytes that the table may have, whatever the other side allows */
  constructor(most: number) {
    this.#most = most;
    this.#wanted = Math.min(most, DEFAULT_CAPACITY);
    this.#table = new HeaderTable(this.#wanted);
    if (most < DEFAULT_CAPACITY) this.#smallest = most;
  }

  get tableSize(): number {
    return this.#table.size;
  }

  /** The other side allows so many bytes for the table. */
  resize(capacity: number): void {
    this.#wanted = Math.min(capacity, this.#most);
    this.#smallest = Math.min(this.#smallest ?? this.#wanted, this.#wanted);
    this.#table.capacity = this.#wanted;
  }

  /** A whole block. */
  encode(fields: readonly Field[]): Uint8Array {
    this.#length = 0;
    if (this.#smallest !== null) {
      if (this.#smallest < this.#wanted) this.#integer(0x20, 5, this.#smallest);
      this.#integer(0x20, 5, this.#wanted);
      this.#smallest = null;
    }
    for (const field of fields) this.#field(field);
    return this.#bytes.slice(0, this.#length);
  }

  #field({ name, value, neverIndexed }: Field): void {
    const secret = neverIndexed || name === 'authorization' || (name === 'cookie' && value.length < GUESSABLE_COOKIE);
    const { index, whole } = this.#table.find(name, value);
    if (whole && !secret) {
      this.#integer(0x80, 7, index);
      return;
    }
    const indexed = !secret && !UNLIKELY_TWICE.has(name) && sizeOf(name, value) <= (this.#table.capacity * 3) / 4;
    if (indexed) this.#integer(0x40, 6, index);
    else this.#integer(secret ? 0x10 : 0, 4, index);
    if (index === 0) this.#text(name);
    this.#text(value);
    if (indexed) this.#table.add(name, value);
  }

  #text(text: string): void {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const compressed = huffmanLength(bytes);
    if (compressed < bytes.length) {
      this.#integer(0x80, 7, compressed);
      this.#reserve(compressed);
      huffmanEncode(bytes, this.#bytes, this.#length);
      this.#length += compressed;
    } else {
      this.#integer(0, 7, bytes.length);
      this.#reserve(bytes.length);
      this.#bytes.set(bytes, this.#length);
      this.#length += bytes.length;
    }
  }

  /** An integer whose first `bits` bits share a byte with `mark`. */
  #integer(mark: number, bits: number, value: number): void {
    this.#reserve(8);
    const full = (1 << bits) - 1;
    if (value < full) {
      this.#bytes[this.#length++] = mark | value;
      return;
    }
    this.#bytes[this.#length++] = mark | full;
    let rest = value - full;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
