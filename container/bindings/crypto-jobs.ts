/** Jobs of the crypto binding that any process may want: random values, digests, HMAC and key derivation. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { findDigest, type Digest } from './crypto-digests.ts';
import { ASYNC, SYNC, type JobClass } from './crypto-job.ts';
import { equalBytes, secretBytes } from './crypto-keys.ts';
import {
  arrayBufferOf,
  bytesOf,
  cryptoError,
  invalidDigest,
  type ByteSource,
  type CryptoEnvironment,
} from './crypto-support.ts';

/** The platform gives no more random bytes at once. */
const RANDOM_CHUNK = 65_536;

/** Fills a buffer of any length with random bytes. */
export function randomFill(env: CryptoEnvironment, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += RANDOM_CHUNK) {
    // A copy, because the platform refuses shared memory.
    const chunk = new Uint8Array(Math.min(RANDOM_CHUNK, bytes.length - at));
    bytes.set(env.crypto.getRandomValues(chunk), at);
  }
}

function digestOf(name: string): Digest {
  const digest = findDigest(name);
  if (!digest || digest.isExtendable) throw invalidDigest(name);
  return digest;
}

function requireLength(length: number): void {
  if (length === 0) throw new Error('Deriving bits failed');
}

export function createJobs(
  env: CryptoEnvironment,
  Job: JobClass,
  newSecretHandle: (bytes: Uint8Array) => object,
): Record<string, unknown> {
  const fillRandom = (bytes: Uint8Array): void => randomFill(env, bytes);

  class RandomBytesJob extends Job {
    readonly #bytes: Uint8Array;

    constructor(mode: number, target: ByteSource, offset: number, size: number) {
      super(mode);
      this.#bytes = bytesOf(target).subarray(offset, offset + size);
    }

    protected compute(): void {
      fillRandom(this.#bytes);
    }
  }

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
      this.#digest = digestOf(name);
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

  /** A digest at once: what `crypto.subtle.digest` is made of. */
  class HashJob extends Job {
    readonly #digest: Digest;
    readonly #data: Uint8Array;

    constructor(mode: number, name: string, data: ByteSource) {
      super(mode);
      this.#digest = digestOf(name);
      this.#data = bytesOf(data).slice();
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(this.#digest.hash(this.#data));
    }
  }

  class HKDFJob extends Job {
    readonly #length: number;
    readonly #derive: () => Uint8Array;

    constructor(mode: number, name: string, key: object, salt: ByteSource, info: ByteSource, length: number) {
      super(mode);
      const { hash } = digestOf(name);
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

  /** Signs, or tells whether a signature is right (`kSignJobModeVerify`): what `subtle` does with an HMAC key. */
  class HmacJob extends Job {
    readonly #sign: () => Uint8Array;
    readonly #signature: Uint8Array | undefined;

    constructor(
      mode: number,
      _signMode: number,
      name: string,
      key: object,
      data: ByteSource,
      signature: ByteSource | undefined,
    ) {
      super(mode);
      const { hash } = digestOf(name);
      const copy = bytesOf(data).slice(); // The program may change it meanwhile.
      this.#sign = () => hmac(hash, secretBytes(key), copy);
      this.#signature = signature && bytesOf(signature).slice();
    }

    protected compute(): ArrayBuffer | boolean {
      const signature = this.#sign();
      return this.#signature ? equalBytes(signature, this.#signature) : arrayBufferOf(signature);
    }
  }

  class SecretKeyGenJob extends Job {
    readonly #bytes: Uint8Array;

    constructor(mode: number, bits: number) {
      super(mode);
      this.#bytes = new Uint8Array(Math.floor(bits / 8));
    }

    protected compute(): object {
      fillRandom(this.#bytes);
      return newSecretHandle(this.#bytes);
    }
  }

  return {
    RandomBytesJob,
    HashJob,
    HmacJob,
    PBKDF2Job,
    HKDFJob,
    ScryptJob,
    SecretKeyGenJob,
    kCryptoJobAsync: ASYNC,
    kCryptoJobSync: SYNC,
    secureBuffer: (size: number) => new Uint8Array(size),
  };
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
