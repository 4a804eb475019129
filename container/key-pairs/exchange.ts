/** Secrets that two keys have in common: ECDH, and `crypto.diffieHellman`. */

import { arrayBufferOf, bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import {
  edwardsOf,
  pointOfSecret,
  randomSecret,
  readPointOf,
  readSecretOf,
  requireCurve,
  sharedSecret,
  writePoint,
} from './curves.ts';
import { dhShared } from './diffie-hellman.ts';
import { isRsa, type AsymmetricKey, type EdwardsKey, type KeyServices } from './key.ts';
import { unsupportedForKey } from './sign.ts';

const operationFailed = (message: string): Error => cryptoError(Error, 'ERR_CRYPTO_OPERATION_FAILED', message);
const providerError = (number: string, reason: string): Error =>
  opensslError(number, 'Provider routines', reason, `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`);

/** @throws with OpenSSL's codes for keys that do not belong together */
function shared(own: AsymmetricKey, other: AsymmetricKey): Uint8Array {
  const mismatch = (): Error => providerError('1C8000CB', 'mismatching domain parameters');
  if (own.secret === undefined) throw unsupportedForKey();
  if (own.kind === 'ec') {
    if (other.kind !== 'ec' || other.curve !== own.curve) throw mismatch();
    return sharedSecret(own.curve, own.secret as Uint8Array, other.point);
  }
  if (own.kind === 'dh') {
    if (other.kind !== 'dh' || other.prime !== own.prime || other.generator !== own.generator) throw mismatch();
    return dhShared(own.prime, own.secret as bigint, other.value);
  }
  if (isRsa(own) || isRsa(other) || own.kind !== other.kind) throw unsupportedForKey();
  const { getSharedSecret } = edwardsOf(own.kind);
  if (!getSharedSecret) throw unsupportedForKey();
  try {
    return getSharedSecret(own.secret as Uint8Array, (other as EdwardsKey).point);
  } catch {
    throw providerError('1C8000A4', 'failed during derivation'); // A point of small order.
  }
}

export function createExchange(services: KeyServices): Record<string, unknown> {
  const keyOf = (handle: object): AsymmetricKey => services.asymmetricKey(handle) as AsymmetricKey;

  class ECDH {
    readonly #curve: ReturnType<typeof requireCurve>;
    #secret: Uint8Array | undefined;
    #point: Uint8Array | undefined;

    constructor(curve: string) {
      this.#curve = requireCurve(curve);
    }

    generateKeys(): void {
      this.#secret = randomSecret(this.#curve, services.randomFill);
      this.#point = pointOfSecret(this.#curve, this.#secret);
    }

    /** Whether the public key, which can be set by itself, is that of the private one. */
    #isPair(): boolean {
      if (!this.#secret || !this.#point) return false;
      return pointOfSecret(this.#curve, this.#secret).every((byte, i) => byte === this.#point?.[i]);
    }

    computeSecret(other: ByteSource): object {
      if (!this.#secret || !this.#isPair()) {
        throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYPAIR', 'Invalid key pair');
      }
      const point = readPointOf(this.#curve, bytesOf(other));
      if (!point) {
        const message = 'Public key is not valid for specified curve';
        throw cryptoError(Error, 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY', message);
      }
      return services.toBuffer(sharedSecret(this.#curve, this.#secret, point));
    }

    /** @param form of OpenSSL's enumeration */
    getPublicKey(form: number): object {
      if (!this.#point) throw operationFailed('Failed to get ECDH public key');
      return services.toBuffer(writePoint(this.#point, form).slice());
    }

    getPrivateKey(): object {
      if (!this.#secret) throw operationFailed('Failed to get ECDH private key');
      return services.toBuffer(this.#secret.slice());
    }

    setPrivateKey(key: ByteSource): void {
      const secret = readSecretOf(this.#curve, bytesOf(key));
      if (!secret) {
        const message = 'Private key is not valid for specified curve.';
        throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', message);
      }
      this.#secret = secret;
      this.#point = pointOfSecret(this.#curve, secret);
    }

    setPublicKey(key: ByteSource): void {
      this.#point = pointOrFail(this.#curve, key);
    }
  }

  class ECDHBitsJob extends services.Job {
    readonly #other: AsymmetricKey;
    readonly #own: AsymmetricKey;

    constructor(mode: number, publicHandle: object, privateHandle: object) {
      super(mode);
      this.#other = keyOf(publicHandle);
      this.#own = keyOf(privateHandle);
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(shared(this.#own, this.#other));
    }
  }

  return {
    ECDH,
    ECDHBitsJob,
    ECDHConvertKey: (key: ByteSource, curve: string, form: number) =>
      services.toBuffer(writePoint(pointOrFail(requireCurve(curve), key), form).slice()),
    statelessDH: (privateHandle: object, publicHandle: object) =>
      services.toBuffer(shared(keyOf(privateHandle), keyOf(publicHandle))),
  };
}

function pointOrFail(curve: ReturnType<typeof requireCurve>, key: ByteSource): Uint8Array {
  const point = readPointOf(curve, bytesOf(key));
  if (!point) throw operationFailed('Failed to convert Buffer to EC_POINT');
  return point;
}
