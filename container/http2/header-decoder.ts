/** Header compression, the reading side (RFC 7541, sections 5 and 6). */

import { textOfBytes } from '../bytes.ts';
import { type Field, HeaderTable } from './header-table.ts';
import { huffmanDecode } from './huffman.ts';

/** A name or a value that is longer is refused, as nghttp2 does. */
const LONGEST_TEXT = 65_536;

/** The block is none: both sides' tables differ from here on, so the connection is lost. */
export class CompressionError extends Error {}

export class HeaderDecoder {
  readonly #table: HeaderTable;
  /** What the other side may make of the table. */
  #most: number;
  /** It was allowed less than the table has, and must say that it knows. */
  #mustShrink = false;
  #bytes = new Uint8Array();
  #at = 0;

  constructor(capacity: number) {
    this.#table = new HeaderTable(capacity);
    this.#most = capacity;
  }

  get tableSize(): number {
    return this.#table.size;
  }

  /** The other side knows by now that it may use so many bytes. */
  resize(capacity: number): void {
    this.#most = capacity;
    if (capacity >= this.#table.capacity) return;
    this.#mustShrink = true;
    this.#table.capacity = capacity;
  }

  /** Reads a whole block, and hands out its fields one by one: what is kept of them is the receiver's matter. */
  decode(block: Uint8Array, receive: (field: Field) => void): void {
    this.#bytes = block as Uint8Array<ArrayBuffer>;
    this.#at = 0;
    let begun = false;
    while (this.#at < block.length) {
      const first = block[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        const capacity = this.#integer(5);
        if (begun || capacity > this.#most) throw new CompressionError('A table has another size than allowed');
        this.#table.capacity = capacity;
        this.#mustShrink = false;
        continue;
      }
      if (this.#mustShrink) throw new CompressionError('A table was to become smaller');
      begun = true;
      receive(this.#field(first));
    }
  }

  #field(first: number): Field {
    if ((first & 0x80) !== 0) {
      const [name, value] = this.#entry(this.#integer(7));
      return { name, value, neverIndexed: false };
    }
    const indexed = (first & 0x40) !== 0;
    const index = this.#integer(indexed ? 6 : 4);
    const name = index === 0 ? this.#text() : this.#entry(index)[0];
    const value = this.#text();
    if (indexed) this.#table.add(name, value);
    return { name, value, neverIndexed: !indexed && (first & 0x10) !== 0 };
  }

  #entry(index: number): readonly [name: string, value: string] {
    const entry = index === 0 ? undefined : this.#table.at(index);
    if (!entry) throw new CompressionError('No table has the index');
    return entry;
  }

  #text(): string {
    const compressed = ((this.#bytes[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    if (length > LONGEST_TEXT || this.#at + length > this.#bytes.length)
      throw new CompressionError('A text is too long');
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    const text = compressed ? huffmanDecode(bytes) : bytes;
    if (text === null) throw new CompressionError('A text is not in the Huffman code');
    return textOfBytes(text);
  }

  #integer(bits: number): number {
    const full = (1 << bits) - 1;
    let value = this.#byte() & full;
    if (value < full) return value;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (value > 0xffff_ffff || factor > 2 ** 35) throw new CompressionError('An integer is too large');
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new CompressionError('The block ends too early');
    return byte;
  }
}
