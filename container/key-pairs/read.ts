/** Reads keys that programs give: PEM, DER or a handle. */

import { bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import { DerError } from './der.ts';
import type { Encryption } from './encryption.ts';
import {
  keyEncoding,
  keyFormat,
  keyType,
  publicKeyOf,
  typeOf,
  type AsymmetricKey,
  type KeyArguments,
  type KeyInput,
  type KeyServices,
} from './key.ts';
import { fromBytes } from './numbers.ts';
import { readPem, type Pem } from './pem.ts';
import type { Structures } from './structures.ts';

const unsupported = (): Error => opensslError('1E08010C', 'DECODER routines', 'unsupported', 'ERR_OSSL_UNSUPPORTED');
const asn1Error = (number: string, reason: string): Error =>
  opensslError(number, 'asn1 encoding routines', reason, `ERR_OSSL_ASN1_${reason.toUpperCase().replaceAll(' ', '_')}`);
const interrupted = (): Error =>
  opensslError(
    '07880109',
    'common libcrypto routines',
    'interrupted or cancelled',
    'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED',
  );

/** What is no encoding of a key gets the error of OpenSSL for it; any other error goes on. */
function orElse<Value>(read: () => Value, error: () => Error): Value {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DerError) throw error();
    throw cause;
  }
}

export type KeyReader = ReturnType<typeof createKeyReader>;

export function createKeyReader(services: KeyServices, structures: Structures, encryption: Encryption) {
  const blocksOf = (data: ByteSource): Pem[] =>
    readPem(new TextDecoder().decode(bytesOf(data).slice()), (base64) => services.inputBytes(base64, 'base64'));

  const privateReaders: Record<string, (block: Pem, passphrase: ByteSource | undefined) => AsymmetricKey> = {
    'PRIVATE KEY': ({ bytes }) => structures.pkcs8.decode(bytes),
    'ENCRYPTED PRIVATE KEY'({ bytes }, passphrase) {
      if (!passphrase) throw interrupted();
      return structures.pkcs8.decode(encryption.decrypt(bytes, bytesOf(passphrase)));
    },
    'RSA PRIVATE KEY': (block, passphrase) => structures.pkcs1Private.decode(opened(block, passphrase)),
    'EC PRIVATE KEY': (block, passphrase) => structures.sec1.decode(opened(block, passphrase)),
  };
  const publicReaders: Record<string, (bytes: Uint8Array) => AsymmetricKey> = {
    'PUBLIC KEY': (bytes) => structures.spki.decode(bytes),
    'RSA PUBLIC KEY': (bytes) => structures.pkcs1Public.decode(bytes),
    CERTIFICATE: (bytes) => structures.keyOfCertificate(bytes),
  };

  const opened = (block: Pem, passphrase: ByteSource | undefined): Uint8Array => {
    if (!block.headers['DEK-Info']) return block.bytes;
    if (!passphrase) throw interrupted();
    return encryption.decryptOld(block, bytesOf(passphrase));
  };

  const privateOfPem = (blocks: Pem[], passphrase: ByteSource | undefined): AsymmetricKey => {
    const block = blocks.find(({ label }) => Object.hasOwn(privateReaders, label));
    const read = block && privateReaders[block.label];
    if (!read) throw unsupported();
    return orElse(() => read(block, passphrase), unsupported);
  };

  const publicOfPem = (data: ByteSource, passphrase: ByteSource | undefined): AsymmetricKey => {
    const blocks = blocksOf(data);
    const block = blocks.find(({ label }) => Object.hasOwn(publicReaders, label));
    const read = block && publicReaders[block.label];
    if (!read) return privateOfPem(blocks, passphrase);
    return orElse(
      () => read(block.bytes),
      () => asn1Error('068000A8', 'wrong tag'),
    );
  };

  const privateOfDer = (
    bytes: Uint8Array,
    encoding: number | undefined,
    passphrase: ByteSource | undefined,
  ): AsymmetricKey => {
    if (encoding === keyEncoding.pkcs1) return structures.pkcs1Private.decode(bytes);
    if (encoding === keyEncoding.sec1) return structures.sec1.decode(bytes);
    if (encoding !== keyEncoding.pkcs8) throw new DerError('No encoding of private keys');
    if (!isEncrypted(bytes)) return structures.pkcs8.decode(bytes);
    if (!passphrase) throw cryptoError(TypeError, 'ERR_MISSING_PASSPHRASE', 'Passphrase required for encrypted key');
    return structures.pkcs8.decode(encryption.decrypt(bytes, bytesOf(passphrase)));
  };

  const publicOfDer = (bytes: Uint8Array, encoding: number | undefined): AsymmetricKey => {
    if (encoding === keyEncoding.spki) return structures.spki.decode(bytes);
    if (isPrivatePkcs1(bytes)) return structures.pkcs1Private.decode(bytes);
    return structures.pkcs1Public.decode(bytes);
  };

  const isPrivateEncoding = (encoding: number | undefined): boolean =>
    encoding === keyEncoding.pkcs8 || encoding === keyEncoding.sec1;

  const reader = {
    /** @throws with OpenSSL's codes for what is no private key, and for a passphrase that is missing or wrong */
    privateKey(...[data, format, encoding, passphrase]: KeyArguments): AsymmetricKey {
      const held = services.asymmetricKey(data);
      if (held) return held;
      if (format !== keyFormat.der) return privateOfPem(blocksOf(data as ByteSource), passphrase);
      const bytes = bytesOf(data as ByteSource).slice();
      return orElse(
        () => privateOfDer(bytes, encoding, passphrase),
        () => privateDerError(bytes),
      );
    },

    /** A public key, or the public half of a private one. */
    publicKey(...[data, format, encoding, passphrase]: KeyArguments): AsymmetricKey {
      const held = services.asymmetricKey(data);
      if (held) return publicKeyOf(held);
      if (format !== keyFormat.der) return publicKeyOf(publicOfPem(data as ByteSource, passphrase));
      const bytes = bytesOf(data as ByteSource).slice();
      if (isPrivateEncoding(encoding)) return publicKeyOf(reader.privateKey(data, format, encoding, passphrase));
      const key = orElse(
        () => publicOfDer(bytes, encoding),
        () => new Error('Failed to read asymmetric key'),
      );
      return publicKeyOf(key);
    },

    /** What `init` of a handle is given. */
    key(type: number, data: ByteSource | object, ...rest: KeyInput): AsymmetricKey {
      return type === keyType.private ? reader.privateKey(data, ...rest) : reader.publicKey(data, ...rest);
    },

    /** The private key of a handle or of bytes; a public one is no use. */
    signingKey(...args: KeyArguments): AsymmetricKey {
      const key = reader.privateKey(...args);
      if (typeOf(key) !== keyType.private) throw unsupported();
      return key;
    },
  };
  return reader;
}

/** A sequence that begins with a sequence, where a plain PKCS #8 begins with a number. */
function isEncrypted(bytes: Uint8Array): boolean {
  return firstTag(bytes) === 0x30;
}

/** Whether the first number of a sequence is the version 0. */
function isPrivatePkcs1(bytes: Uint8Array): boolean {
  const at = contentStart(bytes);
  return bytes[at] === 0x02 && bytes[at + 1] === 1 && bytes[at + 2] === 0;
}

/** What OpenSSL says of bytes that are no private key. */
function privateDerError(bytes: Uint8Array): Error {
  if (!isDer(bytes)) return asn1Error('0680008E', 'not enough data');
  return bytes[0] === 0x30 ? unsupported() : asn1Error('068000A8', 'wrong tag');
}

/** Whether it is one value, whatever it says. */
function isDer(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const size = length < 0x80 ? length : Number(fromBytes(bytes.subarray(2, contentStart(bytes))));
  return contentStart(bytes) + size <= bytes.length;
}

/** Where the content of the first value begins. */
function contentStart(bytes: Uint8Array): number {
  const length = bytes[1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}

const firstTag = (bytes: Uint8Array): number | undefined =>
  bytes[0] === 0x30 ? bytes[contentStart(bytes)] : undefined;
