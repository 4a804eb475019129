/** Jobs that make key pairs, and those by which `crypto.subtle` exports keys. */

import {
  arrayBufferOf,
  cryptoError,
  invalidDigest,
  opensslError,
  type ByteSource,
} from '../bindings/crypto-support.ts';
import {
  edwardsOf,
  pointForm,
  pointOfSecret,
  randomSecret,
  requireCurve,
  writePoint,
  type EdwardsName,
} from './curves.ts';
import { dhParameters, groupOf, newDhSecret, unknownGroup } from './diffie-hellman.ts';
import type { Digests } from './digests.ts';
import { isRsa, keyFormat, publicKeyOf, type AsymmetricKey, type KeyServices } from './key.ts';
import { checkRsaOptions, generateRsa } from './rsa.ts';
import type { Structures } from './structures.ts';
import type { KeyWriter } from './write.ts';

/** How both keys are to be given: undefined stands for a handle. */
type Encoding = [
  publicFormat?: number,
  publicType?: number,
  privateFormat?: number,
  privateType?: number,
  cipher?: string,
  passphrase?: ByteSource,
];

const VARIANT_PSS = 1;
const FORMAT_RAW = 0;
const FORMAT_PKCS8 = 1;
const OPENSSL_EC_NAMED_CURVE = 1;

/** OpenSSL's numbers of the algorithms whose keys are plain bytes. */
const edwardsById: Record<number, EdwardsName> = { 1087: 'ed25519', 1088: 'ed448', 1034: 'x25519', 1035: 'x448' };

export function createGeneration(
  services: KeyServices,
  digests: Digests,
  structures: Structures,
  writer: KeyWriter,
): Record<string, unknown> {
  const fill = services.randomFill;

  const give = (
    key: AsymmetricKey,
    format: number | undefined,
    type: number | undefined,
    cipher?: string,
    passphrase?: ByteSource,
  ): unknown => {
    if (format === undefined) return services.newHandle(key);
    if (format === keyFormat.jwk) return writer.jwk(key, {}, false);
    return writer.key(key, format, type as number, cipher, passphrase);
  };

  abstract class KeyPairGenJob extends services.Job {
    readonly #encoding: Encoding;

    constructor(mode: number, encoding: Encoding) {
      super(mode);
      this.#encoding = encoding;
    }

    protected abstract generate(): AsymmetricKey;

    protected compute(): [publicKey: unknown, privateKey: unknown] {
      const [publicFormat, publicType, privateFormat, privateType, cipher, passphrase] = this.#encoding;
      const key = this.generate();
      return [
        give(publicKeyOf(key), publicFormat, publicType),
        give(key, privateFormat, privateType, cipher, passphrase),
      ];
    }
  }

  class RsaKeyPairGenJob extends KeyPairGenJob {
    readonly #generate: () => AsymmetricKey;

    /** Of RSA-PSS there are three more: both digests and the salt's length. */
    constructor(mode: number, variant: number, bits: number, exponent: number, ...rest: unknown[]) {
      const isPss = variant === VARIANT_PSS;
      const [hash, mgfHash, saltLength] = (isPss ? rest : []) as [string?, string?, number?];
      super(mode, rest.slice(isPss ? 3 : 0) as Encoding);
      if (hash !== undefined) digests.require(hash);
      if (mgfHash !== undefined && !digests.find(mgfHash)) throw invalidDigest(mgfHash, 'MGF1 digest');
      const main = hash === undefined ? undefined : digests.require(hash);
      const isLimited = main !== undefined || mgfHash !== undefined || saltLength !== undefined;
      const limits = {
        hash: main?.name ?? 'sha1',
        mgfHash: mgfHash === undefined ? (main?.name ?? 'sha1') : digests.require(mgfHash).name,
        saltLength: saltLength ?? main?.hash.outputLen ?? 20,
      };
      this.#generate = () => {
        checkRsaOptions(bits, exponent);
        const key = generateRsa(bits, exponent, fill);
        return isPss ? { ...key, kind: 'rsa-pss', ...(isLimited && { limits }) } : key;
      };
    }

    protected generate(): AsymmetricKey {
      return this.#generate();
    }
  }

  class EcKeyPairGenJob extends KeyPairGenJob {
    readonly #curve: ReturnType<typeof requireCurve>;

    constructor(mode: number, curve: string, parameterEncoding: number, ...encoding: Encoding) {
      super(mode, encoding);
      this.#curve = requireCurve(curve);
      if (parameterEncoding !== OPENSSL_EC_NAMED_CURVE) {
        const message = 'This container writes curves by their names only';
        throw cryptoError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message);
      }
    }

    protected generate(): AsymmetricKey {
      const secret = randomSecret(this.#curve, fill);
      return { kind: 'ec', curve: this.#curve, point: pointOfSecret(this.#curve, secret), secret };
    }
  }

  class NidKeyPairGenJob extends KeyPairGenJob {
    readonly #kind: EdwardsName;

    constructor(mode: number, id: number, ...encoding: Encoding) {
      super(mode, encoding);
      const kind = edwardsById[id];
      if (!kind) throw new Error(`No algorithm has the number ${id}`);
      this.#kind = kind;
    }

    protected generate(): AsymmetricKey {
      const { size, getPublicKey } = edwardsOf(this.#kind);
      const secret = new Uint8Array(size);
      fill(secret);
      return { kind: this.#kind, point: getPublicKey(secret), secret };
    }
  }

  class DhKeyPairGenJob extends KeyPairGenJob {
    readonly #parameters: () => { prime: bigint; generator: bigint };

    /** A group's name, or a prime, or its length in bits, and then a generator. */
    constructor(mode: number, source: string | number | ByteSource, ...rest: unknown[]) {
      super(mode, rest.slice(typeof source === 'string' ? 0 : 1) as Encoding);
      if (typeof source === 'string') {
        const group = groupOf(source);
        if (!group) throw unknownGroup();
        this.#parameters = () => group;
        return;
      }
      const generator = BigInt(rest[0] as number);
      this.#parameters = () => dhParameters(source, generator, fill);
    }

    protected generate(): AsymmetricKey {
      const { prime, generator } = this.#parameters();
      return { kind: 'dh', prime, generator, ...newDhSecret(prime, generator, fill) };
    }
  }

  const exported = (key: AsymmetricKey, format: number): Uint8Array => {
    if (format === FORMAT_PKCS8) return structures.pkcs8.encode(key);
    if (format !== FORMAT_RAW) return structures.spki.encode(publicKeyOf(key));
    if (key.kind === 'ec') return writePoint(key.point, pointForm.uncompressed);
    if (isRsa(key) || key.kind === 'dh') {
      throw opensslError('03000096', 'digital envelope routines', 'operation not supported for this keytype');
    }
    return key.point;
  };

  class KeyExportJob extends services.Job {
    readonly #format: number;
    readonly #key: AsymmetricKey;

    constructor(mode: number, format: number, handle: object) {
      super(mode);
      this.#format = format;
      this.#key = services.asymmetricKey(handle) as AsymmetricKey;
    }

    protected compute(): ArrayBuffer {
      return arrayBufferOf(exported(this.#key, this.#format));
    }
  }

  return {
    RsaKeyPairGenJob,
    EcKeyPairGenJob,
    NidKeyPairGenJob,
    DhKeyPairGenJob,
    RSAKeyExportJob: KeyExportJob,
    ECKeyExportJob: KeyExportJob,
  };
}
