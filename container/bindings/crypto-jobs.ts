/** Jobs of the crypto binding that any process may want: random values, digests and HMAC. */
import { hmac } from '@noble/hashes/hmac.js';
import { requireDigest, type Digest } from './crypto-digests.ts';
import { ASYNC, SYNC, type JobClass } from './crypto-job.ts';
import { equalBytes, secretBytes } from './crypto-keys.ts';
import { arrayBufferOf, bytesOf, type ByteSource, type CryptoEnvironment } from './crypto-support.ts';

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

export function createJobs(
  env: CryptoEnvironment,
  Job: JobClass,
  newSecretHandle: (bytes: Uint8Array) => object,
): Record<string, unknown> {
  class RandomBytesJob extends Job {
    readonly #bytes: Uint8Array;

    constructor(mode: number, target: ByteSource, offset: number, size: number) {
      super(mode);
      this.#bytes = bytesOf(target).subarray(offset, offset + size);
    }

    protected compute(): void {
      randomFill(env, this.#bytes);
    }
  }

  /** A digest at once: what `crypto.subtle.digest` is made of. */
  class HashJob extends Job {
    readonly #digest: Digest;
    readonly #data: Uint8Array;

    constructor(mode: number, name: string, data: ByteSource) {
      super(mode);
      this.#digest = requireDigest(name);
      this.#data = bytesOf(data).slice();
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(this.#digest.hash(this.#data));
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
      const { hash } = requireDigest(name);
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
      randomFill(env, this.#bytes);
      return newSecretHandle(this.#bytes);
    }
  }

  return {
    RandomBytesJob,
    HashJob,
    HmacJob,
    SecretKeyGenJob,
    kCryptoJobAsync: ASYNC,
    kCryptoJobSync: SYNC,
    secureBuffer: (size: number) => new Uint8Array(size),
  };
}
