/** RSA itself (RFC 8017): numbers to numbers, and keys. */

import { opensslError } from '../bindings/crypto-support.ts';
import type { RsaKey, RsaSecret } from './key.ts';
import { bitLength, byteLength, fromBytes, modInverse, modPow, toBytes } from './numbers.ts';
import { randomPrime, type RandomFill } from './primes.ts';

export const rsaError = (number: string, reason: string): Error =>
  opensslError(number, 'rsa routines', reason, `ERR_OSSL_RSA_${reason.toUpperCase().replaceAll(' ', '_')}`);

/** The modulus' length in bytes: that of a signature and of an encrypted text. */
export const modulusLength = (key: RsaKey): number => byteLength(key.n);

/** What anybody can do with the public key. */
export function rsaPublic(key: RsaKey, input: Uint8Array): Uint8Array {
  const number = fromBytes(input);
  if (number >= key.n) throw rsaError('02000084', 'data too large for modulus');
  return toBytes(modPow(number, key.e, key.n), modulusLength(key));
}

/** What only the private key can do; by the Chinese remainder theorem. */
export function rsaPrivate(key: RsaKey & { secret: RsaSecret }, input: Uint8Array): Uint8Array {
  const number = fromBytes(input);
  if (number >= key.n) throw rsaError('02000084', 'data too large for modulus');
  const { p, q, dp, dq, qi } = key.secret;
  const [m1, m2] = [modPow(number, dp, p), modPow(number, dq, q)];
  const h = ((((m1 - m2) * qi) % p) + p) % p;
  const result = m2 + h * q;
  // A key whose numbers do not belong together would give away its factors.
  const checked = modPow(result, key.e, key.n) === number ? result : modPow(number, key.secret.d, key.n);
  return toBytes(checked, modulusLength(key));
}

/** @param bits at least 512 */
export function generateRsa(bits: number, exponent: number, fill: RandomFill): RsaKey {
  const e = BigInt(exponent);
  const fits = (prime: bigint): boolean => modInverse(e, prime - 1n) !== undefined;
  const p = randomPrime(Math.ceil(bits / 2), fill, fits);
  let q = p;
  while (q === p) q = randomPrime(Math.floor(bits / 2), fill, fits);
  return fromPrimes(p > q ? p : q, p > q ? q : p, e);
}

function fromPrimes(p: bigint, q: bigint, e: bigint): RsaKey {
  const [p1, q1] = [p - 1n, q - 1n];
  const d = modInverse(e, (p1 * q1) / gcd(p1, q1)) as bigint;
  const secret = { d, p, q, dp: d % p1, dq: d % q1, qi: modInverse(q, p) as bigint };
  return { kind: 'rsa', n: p * q, e, secret };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** @throws with OpenSSL's words for what it refuses */
export function checkRsaOptions(bits: number, exponent: number): void {
  if (bits < 512) throw opensslError('1C8000AB', 'Provider routines', 'key size too small');
  if (exponent < 3 || exponent % 2 === 0) throw opensslError('020000B2', 'rsa routines', 'pub exponent out of range');
  if (bits > 16_384) throw new Error(`This container makes no RSA keys of ${bits} bits: the largest have 16384`);
}

export const modulusBits = (key: RsaKey): number => bitLength(key.n);
