/** Ciphers with an authentication tag: GCM, CCM and ChaCha20-Poly1305. */

import { joinBytes } from '../bytes.ts';
import { unsafe } from '@noble/ciphers/aes.js';
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { ghash } from '@noble/ciphers/_polyval.js';
import { chacha, ctr32, type Keystream } from './streams.ts';

export interface Authenticated {
  /** What is checked too, but not encrypted; before the text. */
  authenticate(data: Uint8Array): void;
  update(input: Uint8Array): Uint8Array;
  /** The whole tag of 16 bytes, at the end. */
  tag(): Uint8Array;
}

interface Mac {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Takes any bytes, and gives a function of blocks whole blocks only. */
class Padded {
  readonly #mac: Mac;
  #pending: Uint8Array = new Uint8Array();

  constructor(mac: Mac) {
    this.#mac = mac;
  }

  update(data: Uint8Array): void {
    const all = this.#pending.length > 0 ? joinBytes([this.#pending, data]) : data;
    const end = all.length - (all.length % 16);
    this.#pending = all.slice(end);
    // A copy, since the function reads words, which must be aligned.
    if (end > 0) this.#mac.update(all.slice(0, end));
  }

  digest(): Uint8Array {
    return this.#mac.digest();
  }

  /** Ends a part with zeros up to a whole block. */
  pad(): void {
    if (this.#pending.length === 0) return;
    const block = new Uint8Array(16);
    block.set(this.#pending);
    this.#mac.update(block);
    this.#pending = new Uint8Array();
  }
}

interface StreamAndMacParts {
  stream: Keystream;
  /** @param expected how many bytes come at once, by which the function chooses its tables */
  createMac(expected: number): Mac;
  lengths(data: number, text: number): Uint8Array;
}

/** What GCM and ChaCha20-Poly1305 have in common: a stream, and a function over data, cipher text and both lengths. */
class StreamAndMac implements Authenticated {
  readonly #encrypts: boolean;
  readonly #parts: StreamAndMacParts;
  #data: Uint8Array = new Uint8Array();
  #text: Padded | undefined;
  #textLength = 0;

  constructor(encrypts: boolean, parts: StreamAndMacParts) {
    this.#encrypts = encrypts;
    this.#parts = parts;
  }

  authenticate(data: Uint8Array): void {
    this.#data = joinBytes([this.#data, data]);
  }

  /** Begins with the data when the text begins. */
  #start(expected: number): Padded {
    if (this.#text) return this.#text;
    const padded = new Padded(this.#parts.createMac(expected));
    padded.update(this.#data);
    padded.pad();
    this.#text = padded;
    return padded;
  }

  update(input: Uint8Array): Uint8Array {
    const mac = this.#start(input.length);
    const output = this.#parts.stream.update(input);
    mac.update(this.#encrypts ? output : input);
    this.#textLength += input.length;
    return output;
  }

  tag(): Uint8Array {
    const mac = this.#start(0);
    mac.pad();
    mac.update(this.#parts.lengths(this.#data.length, this.#textLength));
    return mac.digest();
  }
}

function lengthBlock(first: number, second: number, isLittleEndian: boolean): Uint8Array {
  const block = new DataView(new ArrayBuffer(16));
  block.setBigUint64(0, BigInt(first), isLittleEndian);
  block.setBigUint64(8, BigInt(second), isLittleEndian);
  return new Uint8Array(block.buffer);
}

const bitLengths = (data: number, text: number): Uint8Array => lengthBlock(data * 8, text * 8, false);

/** AES-GCM (SP 800-38D), with a vector of any length. */
export function gcm(encrypts: boolean, key: Uint8Array, iv: Uint8Array): Authenticated {
  const expanded = unsafe.expandKeyLE(key);
  const hashKey = unsafe.encryptBlock(expanded, new Uint8Array(16));
  const counter = new Uint8Array(16);
  if (iv.length === 12) {
    counter.set(iv);
    counter[15] = 1;
  } else {
    const hash = ghash.create(hashKey).update(iv.slice());
    counter.set(hash.update(bitLengths(0, iv.length)).digest());
  }
  const stream = ctr32(expanded, counter);
  const mask = stream.update(new Uint8Array(16));
  return new StreamAndMac(encrypts, {
    stream,
    createMac(expected) {
      const mac = ghash.create(hashKey, expected);
      const digest = () => mac.digest().map((byte, i) => byte ^ (mask[i] as number));
      return { update: (data) => mac.update(data), digest };
    },
    lengths: bitLengths,
  });
}

/** ChaCha20-Poly1305 of RFC 8439. */
export function chachaPoly(encrypts: boolean, key: Uint8Array, nonce: Uint8Array): Authenticated {
  const stream = chacha(key, nonce, 0);
  const macKey = stream.update(new Uint8Array(64)).slice(0, 32);
  return new StreamAndMac(encrypts, {
    stream,
    createMac: () => poly1305.create(macKey),
    lengths: (data, text) => lengthBlock(data, text, true),
  });
}

/** AES-CCM (SP 800-38C), which must know its lengths before it begins: `update` is called once, with all of the text. */
export class Ccm implements Authenticated {
  readonly #encrypts: boolean;
  readonly #key: Uint32Array;
  readonly #nonce: Uint8Array;
  readonly #tagLength: number;
  #data: Uint8Array = new Uint8Array();
  #tag: Uint8Array | undefined;

  /** @param nonce of 7 to 13 bytes */
  constructor(encrypts: boolean, key: Uint8Array, nonce: Uint8Array, tagLength: number) {
    this.#encrypts = encrypts;
    this.#key = unsafe.expandKeyLE(key);
    this.#nonce = nonce.slice();
    this.#tagLength = tagLength;
  }

  authenticate(data: Uint8Array): void {
    this.#data = joinBytes([this.#data, data]);
  }

  update(input: Uint8Array): Uint8Array {
    const counter = new Uint8Array(16);
    counter[0] = 14 - this.#nonce.length;
    counter.set(this.#nonce, 1);
    const stream = unsafe.ctrCounter(this.#key, counter, new Uint8Array(16 + Math.ceil(input.length / 16) * 16));
    const output = input.map((byte, i) => byte ^ (stream[16 + i] as number));
    const mac = this.#mac(this.#encrypts ? input : output);
    this.#tag = mac.map((byte, i) => byte ^ (stream[i] as number));
    return output;
  }

  tag(): Uint8Array {
    if (!this.#tag) this.update(new Uint8Array());
    return this.#tag as Uint8Array;
  }

  #mac(text: Uint8Array): Uint8Array {
    const first = new Uint8Array(16);
    const lengthBytes = 15 - this.#nonce.length;
    first[0] = (this.#data.length > 0 ? 64 : 0) + 8 * ((this.#tagLength - 2) / 2) + (lengthBytes - 1);
    first.set(this.#nonce, 1);
    for (let i = 0, rest = text.length; i < lengthBytes && rest > 0; i++, rest = Math.floor(rest / 256)) {
      first[15 - i] = rest % 256;
    }
    const state = unsafe.encryptBlock(this.#key, first);
    for (const part of [this.#lengthAndData(), text]) {
      for (let at = 0; at < part.length; at += 16) {
        part.subarray(at, at + 16).forEach((byte, i) => (state[i] = (state[i] as number) ^ byte));
        unsafe.encryptBlock(this.#key, state);
      }
    }
    return state;
  }

  #lengthAndData(): Uint8Array {
    const { length } = this.#data;
    if (length === 0) return this.#data;
    const prefix = new DataView(new ArrayBuffer(length < 0xff00 ? 2 : 6));
    if (length < 0xff00) prefix.setUint16(0, length);
    else {
      prefix.setUint16(0, 0xfffe);
      prefix.setUint32(2, length);
    }
    return joinBytes([new Uint8Array(prefix.buffer), this.#data]);
  }
}
