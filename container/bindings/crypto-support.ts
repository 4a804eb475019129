/** What the parts of the crypto binding share. */

import type * as CiphersModule from '../ciphers/index.ts';
import type * as DerivationModule from '../key-derivation/index.ts';
import type * as KeyPairsModule from '../key-pairs/index.ts';

/** Everything outside that the crypto binding needs. */
export interface CryptoEnvironment {
  /** Node's library, internal modules included. */
  require(id: string): unknown;
  /** The platform's own. `crypto.subtle` is not there: the container's frame is no secure context. */
  crypto: Pick<Crypto, 'getRandomValues'>;
  /** Runs a callback in a macrotask of its own; the process lives until then. */
  later(callback: () => void): void;
  /** Parts that are loaded when they are first used. */
  parts: {
    derivation(): typeof DerivationModule;
    ciphers(): typeof CiphersModule;
    keyPairs(): typeof KeyPairsModule;
  };
}

export type ByteSource = ArrayBufferView | ArrayBufferLike;

/** Node's Buffer, as far as it is used here. */
export interface BufferConstructor {
  from(data: string, encoding?: string): Uint8Array;
  from(data: ArrayBufferLike, offset: number, length: number): Uint8Array & { toString(encoding: string): string };
  isEncoding(encoding: unknown): boolean;
}

export function bufferOf(env: CryptoEnvironment): BufferConstructor {
  return (env.require('buffer') as { Buffer: BufferConstructor }).Buffer;
}

/** The bytes of any buffer, without a copy. */
export function bytesOf(source: ByteSource): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return bytes as Uint8Array<ArrayBuffer>;
}

/** The bytes of what a hash or a cipher is given. */
export function bytesOfInput(env: CryptoEnvironment, data: string | ByteSource, encoding: unknown): Uint8Array {
  if (typeof data !== 'string') return bytesOf(data);
  const Buffer = bufferOf(env);
  return Buffer.from(data, Buffer.isEncoding(encoding) ? (encoding as string) : 'utf8');
}

/** A Buffer, or text where an encoding is asked for. */
export function encodeBytes(env: CryptoEnvironment, bytes: Uint8Array, encoding: unknown): unknown {
  const Buffer = bufferOf(env);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Buffer.isEncoding(encoding) ? buffer.toString(encoding as string) : buffer;
}

/** An ArrayBuffer with exactly these bytes, as jobs deliver them. */
export function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

/** An error as Node's native code throws it. */
export function cryptoError(type: typeof Error, code: string, message: string): Error {
  return Object.assign(new type(message), { code });
}

/**
 * An error of OpenSSL's own.
 * @param number in hexadecimal, as its messages have it
 * @param code what Node makes of the library's and the reason's names
 */
export function opensslError(number: string, library: string, reason: string, code?: string): Error {
  const error = new Error(`error:${number}:${library}::${reason}`);
  return code ? Object.assign(error, { library, reason, code }) : error;
}

export function invalidDigest(name: string, what = 'digest'): Error {
  return cryptoError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid ${what}: ${name}`);
}
