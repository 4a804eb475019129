/** Ciphers that mix a text with a stream of bytes made from the key: it is as long as the text, and has no padding. */

import { unsafe } from '@noble/ciphers/aes.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import type { Transform } from './blocks.ts';

/** Gives the next bytes of a stream; the length is a multiple of its blocks. */
type Generate = (length: number) => Uint8Array;

/** Encrypts and decrypts alike. */
export class Keystream implements Transform {
  readonly #block: number;
  readonly #generate: Generate;
  #left: Uint8Array = new Uint8Array();

  constructor(block: number, generate: Generate) {
    this.#block = block;
    this.#generate = generate;
  }

  update(input: Uint8Array): Uint8Array {
    const output = new Uint8Array(input.length);
    const old = Math.min(this.#left.length, input.length);
    for (let i = 0; i < old; i++) output[i] = (input[i] as number) ^ (this.#left[i] as number);
    const rest = input.length - old;
    if (rest === 0) {
      this.#left = this.#left.subarray(old);
      return output;
    }
    const fresh = this.#generate(Math.ceil(rest / this.#block) * this.#block);
    for (let i = 0; i < rest; i++) output[old + i] = (input[old + i] as number) ^ (fresh[i] as number);
    this.#left = fresh.slice(rest);
    return output;
  }

  final(): Uint8Array {
    return new Uint8Array();
  }
}

/** AES-CTR: all 16 bytes of the vector count. */
export function ctr(key: Uint8Array, iv: Uint8Array): Keystream {
  const expanded = unsafe.expandKeyLE(key);
  const counter = iv.slice();
  return new Keystream(16, (length) => unsafe.ctrCounter(expanded, counter, new Uint8Array(length)));
}

/** AES with a counter of 32 bits at the block's end, as GCM has it. */
export function ctr32(expandedKey: Uint32Array, block: Uint8Array): Keystream {
  const counter = block.slice();
  return new Keystream(16, (length) => unsafe.ctr32(expandedKey, false, counter, new Uint8Array(length)));
}

export function ofb(key: Uint8Array, iv: Uint8Array): Keystream {
  const expanded = unsafe.expandKeyLE(key);
  const state = iv.slice();
  return new Keystream(16, (length) => {
    const stream = new Uint8Array(length);
    for (let at = 0; at < length; at += 16) stream.set(unsafe.encryptBlock(expanded, state), at);
    return stream;
  });
}

/**
 * ChaCha20 of RFC 8439.
 * @param start the number of the first block
 */
export function chacha(key: Uint8Array, nonce: Uint8Array, start: number): Keystream {
  let counter = start;
  return new Keystream(64, (length) => {
    const stream = chacha20(key, nonce, new Uint8Array(length), undefined, counter);
    counter += length / 64;
    return stream;
  });
}

/** CFB with feedback of a whole block or, as `cfb8`, of one byte. */
export class Cfb implements Transform {
  readonly #encrypts: boolean;
  readonly #key: Uint32Array;
  readonly #isBytewise: boolean;
  /** The last cipher text; with whole blocks, as far as `#used` says, and the stream after that. */
  readonly #register: Uint8Array;
  #used = 16;

  constructor(encrypts: boolean, key: Uint8Array, iv: Uint8Array, isBytewise: boolean) {
    this.#encrypts = encrypts;
    this.#key = unsafe.expandKeyLE(key);
    this.#isBytewise = isBytewise;
    this.#register = iv.slice();
  }

  update(input: Uint8Array): Uint8Array {
    return input.map((byte) => (this.#isBytewise ? this.#shift(byte) : this.#feed(byte)));
  }

  final(): Uint8Array {
    return new Uint8Array();
  }

  #feed(byte: number): number {
    if (this.#used === 16) {
      unsafe.encryptBlock(this.#key, this.#register);
      this.#used = 0;
    }
    const mixed = byte ^ (this.#register[this.#used] as number);
    this.#register[this.#used++] = this.#encrypts ? mixed : byte;
    return mixed;
  }

  #shift(byte: number): number {
    const mixed = byte ^ (unsafe.encryptBlock(this.#key, this.#register.slice())[0] as number);
    this.#register.copyWithin(0, 1);
    this.#register[15] = this.#encrypts ? mixed : byte;
    return mixed;
  }
}
