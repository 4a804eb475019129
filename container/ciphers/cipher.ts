/** CipherBase of the crypto binding: what `createCipheriv` and `createDecipheriv` drive. */

import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import { Ccm, chachaPoly, gcm, type Authenticated } from './authenticated.ts';
import { Blocks, type Transform } from './blocks.ts';
import { wrapKey, wrapPaddedKey } from './key-wrap.ts';
import { Cfb, chacha, ctr, ofb } from './streams.ts';
import type { CipherServices } from './services.ts';
import { findSuite, isAuthenticated, takesIv, type Suite } from './suites.ts';

const invalidIv = (): Error => cryptoError(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
const invalidTag = (message: string): Error => cryptoError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', message);
const invalidTagLength = (length: number): Error => invalidTag(`Invalid authentication tag length: ${length}`);
const unsupportedState = (): Error => new Error('Trying to add data in unsupported state');

/** Key wrap takes the whole key at once. */
class KeyWrap implements Transform {
  readonly #wrap: (text: Uint8Array) => Uint8Array | undefined;

  constructor(wrap: (text: Uint8Array) => Uint8Array | undefined) {
    this.#wrap = wrap;
  }

  update(input: Uint8Array): Uint8Array {
    const result = this.#wrap(input);
    if (!result) throw unsupportedState();
    return result;
  }

  final(): Uint8Array {
    return new Uint8Array();
  }
}

function createTransform({ mode }: Suite, encrypts: boolean, key: Uint8Array, iv: Uint8Array): Transform {
  switch (mode) {
    case 'ecb':
      return new Blocks(encrypts, key, undefined);
    case 'cbc':
      return new Blocks(encrypts, key, iv);
    case 'cfb':
    case 'cfb8':
      return new Cfb(encrypts, key, iv, mode === 'cfb8');
    case 'ofb':
      return ofb(key, iv);
    case 'ctr':
      return ctr(key, iv);
    case 'chacha20':
      return chacha(key, iv.slice(4), new DataView(iv.buffer, iv.byteOffset).getUint32(0, true));
    case 'wrap':
      return new KeyWrap((text) => wrapKey(encrypts, key, iv, text));
    case 'wrap-pad':
      return new KeyWrap((text) => wrapPaddedKey(encrypts, key, iv, text));
    default:
      throw new Error(`${mode} has an authentication tag`);
  }
}

/** The lengths, in bytes, that the tag of a mode can have. */
const takesTagLength = (mode: Suite['mode'], length: number): boolean => {
  if (mode === 'gcm') return length === 4 || length === 8 || (length >= 12 && length <= 16);
  if (mode === 'ccm') return length >= 4 && length <= 16 && length % 2 === 0;
  return length >= 1 && length <= 16;
};

/** How long a text CCM can tell of, in bytes, by its nonce. */
const ccmLimit = (nonceLength: number): number => Math.min(2 ** (8 * (15 - nonceLength)) - 1, 2 ** 31 - 1);

export function createCipherBase({ secretBytes, inputBytes, toBuffer }: CipherServices): unknown {
  return class CipherBase {
    readonly #encrypts: boolean;
    #plain: Transform | undefined;
    #authenticated: Authenticated | undefined;
    #isFinished = false;
    #mode: Suite['mode'] = 'cbc';
    #textLimit = Infinity;
    /** In bytes; of GCM it may be open until the tag is set. */
    #tagLength: number | undefined;
    /** The one that was set, or the one that came out. */
    #tag: Uint8Array | undefined;
    #hasText = false;
    #isRefused = false;

    constructor(encrypts: boolean) {
      this.#encrypts = encrypts;
    }

    /** @param tagLength -1 if it was not said */
    initiv(name: string, key: object, iv: ByteSource | null, tagLength: number): void {
      const suite = findSuite(name);
      if (!suite) throw cryptoError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
      const keyBytes = secretBytes(key).slice();
      if (keyBytes.length !== suite.keyLength) {
        throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
      }
      const vector = iv ? bytesOf(iv).slice() : new Uint8Array();
      if (iv === null ? suite.ivLength > 0 : !takesIv(suite, vector.length)) throw invalidIv();
      this.#mode = suite.mode;
      if (!isAuthenticated(suite)) {
        this.#plain = createTransform(suite, this.#encrypts, keyBytes, vector);
        return;
      }
      this.#setTagLength(name, tagLength);
      if (suite.mode === 'ccm') {
        this.#textLimit = ccmLimit(vector.length);
        this.#authenticated = new Ccm(this.#encrypts, keyBytes, vector, this.#tagLength as number);
      } else {
        const create = suite.mode === 'gcm' ? gcm : chachaPoly;
        this.#authenticated = create(this.#encrypts, keyBytes, vector);
      }
    }

    #setTagLength(name: string, length: number): void {
      if (length === -1) {
        if (this.#mode === 'ccm') throw invalidTag(`authTagLength required for ${name}`);
        if (this.#mode === 'chacha20-poly1305') this.#tagLength = 16;
        return;
      }
      if (!takesTagLength(this.#mode, length)) throw invalidTagLength(length);
      this.#tagLength = length;
    }

    update(data: string | ByteSource, encoding: unknown): object {
      if (this.#isFinished) throw unsupportedState();
      const input = inputBytes(data, encoding);
      if (this.#plain) return toBuffer(this.#plain.update(input));
      if (!this.#authenticated) throw unsupportedState();
      if (input.length > this.#textLimit) {
        throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
      }
      if (this.#mode === 'ccm' && this.#hasText) throw unsupportedState();
      this.#hasText = true;
      const output = this.#authenticated.update(input);
      if (this.#mode === 'ccm' && !this.#encrypts && !this.#isRight()) {
        this.#isRefused = true; // CCM checks before it gives anything away; `final` says so.
        return toBuffer(new Uint8Array());
      }
      return toBuffer(output);
    }

    final(): object {
      if (this.#isFinished) throw cryptoError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state');
      this.#isFinished = true;
      if (this.#plain) return toBuffer(this.#plain.final());
      if (this.#mode === 'ccm' && this.#encrypts && !this.#hasText) {
        throw opensslError('1C800077', 'Provider routines', 'tag not set', 'ERR_OSSL_TAG_NOT_SET');
      }
      if (this.#encrypts) this.#tag = this.#computeTag();
      else if (this.#isRefused || !this.#isRight()) {
        throw new Error('Unsupported state or unable to authenticate data');
      }
      return toBuffer(new Uint8Array());
    }

    #computeTag(): Uint8Array {
      return (this.#authenticated as Authenticated).tag().slice(0, this.#tagLength ?? 16);
    }

    /** Whether the tag that was set is that of the text. */
    #isRight(): boolean {
      if (!this.#tag) return false;
      return equalBytes(this.#computeTag(), this.#tag);
    }

    setAutoPadding(isOn: boolean): boolean {
      if (this.#isFinished) return false;
      if (this.#plain instanceof Blocks) this.#plain.hasPadding = isOn;
      return true;
    }

    getAuthTag(): object | undefined {
      if (!this.#isFinished || !this.#encrypts || !this.#tag) return undefined;
      return toBuffer(this.#tag.slice());
    }

    setAuthTag(tag: ByteSource): boolean {
      if (!this.#authenticated || this.#encrypts || this.#isFinished || this.#tag) return false;
      const bytes = bytesOf(tag).slice();
      const isRight =
        this.#tagLength === undefined ? takesTagLength(this.#mode, bytes.length) : bytes.length === this.#tagLength;
      if (!isRight) throw invalidTagLength(bytes.length);
      this.#tagLength = bytes.length;
      this.#tag = bytes;
      return true;
    }

    /** @param textLength -1 if it was not said; CCM wants it */
    setAAD(data: ByteSource, textLength: number): boolean {
      if (!this.#authenticated || this.#isFinished || this.#hasText) return false;
      if (this.#mode === 'ccm') {
        if (textLength < 0) {
          const message = 'options.plaintextLength required for CCM mode with AAD';
          throw cryptoError(TypeError, 'ERR_MISSING_ARGS', message);
        }
        if (textLength > this.#textLimit) {
          throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
        }
      }
      this.#authenticated.authenticate(bytesOf(data).slice());
      return true;
    }
  };
}
