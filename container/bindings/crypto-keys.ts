/** Keys of the crypto binding. Secret ones are bytes; what is known of key pairs is in `container/key-pairs/`. */

import type { KeyPairs } from '../key-pairs/index.ts';
import type { AsymmetricKey, KeyInput } from '../key-pairs/key.ts';
import { cloneable } from './cloneable.ts';
import { bufferOf, bytesOf, type ByteSource, type CryptoEnvironment } from './crypto-support.ts';

/** As in Node's KeyType enumeration. */
const KEY_TYPE_SECRET = 0;

const secrets = new WeakMap<object, Uint8Array<ArrayBuffer>>();
const pairs = new WeakMap<object, AsymmetricKey>();

/** The bytes of a secret: a key handle, a KeyObject around one, or a plain buffer. */
export function secretBytes(key: object): Uint8Array<ArrayBuffer> {
  return secrets.get(key) ?? bytesOf(key as ByteSource);
}

/** The public or private key behind a handle. */
export const asymmetricKey = (handle: object): AsymmetricKey | undefined => pairs.get(handle);

/** What goes to another thread in place of a key: a secret's bytes, or a key in its standard form. */
type KeyClone = { secret: Uint8Array } | { type: number; der: Uint8Array };

export function createKeyClasses(env: CryptoEnvironment, keyPairs: () => KeyPairs) {
  class KeyObjectHandle {
    /** Sets the key that other parts have made. */
    static of(key: AsymmetricKey): KeyObjectHandle {
      const handle = new KeyObjectHandle();
      pairs.set(handle, key);
      return handle;
    }

    init(type: number, data: ByteSource | KeyObjectHandle, ...rest: KeyInput): void {
      if (type === KEY_TYPE_SECRET) secrets.set(this, bytesOf(data as ByteSource).slice());
      else pairs.set(this, keyPairs().readKey(type, data, ...rest));
    }

    initJwk(jwk: { kty?: string; k?: string }, namedCurve?: string): number | undefined {
      if (jwk.kty === 'oct') {
        if (typeof jwk.k !== 'string') return undefined;
        this.init(KEY_TYPE_SECRET, bufferOf(env).from(jwk.k, 'base64url'));
        return KEY_TYPE_SECRET;
      }
      const key = keyPairs().readJwk(jwk, namedCurve);
      pairs.set(this, key);
      return keyPairs().typeOf(key);
    }

    initEDRaw(name: string, data: ByteSource, type: number): boolean {
      return this.#hold(keyPairs().readRaw(name, bytesOf(data), type));
    }

    initECRaw(curve: string, data: ByteSource): boolean {
      return this.#hold(keyPairs().readPoint(curve, bytesOf(data)));
    }

    #hold(key: AsymmetricKey | undefined): boolean {
      if (key) pairs.set(this, key);
      return key !== undefined;
    }

    #key(): AsymmetricKey {
      const key = pairs.get(this);
      if (!key) throw new Error('The handle of a key has none');
      return key;
    }

    getSymmetricKeySize(): number {
      return secretBytes(this).length;
    }

    getAsymmetricKeyType(): string {
      return this.#key().kind;
    }

    checkEcKeyData(): boolean {
      return keyPairs().isPointOnCurve(this.#key());
    }

    export(...options: [format: number, type: number, cipher?: string, passphrase?: ByteSource]): unknown {
      if (pairs.has(this)) return keyPairs().writeKey(this.#key(), ...options);
      const copy = secretBytes(this).slice();
      return bufferOf(env).from(copy.buffer, 0, copy.length);
    }

    exportJwk(target: Record<string, string>, handlesPss: boolean): object {
      if (pairs.has(this)) return keyPairs().writeJwk(this.#key(), target, handlesPss);
      const bytes = secretBytes(this);
      const buffer = bufferOf(env).from(bytes.buffer, bytes.byteOffset, bytes.length);
      return Object.assign(target, { kty: 'oct', k: buffer.toString('base64url') });
    }

    equals(other: object): boolean {
      const key = pairs.get(this);
      if (!key) return equalBytes(secretBytes(this), secretBytes(other));
      const second = pairs.get(other);
      return second !== undefined && keyPairs().isSameKey(key, second);
    }

    keyDetail(target: Record<string, unknown>): object {
      if (pairs.has(this)) return keyPairs().describeKey(this.#key(), target);
      return Object.assign(target, { length: secretBytes(this).length * 8 });
    }
  }

  const write = (owner: object): KeyClone => {
    const key = pairs.get(owner);
    return key ? { type: keyPairs().typeOf(key), der: keyPairs().encodeKey(key) } : { secret: secretBytes(owner) };
  };
  const read = (clone: KeyClone): KeyObjectHandle => {
    if ('der' in clone) return KeyObjectHandle.of(keyPairs().decodeKey(clone.type, clone.der));
    const handle = new KeyObjectHandle();
    handle.init(KEY_TYPE_SECRET, clone.secret as ByteSource);
    return handle;
  };
  cloneable(KeyObjectHandle, 'KeyObjectHandle', write, read);

  /** What the library's KeyObject extends. */
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the library calls `super(handle)`
  class NativeKeyObject {
    constructor(handle: object) {
      const key = pairs.get(handle);
      if (key) pairs.set(this, key);
      else secrets.set(this, secretBytes(handle));
    }
  }

  type KeyObjectClass = new (handle: KeyObjectHandle) => NativeKeyObject;
  cloneable(NativeKeyObject, 'KeyObject', write, (clone) => {
    const { SecretKeyObject, PublicKeyObject, PrivateKeyObject } = env.require('internal/crypto/keys') as Record<
      string,
      KeyObjectClass
    >;
    const classes = [SecretKeyObject, PublicKeyObject, PrivateKeyObject];
    const KeyObject = classes['der' in clone ? clone.type : KEY_TYPE_SECRET] as KeyObjectClass;
    return new KeyObject(read(clone));
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
