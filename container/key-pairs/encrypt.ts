/** Encryption with RSA: `publicEncrypt` and its like, and RSA-OAEP of `crypto.subtle`. */

import { arrayBufferOf, bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import type { Digests } from './digests.ts';
import type { AsymmetricKey, KeyArguments, KeyInput, KeyServices, RsaKey, RsaSecret } from './key.ts';
import { toBytes } from './numbers.ts';
import type { KeyReader } from './read.ts';
import { modulusLength, rsaError, rsaPrivate, rsaPublic } from './rsa.ts';
import { padOaep, padType1, padType2, unpadOaep, unpadType1, unpadType2, type OaepOptions } from './rsa-padding.ts';
import { unsupportedForKey } from './sign.ts';

const padding = { pkcs1: 1, none: 3, oaep: 4 } as const;
const ENCRYPT = 0;

type Arguments = [
  data: KeyArguments[0],
  format: KeyInput[0],
  type: KeyInput[1],
  passphrase: KeyInput[2],
  text: ByteSource,
  padding: number,
  hash?: string,
  label?: ByteSource,
];

const badPadding = (): Error =>
  opensslError(
    '1C8000A5',
    'Provider routines',
    'illegal or unsupported padding mode',
    'ERR_OSSL_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE',
  );

function asRsa(key: AsymmetricKey): RsaKey & { secret: RsaSecret } {
  if (key.kind !== 'rsa') throw unsupportedForKey();
  return key as RsaKey & { secret: RsaSecret };
}

function unpadded(text: Uint8Array, key: RsaKey): Uint8Array {
  if (text.length > modulusLength(key)) throw rsaError('0200006E', 'data too large for key size');
  if (text.length < modulusLength(key)) throw rsaError('0200007A', 'data too small for key size');
  return text;
}

function cipherText(text: Uint8Array, key: RsaKey): Uint8Array {
  if (text.length > modulusLength(key)) throw rsaError('0200006C', 'data greater than mod len');
  const whole = new Uint8Array(modulusLength(key));
  whole.set(text, whole.length - text.length);
  return whole;
}

export function createEncrypting(services: KeyServices, digests: Digests, reader: KeyReader): Record<string, unknown> {
  const oaep = (hash: string | undefined, label: ByteSource | undefined): OaepOptions => {
    const digest = digests.find(hash ?? 'sha1');
    if (!digest) throw cryptoError(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest used');
    return { hash: digest.hash, label: label ? bytesOf(label).slice() : new Uint8Array() };
  };

  const encryptOaep = (key: RsaKey, text: Uint8Array, options: OaepOptions): Uint8Array =>
    rsaPublic(key, padOaep(text, modulusLength(key), options, services.randomFill));
  const decryptOaep = (key: RsaKey & { secret: RsaSecret }, text: Uint8Array, options: OaepOptions): Uint8Array => {
    const whole = cipherText(text, key);
    return unpadOaep(rsaPrivate(key, whole), options);
  };

  class RSACipherJob extends services.Job {
    readonly #compute: () => Uint8Array;

    constructor(
      mode: number,
      direction: number,
      handle: object,
      data: ByteSource,
      _variant: number,
      hash: string,
      label?: ByteSource,
    ) {
      super(mode);
      const key = asRsa(services.asymmetricKey(handle) as AsymmetricKey);
      const text = bytesOf(data).slice();
      const options = oaep(hash, label);
      this.#compute = () => (direction === ENCRYPT ? encryptOaep(key, text, options) : decryptOaep(key, text, options));
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(this.#compute());
    }
  }

  return {
    RSACipherJob,

    publicEncrypt(...[data, format, type, passphrase, text, mode, hash, label]: Arguments): object {
      const options = oaep(hash, label);
      const key = asRsa(reader.publicKey(data, format, type, passphrase));
      const plain = bytesOf(text).slice();
      const length = modulusLength(key);
      const run = (): Uint8Array => {
        if (mode === padding.oaep) return encryptOaep(key, plain, options);
        if (mode === padding.pkcs1) return rsaPublic(key, padType2(plain, length, services.randomFill));
        if (mode === padding.none) return rsaPublic(key, unpadded(plain, key));
        throw badPadding();
      };
      return services.toBuffer(run());
    },

    privateDecrypt(...[data, format, type, passphrase, text, mode, hash, label]: Arguments): object {
      const options = oaep(hash, label);
      const key = asRsa(reader.signingKey(data, format, type, passphrase));
      const input = bytesOf(text).slice();
      const run = (): Uint8Array => {
        if (mode === padding.oaep) return decryptOaep(key, input, options);
        if (mode !== padding.pkcs1 && mode !== padding.none) throw badPadding();
        const whole = cipherText(input, key);
        const block = rsaPrivate(key, whole);
        if (mode === padding.none) return block;
        const d = toBytes(key.secret.d, modulusLength(key));
        return unpadType2(block, whole, d, digests.require('sha256').hash);
      };
      return services.toBuffer(run());
    },

    privateEncrypt(...[data, format, type, passphrase, text, mode]: Arguments): object {
      const key = asRsa(reader.signingKey(data, format, type, passphrase));
      const plain = bytesOf(text).slice();
      if (mode !== padding.pkcs1 && mode !== padding.none) throw badPadding();
      const block = mode === padding.pkcs1 ? padType1(plain, modulusLength(key)) : unpadded(plain, key);
      return services.toBuffer(rsaPrivate(key, block));
    },

    publicDecrypt(...[data, format, type, passphrase, text, mode]: Arguments): object {
      const key = asRsa(reader.publicKey(data, format, type, passphrase));
      if (mode !== padding.pkcs1 && mode !== padding.none) throw badPadding();
      const block = rsaPublic(key, cipherText(bytesOf(text), key));
      return services.toBuffer(mode === padding.pkcs1 ? unpadType1(block) : block);
    },
  };
}
