/** Key pairs: what signatures, RSA, elliptic curves and Diffie-Hellman of `crypto` rest on. */

import { equalBytes } from '@noble/ciphers/utils.js';
import { curveNames, curveOf } from './curves.ts';
import { createDiffieHellman } from './diffie-hellman.ts';
import { createDigests } from './digests.ts';
import { createEncrypting } from './encrypt.ts';
import { createEncryption } from './encryption.ts';
import { createExchange } from './exchange.ts';
import { createGeneration } from './generate.ts';
import { isRsa, keyType, typeOf, type AsymmetricKey, type KeyServices } from './key.ts';
import { toBytes } from './numbers.ts';
import { createPrimeJobs } from './prime-jobs.ts';
import { createKeyReader } from './read.ts';
import { modulusBits } from './rsa.ts';
import { createSigning } from './sign.ts';
import { createStructures } from './structures.ts';
import { createKeyWriter } from './write.ts';

export type KeyPairs = ReturnType<typeof createKeyPairs>;

export function createKeyPairs(services: KeyServices) {
  const digests = createDigests(services);
  const structures = createStructures(digests);
  const encryption = createEncryption(services, digests);
  const reader = createKeyReader(services, structures, encryption);
  const writer = createKeyWriter(services, structures, encryption);

  const formOf = (key: AsymmetricKey) => (key.secret === undefined ? structures.spki : structures.pkcs8);
  /** In the form in which a key goes to another thread. */
  const encodeKey = (key: AsymmetricKey): Uint8Array => formOf(key).encode(key);

  return {
    typeOf,
    readKey: reader.key,
    readJwk: writer.fromJwk,
    readRaw: (name: string, bytes: Uint8Array, type: number) => writer.fromRaw(name, bytes, type === keyType.private),
    readPoint: writer.fromPoint,
    writeKey: writer.key,
    writeJwk: writer.jwk,
    encodeKey,
    decodeKey: (type: number, bytes: Uint8Array): AsymmetricKey =>
      (type === keyType.private ? structures.pkcs8 : structures.spki).decode(bytes),

    /** Whether the public half of a key of an elliptic curve is that of its secret. */
    isPointOnCurve(key: AsymmetricKey): boolean {
      if (key.kind !== 'ec') return false;
      if (!key.secret) return true; // A point of another curve was refused when the key was read.
      const point = curveOf(key.curve).ecdsa.getPublicKey(key.secret, false);
      return equalBytes(point, key.point);
    },

    /** Whether two keys of the same type are the same. */
    isSameKey(one: AsymmetricKey, other: AsymmetricKey): boolean {
      return equalBytes(structures.spki.encode(one), structures.spki.encode(other));
    },

    /** Fills in what `asymmetricKeyDetails` gives. */
    describeKey(key: AsymmetricKey, target: Record<string, unknown>): object {
      if (key.kind === 'ec') return Object.assign(target, { namedCurve: key.curve });
      if (!isRsa(key)) return target;
      Object.assign(target, { modulusLength: modulusBits(key), publicExponent: toBytes(key.e).buffer });
      const { limits } = key;
      if (!limits) return target;
      const { hash: hashAlgorithm, mgfHash: mgf1HashAlgorithm, saltLength } = limits;
      return Object.assign(target, { hashAlgorithm, mgf1HashAlgorithm, saltLength });
    },

    binding: {
      ...createSigning(services, digests, reader),
      ...createEncrypting(services, digests, reader),
      ...createGeneration(services, digests, structures, writer),
      ...createExchange(services),
      ...createDiffieHellman(services),
      ...createPrimeJobs(services),
      getCurves: () => [...curveNames].sort(),
    } as Record<string, unknown>,
  };
}
