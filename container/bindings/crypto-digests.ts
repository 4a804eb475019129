/** The message digests that this container has, by OpenSSL's names. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';
import { invalidDigest } from './crypto-support.ts';

export interface Digest {
  hash: CHash;
  /** Whether the caller may choose how long the output is. */
  isExtendable: boolean;
}

const fixed = (hash: unknown): Digest => ({ hash: hash as CHash, isExtendable: false });
const extendable = (hash: unknown): Digest => ({ hash: hash as CHash, isExtendable: true });

/** Digest → the names that `crypto.getHashes()` lists for it. */
const named: [Digest, ...string[]][] = [
  [fixed(md5), 'RSA-MD5', 'md5', 'md5WithRSAEncryption', 'ssl3-md5'],
  [fixed(ripemd160), 'RSA-RIPEMD160', 'ripemd', 'ripemd160', 'ripemd160WithRSA', 'rmd160'],
  [fixed(sha1), 'RSA-SHA1', 'RSA-SHA1-2', 'sha1', 'sha1WithRSAEncryption', 'ssl3-sha1'],
  [fixed(sha224), 'RSA-SHA224', 'sha224', 'sha224WithRSAEncryption'],
  [fixed(sha256), 'RSA-SHA256', 'sha256', 'sha256WithRSAEncryption'],
  [fixed(sha384), 'RSA-SHA384', 'sha384', 'sha384WithRSAEncryption'],
  [fixed(sha512), 'RSA-SHA512', 'sha512', 'sha512WithRSAEncryption'],
  [fixed(sha512_224), 'RSA-SHA512/224', 'sha512-224', 'sha512-224WithRSAEncryption'],
  [fixed(sha512_256), 'RSA-SHA512/256', 'sha512-256', 'sha512-256WithRSAEncryption'],
  [fixed(sha3_224), 'RSA-SHA3-224', 'id-rsassa-pkcs1-v1_5-with-sha3-224', 'sha3-224'],
  [fixed(sha3_256), 'RSA-SHA3-256', 'id-rsassa-pkcs1-v1_5-with-sha3-256', 'sha3-256'],
  [fixed(sha3_384), 'RSA-SHA3-384', 'id-rsassa-pkcs1-v1_5-with-sha3-384', 'sha3-384'],
  [fixed(sha3_512), 'RSA-SHA3-512', 'id-rsassa-pkcs1-v1_5-with-sha3-512', 'sha3-512'],
  [extendable(shake128), 'shake128'],
  [extendable(shake256), 'shake256'],
  [fixed(blake2b), 'blake2b512'],
  [fixed(blake2s), 'blake2s256'],
];

/** Further names that OpenSSL takes, without listing them. */
const unlisted: Record<string, string> = {
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha2-224': 'sha224',
  'sha-256': 'sha256',
  'sha2-256': 'sha256',
  'sha-384': 'sha384',
  'sha2-384': 'sha384',
  'sha-512': 'sha512',
  'sha2-512': 'sha512',
  'sha-512/224': 'sha512-224',
  'sha2-512/224': 'sha512-224',
  'sha-512/256': 'sha512-256',
  'sha2-512/256': 'sha512-256',
  'shake-128': 'shake128',
  'shake-256': 'shake256',
  'blake2b-512': 'blake2b512',
  'blake2s-256': 'blake2s256',
};

const digests = new Map(named.flatMap(([digest, ...names]) => names.map((name) => [name.toLowerCase(), digest])));

/** @param name in any case */
export function findDigest(name: string): Digest | undefined {
  const key = name.toLowerCase();
  return digests.get(unlisted[key] ?? key);
}

/** @throws with Node's code when there is no such digest, or none of a fixed length */
export function requireDigest(name: string): Digest {
  const digest = findDigest(name);
  if (!digest || digest.isExtendable) throw invalidDigest(name);
  return digest;
}

/** The names that `crypto.getHashes()` gives. */
export function digestNames(): string[] {
  return named.flatMap(([, ...names]) => names).sort();
}
