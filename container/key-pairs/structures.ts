/** Keys as DER: PKCS #1, PKCS #8, SEC 1, SubjectPublicKeyInfo, and the key in a certificate. */

import {
  curveByOid,
  curveOf,
  edwardsByOid,
  edwardsOf,
  pointOfSecret,
  readPointOf,
  readSecretOf,
  type CurveName,
} from './curves.ts';
import { der, DerError, DerReader, tags } from './der.ts';
import type { Digests } from './digests.ts';
import { isRsa, type AsymmetricKey, type EcKey, type PssLimits, type RsaKey } from './key.ts';
import { modPow } from './numbers.ts';

const RSA = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const EC = '1.2.840.10045.2.1';
const DH = '1.2.840.113549.1.3.1';
/** The salt's length that is not written. */
const DEFAULT_SALT = 20;

/** What is needed to write it otherwise: PKCS #1 and SEC 1 do not say which algorithm it is. */
export interface Structure {
  encode(key: AsymmetricKey): Uint8Array;
  /** @throws DerError */
  decode(bytes: Uint8Array): AsymmetricKey;
}

export type Structures = Record<'pkcs1Public' | 'pkcs1Private' | 'sec1' | 'pkcs8' | 'spki', Structure> & {
  /** The public key of a certificate. */
  keyOfCertificate(bytes: Uint8Array): AsymmetricKey;
};

const asRsa = (key: AsymmetricKey): RsaKey => {
  if (!isRsa(key)) throw new Error(`A key of ${key.kind} has no such structure`);
  return key;
};
const asEc = (key: AsymmetricKey): EcKey => {
  if (key.kind !== 'ec') throw new Error(`A key of ${key.kind} has no such structure`);
  return key;
};

const pkcs1Public: Structure = {
  encode(key) {
    const { n, e } = asRsa(key);
    return der.sequence(der.integer(n), der.integer(e));
  },
  decode(bytes) {
    const fields = new DerReader(bytes).sequence();
    return { kind: 'rsa', n: fields.integer(), e: fields.integer() };
  },
};

const pkcs1Private: Structure = {
  encode(key) {
    const { n, e, secret } = asRsa(key);
    if (!secret) throw new Error('A public key has no private structure');
    const { d, p, q, dp, dq, qi } = secret;
    return der.sequence(...[0n, n, e, d, p, q, dp, dq, qi].map(der.integer));
  },
  decode(bytes) {
    const fields = new DerReader(bytes).sequence();
    if (fields.integer() !== 0n) throw new DerError('No RSA key with two primes');
    const [n, e] = [fields.integer(), fields.integer()];
    const [d, p, q] = [fields.integer(), fields.integer(), fields.integer()];
    const [dp, dq, qi] = [fields.integer(), fields.integer(), fields.integer()];
    return { kind: 'rsa', n, e, secret: { d, p, q, dp, dq, qi } };
  },
};

const requireCurve = (oid: string): CurveName => {
  const curve = curveByOid(oid);
  if (!curve) throw new DerError(`No curve ${oid}`);
  return curve;
};

function encodeSec1(key: AsymmetricKey, namesCurve: boolean): Uint8Array {
  const { curve, point, secret } = asEc(key);
  if (!secret) throw new Error('A public key has no private structure');
  return der.sequence(
    der.integer(1n),
    der.octets(secret),
    ...(namesCurve ? [der.field(0, der.oid(curveOf(curve).oid))] : []),
    der.field(1, der.bits(point)),
  );
}

/** @param outer the curve, if it was said outside */
function decodeSec1(bytes: Uint8Array, outer?: CurveName): EcKey {
  const fields = new DerReader(bytes).sequence();
  if (fields.integer() !== 1n) throw new DerError('No private key of SEC 1');
  const secretBytes = fields.octets();
  const named = fields.optional(tags.field(0));
  const curve = named ? requireCurve(new DerReader(named).oid()) : outer;
  if (!curve) throw new DerError('The curve is not named');
  const secret = readSecretOf(curve, secretBytes);
  if (!secret) throw new DerError('No private key of the curve');
  const written = fields.optional(tags.field(1));
  const point = written ? readPointOf(curve, new DerReader(written).bits()) : pointOfSecret(curve, secret);
  if (!point) throw new DerError('No point of the curve');
  return { kind: 'ec', curve, point, secret };
}

const sec1: Structure = { encode: (key) => encodeSec1(key, true), decode: (bytes) => decodeSec1(bytes) };

export function createStructures(digests: Digests): Structures {
  const hashAlgorithm = (name: string): Uint8Array => der.sequence(der.oid(digests.require(name).oid), der.null());
  const readHash = (reader: DerReader): string => {
    const found = digests.byOid(reader.sequence().oid());
    if (!found) throw new DerError('No such digest');
    return found.name;
  };

  const encodeLimits = ({ hash, mgfHash, saltLength }: PssLimits): Uint8Array =>
    der.sequence(
      ...(hash === 'sha1' ? [] : [der.field(0, hashAlgorithm(hash))]),
      ...(mgfHash === 'sha1' ? [] : [der.field(1, der.sequence(der.oid(MGF1), hashAlgorithm(mgfHash)))]),
      ...(saltLength === DEFAULT_SALT ? [] : [der.field(2, der.integer(BigInt(saltLength)))]),
    );
  const decodeLimits = (reader: DerReader): PssLimits => {
    const hash = reader.optional(tags.field(0));
    const mgf = reader.optional(tags.field(1));
    const salt = reader.optional(tags.field(2));
    let mgfHash = 'sha1';
    if (mgf) {
      const fields = new DerReader(mgf).sequence();
      if (fields.oid() !== MGF1) throw new DerError('No such mask generation function');
      mgfHash = readHash(fields);
    }
    return {
      hash: hash ? readHash(new DerReader(hash)) : 'sha1',
      mgfHash,
      saltLength: salt ? Number(new DerReader(salt).integer()) : DEFAULT_SALT,
    };
  };

  const algorithmOf = (key: AsymmetricKey): Uint8Array => {
    switch (key.kind) {
      case 'rsa':
        return der.sequence(der.oid(RSA), der.null());
      case 'rsa-pss':
        return der.sequence(der.oid(RSA_PSS), ...(key.limits ? [encodeLimits(key.limits)] : []));
      case 'ec':
        return der.sequence(der.oid(EC), der.oid(curveOf(key.curve).oid));
      case 'dh': {
        const parameters = der.sequence(der.integer(key.prime), der.integer(key.generator));
        return der.sequence(der.oid(DH), parameters);
      }
      default:
        return der.sequence(der.oid(edwardsOf(key.kind).oid));
    }
  };

  const spki: Structure = {
    encode(key) {
      const content = (): Uint8Array => {
        if (isRsa(key)) return pkcs1Public.encode(key);
        return key.kind === 'dh' ? der.integer(key.value) : key.point;
      };
      return der.sequence(algorithmOf(key), der.bits(content()));
    },
    decode(bytes) {
      const fields = new DerReader(bytes).sequence();
      const algorithm = fields.sequence();
      const oid = algorithm.oid();
      const content = fields.bits();
      const rsa = () => pkcs1Public.decode(content) as RsaKey;
      if (oid === RSA) return rsa();
      if (oid === RSA_PSS) {
        return { ...rsa(), kind: 'rsa-pss', ...(!algorithm.isAtEnd && { limits: decodeLimits(algorithm.sequence()) }) };
      }
      if (oid === EC) {
        const curve = requireCurve(algorithm.oid());
        const point = readPointOf(curve, content);
        if (!point) throw new DerError('No point of the curve');
        return { kind: 'ec', curve, point };
      }
      if (oid === DH) {
        const parameters = algorithm.sequence();
        const [prime, generator] = [parameters.integer(), parameters.integer()];
        return { kind: 'dh', prime, generator, value: new DerReader(content).integer() };
      }
      const kind = edwardsByOid(oid);
      if (!kind) throw new DerError(`No algorithm ${oid}`);
      if (content.length !== edwardsOf(kind).size) throw new DerError('No key of that length');
      return { kind, point: content.slice() };
    },
  };

  const pkcs8: Structure = {
    encode(key) {
      const content = (): Uint8Array => {
        if (isRsa(key)) return pkcs1Private.encode(key);
        if (key.kind === 'ec') return encodeSec1(key, false);
        if (key.secret === undefined) throw new Error('A public key has no private structure');
        return key.kind === 'dh' ? der.integer(key.secret as bigint) : der.octets(key.secret as Uint8Array);
      };
      return der.sequence(der.integer(0n), algorithmOf(key), der.octets(content()));
    },
    decode(bytes) {
      const fields = new DerReader(bytes).sequence();
      if (fields.integer() > 1n) throw new DerError('No private key of PKCS #8');
      const algorithm = fields.sequence();
      const oid = algorithm.oid();
      const content = fields.octets();
      const rsa = () => pkcs1Private.decode(content) as RsaKey;
      if (oid === RSA) return rsa();
      if (oid === RSA_PSS) {
        return { ...rsa(), kind: 'rsa-pss', ...(!algorithm.isAtEnd && { limits: decodeLimits(algorithm.sequence()) }) };
      }
      if (oid === EC) return decodeSec1(content, requireCurve(algorithm.oid()));
      if (oid === DH) {
        const parameters = algorithm.sequence();
        const [prime, generator] = [parameters.integer(), parameters.integer()];
        const secret = new DerReader(content).integer();
        return { kind: 'dh', prime, generator, value: modPow(generator, secret, prime), secret };
      }
      const kind = edwardsByOid(oid);
      if (!kind) throw new DerError(`No algorithm ${oid}`);
      const secret = new DerReader(content).octets().slice();
      if (secret.length !== edwardsOf(kind).size) throw new DerError('No key of that length');
      return { kind, point: edwardsOf(kind).getPublicKey(secret), secret };
    },
  };

  return {
    pkcs1Public,
    pkcs1Private,
    sec1,
    pkcs8,
    spki,
    keyOfCertificate(bytes) {
      const fields = new DerReader(bytes).sequence().sequence();
      fields.optional(tags.field(0));
      fields.integer();
      // How it is signed, by whom, how long it holds, and for whom.
      for (let i = 0; i < 4; i++) fields.any();
      return spki.decode(fields.any());
    },
  };
}
