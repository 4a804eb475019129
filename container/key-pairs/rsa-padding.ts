/** The paddings of RFC 8017: how a digest or a text becomes a number as long as the modulus, and back. */

import { joinBytes } from '../bytes.ts';
import { equalBytes } from '@noble/ciphers/utils.js';
import { hmac } from '@noble/hashes/hmac.js';
import type { CHash } from '@noble/hashes/utils.js';
import { der } from './der.ts';
import type { NamedDigest } from './digests.ts';
import type { RandomFill } from './primes.ts';
import { rsaError } from './rsa.ts';

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] as number));

const tooLarge = (): Error => rsaError('0200006E', 'data too large for key size');

/** MGF1: a digest made as long as one wants. */
function mask(hash: CHash, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let count = 0; count * hash.outputLen < length; count++) {
    const number = new Uint8Array(4);
    new DataView(number.buffer).setUint32(0, count);
    blocks.push(hash(joinBytes([seed, number])));
  }
  return joinBytes(blocks).slice(0, length);
}

/** 0, 1, 255 …, 0, text: what is signed with PKCS #1 v1.5. */
export function padType1(text: Uint8Array, length: number): Uint8Array {
  const padding = length - text.length - 3;
  if (padding < 8) throw tooLarge();
  return joinBytes([Uint8Array.of(0, 1), new Uint8Array(padding).fill(255), Uint8Array.of(0), text]);
}

/** @throws for what is no such padding */
export function unpadType1(block: Uint8Array): Uint8Array {
  if (block[0] !== 0 || block[1] !== 1) throw rsaError('0200006A', 'block type is not 01');
  let at = 2;
  while (block[at] === 255) at++;
  if (block[at] !== 0) throw rsaError('02000066', 'bad fixed header decrypt');
  if (at < 10) throw rsaError('02000067', 'bad pad byte count');
  return block.slice(at + 1);
}

/** A digest with its name, padded for PKCS #1 v1.5. */
export function padDigest(digest: NamedDigest, value: Uint8Array, length: number): Uint8Array {
  const info = der.sequence(der.sequence(der.oid(digest.oid), der.null()), der.octets(value));
  if (info.length + 11 > length) throw rsaError('02000070', 'digest too big for rsa key');
  return padType1(info, length);
}

/** 0, 2, random bytes, 0, text: what is encrypted with PKCS #1 v1.5. */
export function padType2(text: Uint8Array, length: number, fill: RandomFill): Uint8Array {
  const padding = new Uint8Array(length - text.length - 3 > 0 ? length - text.length - 3 : 0);
  if (padding.length < 8) throw tooLarge();
  fill(padding);
  const byte = new Uint8Array(1);
  for (let i = 0; i < padding.length; i++) {
    while (padding[i] === 0) {
      fill(byte);
      padding[i] = byte[0] as number;
    }
  }
  return joinBytes([Uint8Array.of(0, 2), padding, Uint8Array.of(0), text]);
}

/**
 * Takes that padding away. Where there is none it gives, as OpenSSL does, bytes that look like a text and are always the
 * same for the same cipher text, so that nobody learns from the difference (draft-irtf-cfrg-rsa-guidance).
 * @param d the private exponent, as long as the modulus
 */
export function unpadType2(block: Uint8Array, cipherText: Uint8Array, d: Uint8Array, sha256: CHash): Uint8Array {
  const { length } = block;
  const key = hmac(sha256, sha256(d), cipherText);
  const stream = (label: string, bytes: number): Uint8Array => {
    const blocks: Uint8Array[] = [];
    const name = new TextEncoder().encode(label);
    for (let count = 0; count * 32 < bytes; count++) {
      const bits = bytes * 8;
      blocks.push(
        hmac(sha256, key, joinBytes([Uint8Array.of(count >> 8, count), name, Uint8Array.of(bits >> 8, bits)])),
      );
    }
    return joinBytes(blocks).slice(0, bytes);
  };
  const longest = length - 2 - 8 - 1;
  const limit = 2 ** (32 - Math.clz32(longest)) - 1;
  const lengths = new DataView(stream('length', 256).buffer);
  let chosen = 0;
  for (let i = 0; i < 128; i++) {
    const candidate = lengths.getUint16(2 * i) & limit;
    if (candidate <= longest) chosen = candidate;
  }
  const substitute = stream('message', length).slice(length - chosen);
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.slice(end + 1) : substitute;
}

export interface OaepOptions {
  hash: CHash;
  label: Uint8Array;
}

export function padOaep(text: Uint8Array, length: number, { hash, label }: OaepOptions, fill: RandomFill): Uint8Array {
  const room = length - 2 * hash.outputLen - 2;
  if (text.length > room) throw tooLarge();
  const data = joinBytes([hash(label), new Uint8Array(room - text.length), Uint8Array.of(1), text]);
  const seed = new Uint8Array(hash.outputLen);
  fill(seed);
  const masked = xor(data, mask(hash, seed, data.length));
  return joinBytes([Uint8Array.of(0), xor(seed, mask(hash, masked, seed.length)), masked]);
}

/** @throws one and the same error whatever is wrong */
export function unpadOaep(block: Uint8Array, { hash, label }: OaepOptions): Uint8Array {
  const size = hash.outputLen;
  const failed = rsaError('02000079', 'oaep decoding error');
  if (block.length < 2 * size + 2) throw failed;
  const masked = block.slice(1 + size);
  const seed = xor(block.slice(1, 1 + size), mask(hash, masked, size));
  const data = xor(masked, mask(hash, seed, masked.length));
  const start = data.findIndex((byte, i) => i >= size && byte !== 0);
  const isRight = equalBytes(data.subarray(0, size), hash(label));
  if (block[0] !== 0 || !isRight || start < 0 || data[start] !== 1) throw failed;
  return data.slice(start + 1);
}

export interface PssOptions {
  hash: CHash;
  mgfHash: CHash;
}

/** @param bits of the modulus less one */
export function padPss(value: Uint8Array, bits: number, salt: Uint8Array, { hash, mgfHash }: PssOptions): Uint8Array {
  const length = Math.ceil(bits / 8);
  const padding = length - salt.length - hash.outputLen - 2;
  if (padding < 0) throw tooLarge();
  const digest = hash(joinBytes([new Uint8Array(8), value, salt]));
  const data = joinBytes([new Uint8Array(padding), Uint8Array.of(1), salt]);
  const masked = xor(data, mask(mgfHash, digest, data.length));
  masked[0] = (masked[0] as number) & (0xff >> (8 * length - bits));
  return joinBytes([masked, digest, Uint8Array.of(0xbc)]);
}

/**
 * The salt of a padded digest, or undefined if it is not that of the value.
 * @param bits of the modulus less one
 */
export function saltOfPss(
  block: Uint8Array,
  value: Uint8Array,
  bits: number,
  { hash, mgfHash }: PssOptions,
): Uint8Array | undefined {
  const length = Math.ceil(bits / 8);
  if (block.length !== length || block[length - 1] !== 0xbc) return undefined;
  const end = length - hash.outputLen - 1;
  const unused = 0xff & ~(0xff >> (8 * length - bits));
  if (end < 1 || (block[0] as number) & unused) return undefined;
  const digest = block.slice(end, -1);
  const data = xor(block.slice(0, end), mask(mgfHash, digest, end));
  data[0] = (data[0] as number) & ~unused;
  const start = data.findIndex((byte) => byte !== 0);
  if (start < 0 || data[start] !== 1) return undefined;
  const salt = data.slice(start + 1);
  return equalBytes(hash(joinBytes([new Uint8Array(8), value, salt])), digest) ? salt : undefined;
}
