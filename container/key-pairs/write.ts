/** Writes keys for programs: PEM, DER, or as JSON Web Keys. */

import { joinBytes } from '../bytes.ts';
import { bytesOf, cryptoError, type ByteSource } from '../bindings/crypto-support.ts';
import { curveOf, edwardsByJwk, edwardsOf, findCurve, readPointOf, readSecretOf, requireCurve } from './curves.ts';
import type { Encryption } from './encryption.ts';
import { keyEncoding, keyFormat, type AsymmetricKey, type EdwardsKey, type KeyServices } from './key.ts';
import { byteLength, fromBytes, toBytes } from './numbers.ts';
import { writePem } from './pem.ts';
import type { Structures } from './structures.ts';

export type KeyWriter = ReturnType<typeof createKeyWriter>;

const privateLabels: Record<number, string> = {
  [keyEncoding.pkcs1]: 'RSA PRIVATE KEY',
  [keyEncoding.pkcs8]: 'PRIVATE KEY',
  [keyEncoding.sec1]: 'EC PRIVATE KEY',
};

export function createKeyWriter(services: KeyServices, structures: Structures, encryption: Encryption) {
  const base64 = (bytes: Uint8Array): string => services.toBuffer(bytes).toString('base64');
  const base64url = (bytes: Uint8Array): string => services.toBuffer(bytes).toString('base64url');

  const bytesOfKey = (key: AsymmetricKey, encoding: number): Uint8Array => {
    switch (encoding) {
      case keyEncoding.pkcs1:
        return (key.secret === undefined ? structures.pkcs1Public : structures.pkcs1Private).encode(key);
      case keyEncoding.spki:
        return structures.spki.encode(key);
      case keyEncoding.sec1:
        return structures.sec1.encode(key);
      default:
        return structures.pkcs8.encode(key);
    }
  };

  return {
    /** A Buffer of DER, or a text in PEM. */
    key(key: AsymmetricKey, format: number, encoding: number, cipher?: string, passphrase?: ByteSource): unknown {
      const plain = bytesOfKey(key, encoding);
      const isPem = format === keyFormat.pem;
      if (key.secret === undefined) {
        const label = encoding === keyEncoding.pkcs1 ? 'RSA PUBLIC KEY' : 'PUBLIC KEY';
        return isPem ? writePem(label, base64(plain)) : services.toBuffer(plain);
      }
      const label = privateLabels[encoding] as string;
      if (typeof cipher !== 'string') return isPem ? writePem(label, base64(plain)) : services.toBuffer(plain);
      const secret = bytesOf(passphrase as ByteSource);
      if (encoding === keyEncoding.pkcs8) {
        const encrypted = encryption.encrypt(plain, cipher, secret);
        return isPem ? writePem(`ENCRYPTED ${label}`, base64(encrypted)) : services.toBuffer(encrypted);
      }
      const { headers, bytes } = encryption.encryptOld(plain, cipher, secret);
      return writePem(label, base64(bytes), headers);
    },

    /** @throws with Node's codes for a kind of key that has no such form */
    jwk(key: AsymmetricKey, target: Record<string, string>, handlesPss: boolean): object {
      switch (key.kind) {
        case 'rsa':
        case 'rsa-pss': {
          if (key.kind === 'rsa-pss' && !handlesPss) break;
          const { n, e, secret } = key;
          Object.assign(target, { kty: 'RSA', n: base64url(toBytes(n)), e: base64url(toBytes(e)) });
          if (!secret) return target;
          const { d, p, q, dp, dq, qi } = secret;
          for (const [name, number] of Object.entries({ d, p, q, dp, dq, qi }))
            target[name] = base64url(toBytes(number));
          return target;
        }
        case 'ec': {
          const { jwk, size } = curveOf(key.curve);
          const x = base64url(key.point.slice(1, 1 + size));
          const y = base64url(key.point.slice(1 + size));
          return Object.assign(target, { kty: 'EC', x, y, crv: jwk }, key.secret && { d: base64url(key.secret) });
        }
        case 'dh':
          break;
        default: {
          const { jwk } = edwardsOf(key.kind);
          const d = key.secret && { d: base64url(key.secret) };
          return Object.assign(target, { crv: jwk }, d, { x: base64url(key.point), kty: 'OKP' });
        }
      }
      throw cryptoError(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE', 'Unsupported JWK Key Type.');
    },

    /** What a handle's `initJwk` is given. */
    fromJwk(jwk: Record<string, unknown>, namedCurve: string | undefined): AsymmetricKey {
      const field = (name: string): Uint8Array => services.inputBytes(String(jwk[name]), 'base64url');
      const invalid = (kind: string): Error =>
        cryptoError(TypeError, 'ERR_CRYPTO_INVALID_JWK', `Invalid JWK ${kind} key`);
      const hasText = (...names: string[]): boolean => names.every((name) => typeof jwk[name] === 'string');
      if (jwk['kty'] === 'RSA') {
        if (!hasText('n', 'e')) throw invalid('RSA');
        const number = (name: string): bigint => fromBytes(field(name));
        const key = { kind: 'rsa' as const, n: number('n'), e: number('e') };
        if (jwk['d'] === undefined) return key;
        if (!hasText('d', 'p', 'q', 'dp', 'dq', 'qi')) throw invalid('RSA');
        const [d, p, q] = [number('d'), number('p'), number('q')];
        return { ...key, secret: { d, p, q, dp: number('dp'), dq: number('dq'), qi: number('qi') } };
      }
      if (jwk['kty'] === 'EC') {
        const curve = requireCurve(String(namedCurve));
        if (!hasText('x', 'y')) throw invalid('EC');
        const { size } = curveOf(curve);
        const [x, y] = [field('x'), field('y')];
        if (byteLength(fromBytes(x)) > size || byteLength(fromBytes(y)) > size) throw invalid('EC');
        const coordinates = [x, y].map((bytes) => toBytes(fromBytes(bytes), size));
        const point = readPointOf(curve, joinBytes([Uint8Array.of(4), ...coordinates]));
        if (!point) throw invalid('EC');
        if (typeof jwk['d'] !== 'string') return { kind: 'ec', curve, point };
        const secret = readSecretOf(curve, field('d'));
        if (!secret) throw invalid('EC');
        return { kind: 'ec', curve, point, secret };
      }
      throw cryptoError(Error, 'ERR_CRYPTO_INVALID_JWK', 'Unsupported JWK key type');
    },

    /** What a handle's `initEDRaw` is given. */
    fromRaw(name: string, bytes: Uint8Array, isPrivate: boolean): EdwardsKey | undefined {
      const kind = edwardsByJwk(name);
      if (!kind || bytes.length !== edwardsOf(kind).size) return undefined;
      const copy = bytes.slice();
      if (!isPrivate) return { kind, point: copy };
      return { kind, point: edwardsOf(kind).getPublicKey(copy), secret: copy };
    },

    /** What a handle's `initECRaw` is given. */
    fromPoint(name: string, bytes: Uint8Array): AsymmetricKey | undefined {
      const curve = findCurve(name);
      const point = curve && readPointOf(curve, bytes);
      return point && { kind: 'ec', curve, point };
    },
  };
}
