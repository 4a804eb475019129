/** Keys of the crypto binding. This container has secret keys only. */
import { cloneable } from './cloneable.ts';
import { bufferOf, bytesOf, cryptoError, type ByteSource, type CryptoEnvironment } from './crypto-support.ts';

/** As in Node's KeyType enumeration. */
const KEY_TYPE_SECRET = 0;

const secrets = new WeakMap<object, Uint8Array<ArrayBuffer>>();

/** The bytes of a secret: a key handle, a KeyObject around one, or a plain buffer. */
export function secretBytes(key: object): Uint8Array<ArrayBuffer> {
  return secrets.get(key) ?? bytesOf(key as ByteSource);
}

export function createKeyClasses(env: CryptoEnvironment): Record<string, unknown> {
  class KeyObjectHandle {
    init(type: number, data: ByteSource): void {
      if (type !== KEY_TYPE_SECRET) {
        throw cryptoError(
          Error,
          'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
          'Public and private keys are not available in this container',
        );
      }
      secrets.set(this, bytesOf(data).slice());
    }

    initJwk(jwk: { kty?: string; k?: string }): number | undefined {
      if (jwk.kty !== 'oct' || typeof jwk.k !== 'string') return undefined;
      this.init(KEY_TYPE_SECRET, bufferOf(env).from(jwk.k, 'base64url'));
      return KEY_TYPE_SECRET;
    }

    getSymmetricKeySize(): number {
      return secretBytes(this).length;
    }

    export(): unknown {
      const copy = secretBytes(this).slice();
      return bufferOf(env).from(copy.buffer, 0, copy.length);
    }

    exportJwk(target: Record<string, string>): object {
      const bytes = secretBytes(this);
      const buffer = bufferOf(env).from(bytes.buffer, bytes.byteOffset, bytes.length);
      return Object.assign(target, { kty: 'oct', k: buffer.toString('base64url') });
    }

    equals(other: object): boolean {
      return equalBytes(secretBytes(this), secretBytes(other));
    }

    keyDetail(target: Record<string, number>): object {
      return Object.assign(target, { length: secretBytes(this).length * 8 });
    }
  }

  cloneable(KeyObjectHandle, 'KeyObjectHandle', secretBytes, (secret) => {
    const key = new KeyObjectHandle();
    key.init(KEY_TYPE_SECRET, secret);
    return key;
  });

  /** What the library's KeyObject extends. */
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the library calls `super(handle)`
  class NativeKeyObject {
    constructor(handle: object) {
      secrets.set(this, secretBytes(handle));
    }
  }

  cloneable(NativeKeyObject, 'KeyObject', secretBytes, (secret) => {
    const { createSecretKey } = env.require('crypto') as { createSecretKey(secret: Uint8Array): NativeKeyObject };
    return createSecretKey(secret);
  });

  return {
    KeyObjectHandle,
    createNativeKeyObjectClass: (define: (base: typeof NativeKeyObject) => unknown) => define(NativeKeyObject),
  };
}

/** Compares in a time that does not depend on where two secrets differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
