/**
 * `internalBinding('crypto')`: digests, HMAC, key derivation, random bytes and secret keys under Node's own
 * lib/crypto.js. The rest of the binding (ciphers, signatures, key pairs, TLS) is left to the stand-in, which throws
 * and says so. `crypto.subtle` is Node's own too, as far as these jobs carry it.
 */
import { digestNames } from './crypto-digests.ts';
import { createHashClasses } from './crypto-hash.ts';
import { createJobs } from './crypto-jobs.ts';
import { createKeyClasses, equalBytes } from './crypto-keys.ts';
import { bytesOf, cryptoError, type ByteSource, type CryptoEnvironment } from './crypto-support.ts';

export type { CryptoEnvironment } from './crypto-support.ts';

export function createCryptoBinding(env: CryptoEnvironment): Record<string, unknown> {
  const keys = createKeyClasses(env);
  const Handle = keys['KeyObjectHandle'] as new () => { init(type: number, data: ByteSource): void };
  const newSecretHandle = (bytes: Uint8Array): object => {
    const handle = new Handle();
    handle.init(0, bytes);
    return handle;
  };
  return {
    ...keys,
    ...createHashClasses(env),
    ...createJobs(env, newSecretHandle),
    timingSafeEqual,
    getHashes: digestNames,
    getCiphers: () => [],
    getSSLCiphers: () => [],
    getCurves: () => [],
    getCipherInfo: () => undefined,
    // Names are looked up in a table anyway: there is nothing to cache.
    getCachedAliases: () => ({}),
    getFipsCrypto: () => 0,
    testFipsCrypto: () => false,
    getOpenSSLSecLevelCrypto: () => 1,
    secureHeapUsed: () => undefined,
  };
}

/** @throws {TypeError | RangeError} with Node's codes, when an argument is no buffer or the lengths differ */
function timingSafeEqual(a: unknown, b: unknown): boolean {
  for (const [name, value] of Object.entries({ buf1: a, buf2: b })) {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) continue;
    const expected = 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView.';
    throw cryptoError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be ${expected}`);
  }
  const [left, right] = [bytesOf(a as ByteSource), bytesOf(b as ByteSource)];
  if (left.length !== right.length) {
    const message = 'Input buffers must have the same byte length';
    throw cryptoError(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', message);
  }
  return equalBytes(left, right);
}
