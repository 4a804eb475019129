/** Hash and Hmac of the crypto binding, and the digest of one piece of data. */
import { hmac } from '@noble/hashes/hmac.js';
import type { Hash as HashState, HashXOF } from '@noble/hashes/utils.js';
import { findDigest, type Digest } from './crypto-digests.ts';
import { secretBytes } from './crypto-keys.ts';
import {
  bytesOfInput,
  cryptoError,
  encodeBytes,
  invalidDigest,
  type ByteSource,
  type CryptoEnvironment,
} from './crypto-support.ts';

type State = HashState<unknown>;

export function createHashClasses(env: CryptoEnvironment): Record<string, unknown> {
  const inputBytes = (data: string | ByteSource, encoding: unknown): Uint8Array => bytesOfInput(env, data, encoding);

  class Hash {
    readonly #digest: Digest;
    readonly #state: State;
    readonly #length: number;
    #result: Uint8Array | undefined;

    /** @param source a digest's name, or the hash to copy */
    constructor(source: string | Hash, length: number | undefined) {
      if (typeof source === 'string') {
        const digest = findDigest(source);
        if (!digest) throw new Error('Digest method not supported');
        this.#digest = digest;
        this.#state = digest.hash.create() as State;
      } else {
        this.#digest = source.#digest;
        this.#state = source.#state.clone() as State;
      }
      const { outputLen } = this.#digest.hash;
      this.#length = length ?? outputLen;
      if (this.#length !== outputLen && !this.#digest.isExtendable) {
        throw cryptoError(
          Error,
          'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH',
          'error:030000B2:digital envelope routines::not XOF or invalid length',
        );
      }
    }

    update(data: string | ByteSource, encoding: unknown): boolean {
      if (this.#result) return false;
      this.#state.update(inputBytes(data, encoding));
      return true;
    }

    digest(encoding: unknown): unknown {
      this.#result ??= this.#digest.isExtendable
        ? (this.#state as unknown as HashXOF<never>).xof(this.#length)
        : this.#state.digest();
      return encodeBytes(env, this.#result, encoding);
    }
  }

  class Hmac {
    #state: State | undefined;
    #result: Uint8Array | undefined;

    init(name: string, key: object): void {
      const digest = findDigest(name);
      if (!digest || digest.isExtendable) throw invalidDigest(name);
      this.#state = hmac.create(digest.hash, secretBytes(key)) as unknown as State;
    }

    update(data: string | ByteSource, encoding: unknown): boolean {
      if (!this.#state || this.#result) return false;
      this.#state.update(inputBytes(data, encoding));
      return true;
    }

    digest(encoding: unknown): unknown {
      this.#result ??= this.#state?.digest() ?? new Uint8Array();
      return encodeBytes(env, this.#result, encoding);
    }
  }

  return {
    Hash,
    Hmac,
    oneShotDigest(name: string, _id: unknown, _cache: unknown, data: string | ByteSource, encoding: unknown): unknown {
      const digest = findDigest(name);
      if (!digest) throw new Error(`Digest method ${name} is not supported`);
      return encodeBytes(env, digest.hash(inputBytes(data, 'utf8')), encoding);
    },
  };
}
