/** The elliptic curves that this container has. */

import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { ed448, x448 } from '@noble/curves/ed448.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { ECDSA } from '@noble/curves/abstract/weierstrass.js';
import { cryptoError } from '../bindings/crypto-support.ts';
import { fromBytes, toBytes } from './numbers.ts';
import { randomBelow, type RandomFill } from './primes.ts';

export interface Curve {
  ecdsa: ECDSA;
  oid: string;
  /** Its name in a JSON Web Key. */
  jwk: string;
  /** Of a coordinate and of a secret, in bytes. */
  size: number;
}

/** By OpenSSL's names. */
const curves = {
  prime256v1: { ecdsa: p256, oid: '1.2.840.10045.3.1.7', jwk: 'P-256', size: 32 },
  secp256k1: { ecdsa: secp256k1, oid: '1.3.132.0.10', jwk: 'secp256k1', size: 32 },
  secp384r1: { ecdsa: p384, oid: '1.3.132.0.34', jwk: 'P-384', size: 48 },
  secp521r1: { ecdsa: p521, oid: '1.3.132.0.35', jwk: 'P-521', size: 66 },
} satisfies Record<string, Curve>;

export type CurveName = keyof typeof curves;

export const curveNames = Object.keys(curves) as CurveName[];
export const curveOf = (name: CurveName): Curve => curves[name];

/** @param name OpenSSL's, or that of NIST */
export function findCurve(name: string): CurveName | undefined {
  return curveNames.find((known) => known === name || curves[known].jwk === name);
}

/** @throws with Node's code when there is no such curve here */
export function requireCurve(name: string): CurveName {
  const found = findCurve(name);
  if (!found) throw cryptoError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
  return found;
}

export const curveByOid = (oid: string): CurveName | undefined => curveNames.find((name) => curves[name].oid === oid);

/** How a point is written; as in OpenSSL's enumeration. */
export const pointForm = { compressed: 2, uncompressed: 4, hybrid: 6 } as const;

/** @returns the point uncompressed, or undefined for what is none of the curve */
export function readPointOf(name: CurveName, bytes: Uint8Array): Uint8Array | undefined {
  const { ecdsa, size } = curves[name];
  const plain = bytes.slice();
  const first = plain[0] as number;
  if ((first === 6 || first === 7) && plain.length === 2 * size + 1) {
    if ((first & 1) !== ((plain[2 * size] as number) & 1)) return undefined;
    plain[0] = 4;
  }
  try {
    return ecdsa.Point.fromBytes(plain).toBytes(false);
  } catch {
    return undefined; // The library's reasons are not OpenSSL's.
  }
}

/** @param point uncompressed */
export function writePoint(point: Uint8Array, form: number): Uint8Array {
  if (form === pointForm.uncompressed) return point;
  const isOdd = (point[point.length - 1] as number) & 1;
  const head = Uint8Array.of(form | isOdd);
  const body = point.subarray(1, form === pointForm.compressed ? 1 + (point.length - 1) / 2 : undefined);
  const written = new Uint8Array(1 + body.length);
  written.set(head);
  written.set(body, 1);
  return written;
}

/** A secret of any length as one of the curve's, or undefined if it is 0 or too large. */
export function readSecretOf(name: CurveName, bytes: Uint8Array): Uint8Array | undefined {
  const { ecdsa, size } = curves[name];
  const number = fromBytes(bytes);
  return number > 0n && number < ecdsa.Point.Fn.ORDER ? toBytes(number, size) : undefined;
}

export const pointOfSecret = (name: CurveName, secret: Uint8Array): Uint8Array =>
  curves[name].ecdsa.getPublicKey(secret, false);

export function randomSecret(name: CurveName, fill: RandomFill): Uint8Array {
  const { ecdsa, size } = curves[name];
  return toBytes(randomBelow(ecdsa.Point.Fn.ORDER, fill), size);
}

/** The x coordinate of the point that two keys have in common. */
export function sharedSecret(name: CurveName, secret: Uint8Array, point: Uint8Array): Uint8Array {
  return curves[name].ecdsa.getSharedSecret(secret, point, false).slice(1, 1 + curves[name].size);
}

export interface Edwards {
  oid: string;
  /** Its name in a JSON Web Key. */
  jwk: string;
  /** Of a key, in bytes. */
  size: number;
  getPublicKey(secret: Uint8Array): Uint8Array;
  signer?: { sign(message: Uint8Array, secret: Uint8Array): Uint8Array; verify: Verify };
  getSharedSecret?(secret: Uint8Array, point: Uint8Array): Uint8Array;
}

type Verify = (signature: Uint8Array, message: Uint8Array, point: Uint8Array, options: { zip215: boolean }) => boolean;

const edwards = {
  ed25519: { oid: '1.3.101.112', jwk: 'Ed25519', size: 32, getPublicKey: ed25519.getPublicKey, signer: ed25519 },
  ed448: { oid: '1.3.101.113', jwk: 'Ed448', size: 57, getPublicKey: ed448.getPublicKey, signer: ed448 },
  x25519: { oid: '1.3.101.110', jwk: 'X25519', size: 32, ...x25519 },
  x448: { oid: '1.3.101.111', jwk: 'X448', size: 56, ...x448 },
} satisfies Record<string, Edwards>;

export type EdwardsName = keyof typeof edwards;

const edwardsNames = Object.keys(edwards) as EdwardsName[];
export const edwardsOf = (name: EdwardsName): Edwards => edwards[name];
export const edwardsByOid = (oid: string): EdwardsName | undefined =>
  edwardsNames.find((name) => edwards[name].oid === oid);
export const edwardsByJwk = (jwk: string): EdwardsName | undefined =>
  edwardsNames.find((name) => edwards[name].jwk === jwk);
