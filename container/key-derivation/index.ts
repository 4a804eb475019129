/** Jobs that make keys of passwords and of other keys: PBKDF2, HKDF and scrypt. */

import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import type { Digest } from '../bindings/crypto-digests.ts';
import type { JobClass } from '../bindings/crypto-job.ts';
import { arrayBufferOf, bytesOf, cryptoError, type ByteSource } from '../bindings/crypto-support.ts';

/** What the rest of the binding lends to this part. */
export interface DerivationServices {
  Job: JobClass;
  requireDigest(name: string): Digest;
  /** The bytes of a secret key's handle, or of a plain buffer. */
  secretBytes(key: object): Uint8Array;
}

function requireLength(length: number): void {
  if (length === 0) throw new Error('Deriving bits failed');
}

export function createDerivation({ Job, requireDigest, secretBytes }: DerivationServices): Record<string, unknown> {
  class PBKDF2Job extends Job {
    readonly #password: Uint8Array<ArrayBuffer>;
    readonly #salt: Uint8Array<ArrayBuffer>;
    readonly #iterations: number;
    readonly #length: number;
    readonly #digest: Digest;

    constructor(
      mode: number,
      password: ByteSource,
      salt: ByteSource,
      iterations: number,
      length: number,
      name: string,
    ) {
      super(mode);
      this.#digest = requireDigest(name);
      this.#password = bytesOf(password).slice();
      this.#salt = bytesOf(salt).slice();
      this.#iterations = iterations;
      this.#length = length;
    }

    protected compute(): ArrayBuffer {
      requireLength(this.#length);
      const options = { c: this.#iterations, dkLen: this.#length };
      return arrayBufferOf(pbkdf2(this.#digest.hash, this.#password, this.#salt, options));
    }
  }

  class HKDFJob extends Job {
    readonly #length: number;
    readonly #derive: () => Uint8Array;

    constructor(mode: number, name: string, key: object, salt: ByteSource, info: ByteSource, length: number) {
      super(mode);
      const { hash } = requireDigest(name);
      if (length > 255 * hash.outputLen) {
        throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
      }
      this.#length = length;
      this.#derive = () => hkdf(hash, secretBytes(key), bytesOf(salt), bytesOf(info), length);
    }

    protected compute(): ArrayBuffer {
      requireLength(this.#length);
      return arrayBufferOf(this.#derive());
    }
  }

  class ScryptJob extends Job {
    readonly #derive: () => Uint8Array;

    constructor(
      mode: number,
      password: ByteSource,
      salt: ByteSource,
      N: number,
      r: number,
      p: number,
      maxmem: number,
      length: number,
    ) {
      super(mode);
      checkScrypt(N, r, p, maxmem);
      const options = { N, r, p, dkLen: length, maxmem: Number.MAX_SAFE_INTEGER };
      this.#derive = () => (length === 0 ? new Uint8Array() : scrypt(bytesOf(password), bytesOf(salt), options));
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(this.#derive());
    }
  }

  return { PBKDF2Job, HKDFJob, ScryptJob };
}

/** The limits of OpenSSL's EVP_PBE_scrypt. */
function checkScrypt(N: number, r: number, p: number, maxmem: number): void {
  const refuse = (reason: string): Error =>
    cryptoError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${reason}`);
  if (N < 2 || !Number.isInteger(Math.log2(N))) throw refuse('');
  const memory = 128 * r * p + 128 * r * (N + 2);
  if (p * r > 2 ** 30 - 1 || memory > maxmem) {
    throw refuse(': error:030000AC:digital envelope routines::memory limit exceeded');
  }
}
