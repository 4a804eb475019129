/** AESCipherJob of the crypto binding: what `crypto.subtle` encrypts and decrypts with an AES key. */

import { joinBytes } from '../bytes.ts';
import { equalBytes } from '@noble/ciphers/utils.js';
import { arrayBufferOf, bytesOf, cryptoError, type ByteSource } from '../bindings/crypto-support.ts';
import { gcm } from './authenticated.ts';
import { Blocks } from './blocks.ts';
import { WRAP_IV, wrapKey } from './key-wrap.ts';
import { ctr } from './streams.ts';
import type { CipherServices } from './services.ts';

/** `kWebCryptoCipherEncrypt` */
const ENCRYPT = 0;

/** Which mode the binding's number of a variant means: there are three of each, by the key's length. */
const modes = ['ctr', 'cbc', 'gcm', 'kw'] as const;

const failed = (): Error => cryptoError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Cipher job failed');

/** AES-CTR of which only the last bits of the block count, and begin again at 0. */
function countingBits(key: Uint8Array, block: Uint8Array, bits: number, data: Uint8Array): Uint8Array {
  const mask = (1n << BigInt(bits)) - 1n;
  const start = block.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) & mask;
  const untilZero = mask + 1n - start;
  const blocks = BigInt(Math.ceil(data.length / 16));
  if (blocks > mask + 1n) throw failed();
  if (blocks <= untilZero) return ctr(key, block).update(data);
  const end = Number(untilZero) * 16;
  const again = block.slice();
  for (let i = 15, left = bits; left > 0; i--, left -= 8) {
    again[i] = (again[i] as number) & (left >= 8 ? 0 : 0xff << left);
  }
  return joinBytes([ctr(key, block).update(data.subarray(0, end)), ctr(key, again).update(data.subarray(end))]);
}

export function createAesJob({ Job, secretBytes }: CipherServices): unknown {
  return class AESCipherJob extends Job {
    readonly #compute: () => Uint8Array;

    /** What the last arguments are depends on the mode: a vector, then bits of the counter, or the tag and more data. */
    constructor(
      mode: number,
      direction: number,
      key: object,
      data: ByteSource,
      variant: number,
      iv?: ByteSource,
      extra?: number | ByteSource,
      additionalData?: ByteSource,
    ) {
      super(mode);
      const encrypts = direction === ENCRYPT;
      const keyBytes = secretBytes(key).slice();
      const input = bytesOf(data).slice();
      const vector = iv ? bytesOf(iv).slice() : new Uint8Array();
      const additional = additionalData ? bytesOf(additionalData).slice() : new Uint8Array();
      this.#compute = () => {
        switch (modes[Math.floor(variant / 3)]) {
          case 'ctr':
            return countingBits(keyBytes, vector, extra as number, input);
          case 'cbc': {
            const blocks = new Blocks(encrypts, keyBytes, vector);
            return joinBytes([blocks.update(input), blocks.final()]);
          }
          case 'gcm': {
            const cipher = gcm(encrypts, keyBytes, vector);
            cipher.authenticate(additional);
            const output = cipher.update(input);
            if (encrypts) return joinBytes([output, cipher.tag().subarray(0, extra as number)]);
            const tag = bytesOf(extra as ByteSource);
            if (!equalBytes(cipher.tag().slice(0, tag.length), tag.slice())) throw failed();
            return output;
          }
          case 'kw': {
            const result = wrapKey(encrypts, keyBytes, WRAP_IV, input);
            if (!result) throw failed();
            return result;
          }
          default:
            throw new Error(`The binding has no variant ${variant} of AES`);
        }
      };
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(this.#compute());
    }
  };
}
