/**
 * `internalBinding('crypto')` under Node's own lib/crypto.js. Digests, HMAC, random bytes and secret keys are here; key
 * derivation, ciphers and key pairs are parts that are loaded when a program first uses one. The rest of the binding
 * (certificates, TLS) is left to the stand-in, which throws and says so. `crypto.subtle` is Node's own too.
 */

import type { CipherPart } from '../ciphers/index.ts';
import type { KeyPairs } from '../key-pairs/index.ts';
import { digestNames, findDigest, requireDigest } from './crypto-digests.ts';
import { createHashClasses } from './crypto-hash.ts';
import { createJobClass } from './crypto-job.ts';
import { createJobs, randomFill } from './crypto-jobs.ts';
import { asymmetricKey, createKeyClasses, equalBytes, secretBytes } from './crypto-keys.ts';
import {
  bufferOf,
  bytesOf,
  bytesOfInput,
  cryptoError,
  type ByteSource,
  type CryptoEnvironment,
} from './crypto-support.ts';

export type { CryptoEnvironment } from './crypto-support.ts';

/** What each part has of the binding. */
const DERIVATION = ['PBKDF2Job', 'HKDFJob', 'ScryptJob'];
const CIPHERS = ['CipherBase', 'AESCipherJob', 'getCipherInfo', 'getCiphers'];
const KEY_PAIRS = [
  'Sign,Verify,SignJob,publicEncrypt,privateDecrypt,privateEncrypt,publicDecrypt,RSACipherJob,RsaKeyPairGenJob',
  'EcKeyPairGenJob,NidKeyPairGenJob,DhKeyPairGenJob,RSAKeyExportJob,ECKeyExportJob,ECDH,ECDHConvertKey',
  'ECDHBitsJob,DiffieHellman,DiffieHellmanGroup,statelessDH,RandomPrimeJob,CheckPrimeJob,getCurves',
].flatMap((line) => line.split(','));

type Callable = new (...args: unknown[]) => object;

/** Functions and classes that stand for those of a part, and load it when one is called. */
function lazily(names: string[], part: () => Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const stand = function (...args: unknown[]): unknown {
        const real = part()[name] as Callable;
        return new.target ? Reflect.construct(real, args) : Reflect.apply(real, undefined, args);
      };
      return [name, Object.defineProperty(stand, 'name', { value: name })];
    }),
  );
}

export function createCryptoBinding(env: CryptoEnvironment): Record<string, unknown> {
  let derivationPart: Record<string, unknown> | undefined;
  let cipherPart: CipherPart | undefined;
  let keyPart: KeyPairs | undefined;
  const Job = createJobClass(env);
  const toBuffer = (bytes: Uint8Array) => bufferOf(env).from(bytes.buffer, bytes.byteOffset, bytes.length);
  const inputBytes = (data: string | ByteSource, encoding: unknown) => bytesOfInput(env, data, encoding);
  const derivation = () => {
    derivationPart ??= env.parts.derivation().createDerivation({ Job, requireDigest, secretBytes });
    return derivationPart;
  };
  const ciphers = (): CipherPart => {
    cipherPart ??= env.parts.ciphers().createCiphers({ Job, secretBytes, inputBytes, toBuffer });
    return cipherPart;
  };
  const keyPairs = (): KeyPairs => {
    keyPart ??= env.parts.keyPairs().createKeyPairs({
      Job,
      inputBytes,
      toBuffer,
      findDigest,
      asymmetricKey,
      randomFill: (bytes) => randomFill(env, bytes),
      newHandle: (key) => keys.KeyObjectHandle.of(key),
      ciphers,
    });
    return keyPart;
  };
  const keys = createKeyClasses(env, keyPairs);
  const newSecretHandle = (bytes: Uint8Array): object => {
    const handle = new keys.KeyObjectHandle();
    handle.init(0, bytes as ByteSource);
    return handle;
  };
  return {
    ...keys,
    ...createHashClasses(env),
    ...createJobs(env, Job, newSecretHandle),
    ...lazily(DERIVATION, derivation),
    ...lazily(CIPHERS, () => ciphers().binding),
    ...lazily(KEY_PAIRS, () => keyPairs().binding),
    timingSafeEqual,
    getHashes: digestNames,
    getSSLCiphers: () => [],
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
