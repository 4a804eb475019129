/** ASN.1 in its distinguished encoding, as far as keys need it. */

import { joinBytes } from '../bytes.ts';
import { fromBytes, toBytes } from './numbers.ts';

export const tags = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  /** A field that has a number instead of a type of its own. */
  field: (number: number): number => 0xa0 + number,
} as const;

/** What is no such encoding. */
export class DerError extends Error {}

function encode(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length < 0x80) return joinBytes([Uint8Array.of(tag, length), content]);
  const size = toBytes(BigInt(length));
  return joinBytes([Uint8Array.of(tag, 0x80 | size.length), size, content]);
}

export const der = {
  integer(number: bigint): Uint8Array {
    const bytes = toBytes(number);
    return encode(tags.integer, (bytes[0] as number) & 0x80 ? joinBytes([Uint8Array.of(0), bytes]) : bytes);
  },
  bits: (bytes: Uint8Array): Uint8Array => encode(tags.bits, joinBytes([Uint8Array.of(0), bytes])),
  octets: (bytes: Uint8Array): Uint8Array => encode(tags.octets, bytes),
  null: (): Uint8Array => encode(tags.null, new Uint8Array()),
  sequence: (...items: Uint8Array[]): Uint8Array => encode(tags.sequence, joinBytes(items)),
  field: (number: number, content: Uint8Array): Uint8Array => encode(tags.field(number), content),
  /** @param name numbers with points between */
  oid(name: string): Uint8Array {
    const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
    const bytes = [first * 40 + second, ...rest].flatMap((number) => {
      const groups = [number & 0x7f];
      for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
      return groups;
    });
    return encode(tags.oid, Uint8Array.from(bytes));
  },
};

/** Reads one value after the other. Every method throws a DerError for what is not there. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of what comes next. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  #length(): number {
    const first = this.#bytes[this.#at++];
    if (first === undefined) throw new DerError('The encoding ends in a length');
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4 || this.#at + count > this.#bytes.length) throw new DerError('No such length');
    const length = Number(fromBytes(this.#bytes.subarray(this.#at, this.#at + count)));
    this.#at += count;
    return length;
  }

  /** The content of the next value. */
  read(tag: number): Uint8Array {
    if (this.tag !== tag) throw new DerError(`The tag is ${this.tag} instead of ${tag}`);
    this.#at++;
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new DerError('The encoding is too short');
    const content = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return content;
  }

  /** The content of the next value if it has this tag. */
  optional(tag: number): Uint8Array | undefined {
    return this.tag === tag ? this.read(tag) : undefined;
  }

  /** The next value of any type, whole. */
  any(): Uint8Array {
    const start = this.#at;
    const { tag } = this;
    if (tag === undefined) throw new DerError('The encoding is at its end');
    this.read(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  sequence(): DerReader {
    return new DerReader(this.read(tags.sequence));
  }

  integer(): bigint {
    const bytes = this.read(tags.integer);
    if (bytes.length === 0 || (bytes[0] as number) & 0x80) throw new DerError('No number from 0 on');
    return fromBytes(bytes);
  }

  octets(): Uint8Array {
    return this.read(tags.octets);
  }

  bits(): Uint8Array {
    const bytes = this.read(tags.bits);
    if (bytes[0] !== 0) throw new DerError('No whole bytes');
    return bytes.subarray(1);
  }

  oid(): string {
    const numbers: number[] = [];
    let number = 0;
    for (const byte of this.read(tags.oid)) {
      number = number * 128 + (byte & 0x7f);
      if (byte & 0x80) continue;
      numbers.push(number);
      number = 0;
    }
    const first = numbers[0] ?? 0;
    const top = Math.min(2, Math.floor(first / 40));
    return [top, first - 40 * top, ...numbers.slice(1)].join('.');
  }
}
