/** What a public or a private key is, and what the rest of the binding lends to this part. */

import type { CipherPart } from '../ciphers/index.ts';
import type { Digest } from '../bindings/crypto-digests.ts';
import type { JobClass } from '../bindings/crypto-job.ts';
import type { ByteSource } from '../bindings/crypto-support.ts';
import type { CurveName, EdwardsName } from './curves.ts';

/** The numbers of an RSA private key, as PKCS #1 has them. */
export interface RsaSecret {
  d: bigint;
  p: bigint;
  q: bigint;
  dp: bigint;
  dq: bigint;
  qi: bigint;
}

/** What a key of RSA-PSS may be used with; the salt's length in bytes is the least one. */
export interface PssLimits {
  hash: string;
  mgfHash: string;
  saltLength: number;
}

export interface RsaKey {
  kind: 'rsa' | 'rsa-pss';
  n: bigint;
  e: bigint;
  limits?: PssLimits;
  secret?: RsaSecret;
}

export interface EcKey {
  kind: 'ec';
  curve: CurveName;
  /** Uncompressed: 4, x, y. */
  point: Uint8Array;
  /** As long as the curve's order. */
  secret?: Uint8Array;
}

/** A key of the curves whose keys are plain bytes. */
export interface EdwardsKey {
  kind: EdwardsName;
  point: Uint8Array;
  secret?: Uint8Array;
}

export interface DhKey {
  kind: 'dh';
  prime: bigint;
  generator: bigint;
  value: bigint;
  secret?: bigint;
}

/** Private where it has a secret. */
export type AsymmetricKey = RsaKey | EcKey | EdwardsKey | DhKey;

export const isRsa = (key: AsymmetricKey): key is RsaKey => key.kind === 'rsa' || key.kind === 'rsa-pss';

/** As in Node's enumerations. */
export const keyType = { public: 1, private: 2 } as const;
export const keyFormat = { der: 0, pem: 1, jwk: 2 } as const;
export const keyEncoding = { pkcs1: 0, pkcs8: 1, spki: 2, sec1: 3 } as const;

export const typeOf = (key: AsymmetricKey): number => (key.secret === undefined ? keyType.public : keyType.private);

/** The public half of a key. */
export function publicKeyOf(key: AsymmetricKey): AsymmetricKey {
  const half = { ...key };
  delete half.secret;
  return half;
}

/** How bytes of a key are to be read: format, encoding and passphrase. */
export type KeyInput = [format?: number | string, encoding?: number, passphrase?: ByteSource];

/** A key as the library hands it over: bytes or a handle, and how to read them. */
export type KeyArguments = [data: ByteSource | object, ...KeyInput];

export interface KeyServices {
  Job: JobClass;
  inputBytes(data: string | ByteSource, encoding: unknown): Uint8Array;
  /** A Node buffer with these bytes. */
  toBuffer(bytes: Uint8Array): Uint8Array & { toString(encoding: string): string };
  findDigest(name: string): Digest | undefined;
  /** The key behind a handle. */
  asymmetricKey(handle: object): AsymmetricKey | undefined;
  randomFill(bytes: Uint8Array): void;
  newHandle(key: AsymmetricKey): object;
  ciphers(): CipherPart;
}
