/** Modes of AES that work on whole blocks, and the padding of the last one. */

import { joinBytes } from '../bytes.ts';
import { unsafe } from '@noble/ciphers/aes.js';
import { opensslError } from '../bindings/crypto-support.ts';

const BLOCK = 16;

/** A cipher under way: it is given bytes and gives bytes, and more at the end. */
export interface Transform {
  update(input: Uint8Array): Uint8Array;
  /** @throws with OpenSSL's code when what came is no whole message */
  final(): Uint8Array;
}

const wrongFinalBlockLength = (): Error =>
  opensslError('1C80006B', 'Provider routines', 'wrong final block length', 'ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH');
const badDecrypt = (): Error => opensslError('1C800064', 'Provider routines', 'bad decrypt', 'ERR_OSSL_BAD_DECRYPT');

/** ECB, and CBC where there is an initialization vector. */
export class Blocks implements Transform {
  hasPadding = true;
  readonly #encrypts: boolean;
  readonly #key: Uint32Array;
  readonly #previous: Uint8Array | undefined;
  #pending: Uint8Array = new Uint8Array();

  constructor(encrypts: boolean, key: Uint8Array, iv: Uint8Array | undefined) {
    this.#encrypts = encrypts;
    this.#key = encrypts ? unsafe.expandKeyLE(key) : unsafe.expandKeyDecLE(key);
    this.#previous = iv?.slice();
  }

  update(input: Uint8Array): Uint8Array {
    const data = joinBytes([this.#pending, input]);
    // The last block of a padded text is kept back: the padding is in it.
    const held = !this.#encrypts && this.hasPadding && data.length > 0 ? 1 : 0;
    const end = Math.max(0, Math.floor((data.length - held) / BLOCK) * BLOCK);
    this.#pending = data.slice(end);
    return this.#transform(data.slice(0, end));
  }

  final(): Uint8Array {
    const rest = this.#pending;
    if (!this.hasPadding) {
      if (rest.length > 0) throw wrongFinalBlockLength();
      return new Uint8Array();
    }
    if (this.#encrypts) {
      const last = new Uint8Array(BLOCK).fill(BLOCK - rest.length);
      last.set(rest);
      return this.#transform(last);
    }
    if (rest.length !== BLOCK) throw wrongFinalBlockLength();
    const last = this.#transform(rest);
    const count = last[BLOCK - 1] as number;
    if (count === 0 || count > BLOCK || last.subarray(BLOCK - count).some((byte) => byte !== count)) throw badDecrypt();
    return last.slice(0, BLOCK - count);
  }

  /** @param data whole blocks at the start of a buffer of their own, which are overwritten */
  #transform(data: Uint8Array): Uint8Array {
    const work = this.#encrypts ? unsafe.encrypt : unsafe.decrypt;
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const words = (at: number): [number, number, number, number] => [
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
      view.getUint32(at + 8, true),
      view.getUint32(at + 12, true),
    ];
    const previous = this.#previous;
    const chain = previous && new Uint32Array(4);
    if (chain) new Uint8Array(chain.buffer).set(previous);
    for (let at = 0; at < data.length; at += BLOCK) {
      const [a, b, c, d] = words(at);
      const [w, x, y, z] = chain ?? [0, 0, 0, 0];
      const { s0, s1, s2, s3 } = this.#encrypts
        ? work(this.#key, a ^ (w as number), b ^ (x as number), c ^ (y as number), d ^ (z as number))
        : work(this.#key, a, b, c, d);
      const result = this.#encrypts
        ? [s0, s1, s2, s3]
        : [s0 ^ (w as number), s1 ^ (x as number), s2 ^ (y as number), s3 ^ (z as number)];
      result.forEach((word, index) => view.setUint32(at + 4 * index, word, true));
      chain?.set(this.#encrypts ? result : [a, b, c, d]);
    }
    if (chain) previous.set(new Uint8Array(chain.buffer));
    return data;
  }
}
