/** Signatures: Sign, Verify and SignJob of the crypto binding. */

import { equalBytes } from '@noble/ciphers/utils.js';
import { arrayBufferOf, bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import { curveOf, edwardsOf } from './curves.ts';
import type { Digests, NamedDigest } from './digests.ts';
import type {
  AsymmetricKey,
  EcKey,
  EdwardsKey,
  KeyArguments,
  KeyInput,
  KeyServices,
  RsaKey,
  RsaSecret,
} from './key.ts';
import type { KeyReader } from './read.ts';
import { modulusBits, modulusLength, rsaPrivate, rsaPublic } from './rsa.ts';
import { padDigest, padPss, saltOfPss } from './rsa-padding.ts';

const padding = { pkcs1: 1, none: 3, oaep: 4, pss: 6 } as const;
/** Lengths of a salt that stand for others. */
const saltLength = { digest: -1, auto: -2, max: -3, autoDigestMax: -4 } as const;
const MODE_VERIFY = 1;
const P1363 = 1;

interface SignOptions {
  padding?: number | undefined;
  saltLength?: number | undefined;
  encoding?: number | undefined;
}

const providerError = (number: string, reason: string): Error =>
  opensslError(number, 'Provider routines', reason, `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`);

export const unsupportedForKey = (): Error =>
  opensslError(
    '03000096',
    'digital envelope routines',
    'operation not supported for this keytype',
    'ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE',
  );

type SignaturePadding = { isPss: false } | { isPss: true; hash: NamedDigest; mgfHash: NamedDigest; salt: number };

const isEdwards = (key: AsymmetricKey): key is EdwardsKey => key.kind === 'ed25519' || key.kind === 'ed448';

export function createSigning(services: KeyServices, digests: Digests, reader: KeyReader): Record<string, unknown> {
  /** Which padding the options mean for a key; its limits are kept. */
  const paddingFor = (key: RsaKey, digest: NamedDigest, options: SignOptions): SignaturePadding => {
    const chosen = options.padding ?? (key.kind === 'rsa-pss' ? padding.pss : padding.pkcs1);
    if (chosen === padding.none) throw providerError('1C8000A8', 'invalid padding mode');
    const isAllowed = chosen === padding.pss || (chosen === padding.pkcs1 && key.kind === 'rsa');
    if (!isAllowed) throw providerError('1C8000A5', 'illegal or unsupported padding mode');
    if (chosen === padding.pkcs1) return { isPss: false };
    const { limits } = key;
    const salt = options.saltLength ?? (limits ? limits.saltLength : saltLength.autoDigestMax);
    if (salt < saltLength.autoDigestMax) throw providerError('1C800070', 'invalid salt length');
    const least = limits?.saltLength ?? 0;
    if ((salt >= 0 ? salt : digest.hash.outputLen) < least) throw providerError('1C8000AC', 'pss saltlen too small');
    if (limits && limits.hash !== digest.name) throw providerError('1C8000AE', 'digest not allowed');
    return { isPss: true, hash: digest, mgfHash: limits ? digests.require(limits.mgfHash) : digest, salt };
  };

  const signRsa = (key: RsaKey, digest: NamedDigest, value: Uint8Array, options: SignOptions): Uint8Array => {
    const chosen = paddingFor(key, digest, options);
    const signer = key as RsaKey & { secret: RsaSecret };
    if (!chosen.isPss) return rsaPrivate(signer, padDigest(digest, value, modulusLength(key)));
    const bits = modulusBits(key) - 1;
    const size = digest.hash.outputLen;
    const longest = Math.max(0, Math.ceil(bits / 8) - size - 2);
    const lengths: Record<number, number> = {
      [saltLength.digest]: size,
      [saltLength.auto]: longest,
      [saltLength.max]: longest,
      [saltLength.autoDigestMax]: Math.min(size, longest),
    };
    const salt = new Uint8Array(Math.min(lengths[chosen.salt] ?? chosen.salt, longest + 1));
    services.randomFill(salt);
    return rsaPrivate(signer, padPss(value, bits, salt, { hash: digest.hash, mgfHash: chosen.mgfHash.hash }));
  };

  const verifyRsa = (
    key: RsaKey,
    digest: NamedDigest,
    value: Uint8Array,
    signature: Uint8Array,
    options: SignOptions,
  ): boolean => {
    const chosen = paddingFor(key, digest, options);
    if (signature.length !== modulusLength(key)) return false;
    const block = orUndefined(() => rsaPublic(key, signature));
    if (!block) return false;
    if (!chosen.isPss) {
      return equalBytes(padDigest(digest, value, modulusLength(key)), block);
    }
    const bits = modulusBits(key) - 1;
    // Where the modulus has one bit more than whole bytes, the first byte is none of the padding's.
    const padded = block.subarray(block.length - Math.ceil(bits / 8));
    if (block.length !== padded.length && block[0] !== 0) return false;
    const salt = saltOfPss(padded, value, bits, { hash: digest.hash, mgfHash: chosen.mgfHash.hash });
    if (!salt) return false;
    if (options.saltLength === undefined) return salt.length >= (key.limits?.saltLength ?? 0);
    if (chosen.salt === saltLength.digest) return salt.length === digest.hash.outputLen;
    if (chosen.salt === saltLength.max) return salt.length === Math.ceil(bits / 8) - digest.hash.outputLen - 2;
    return chosen.salt < 0 || salt.length === chosen.salt;
  };

  const ecOptions = (options: SignOptions) =>
    ({ prehash: false, lowS: false, format: options.encoding === P1363 ? 'compact' : 'der' }) as const;

  const signDigest = (key: AsymmetricKey, digest: NamedDigest, value: Uint8Array, options: SignOptions): Uint8Array => {
    switch (key.kind) {
      case 'rsa':
      case 'rsa-pss':
        return signRsa(key, digest, value, options);
      case 'ec':
        return curveOf(key.curve).ecdsa.sign(value, (key as Required<EcKey>).secret, ecOptions(options));
      default:
        throw unsupportedForKey();
    }
  };

  const verifyDigest = (
    key: AsymmetricKey,
    digest: NamedDigest,
    value: Uint8Array,
    signature: Uint8Array,
    options: SignOptions,
  ): boolean => {
    switch (key.kind) {
      case 'rsa':
      case 'rsa-pss':
        return verifyRsa(key, digest, value, signature, options);
      case 'ec': {
        const { ecdsa } = curveOf(key.curve);
        return orUndefined(() => ecdsa.verify(signature, value, key.point, ecOptions(options))) ?? false;
      }
      default:
        throw unsupportedForKey();
    }
  };

  /** What Sign and Verify have in common: the data comes bit by bit. */
  class SignBase {
    #digest: NamedDigest | undefined;
    #state: ReturnType<NamedDigest['hash']['create']> | undefined;

    init(name: string): void {
      this.#digest = digests.find(name);
      if (!this.#digest) throw cryptoError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest');
      this.#state = this.#digest.hash.create();
    }

    update(data: string | ByteSource, encoding: unknown): void {
      if (!this.#state) throw cryptoError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Not initialised');
      this.#state.update(services.inputBytes(data, encoding));
    }

    protected finish(key: AsymmetricKey): [digest: NamedDigest, value: Uint8Array] {
      if (!this.#state || !this.#digest) throw cryptoError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Not initialised');
      if (isEdwards(key)) {
        throw cryptoError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');
      }
      const value = this.#state.digest();
      this.#state = undefined;
      return [this.#digest, value];
    }
  }

  class Sign extends SignBase {
    sign(
      data: KeyArguments[0],
      format: KeyInput[0],
      type: KeyInput[1],
      passphrase: KeyInput[2],
      paddingMode: number | undefined,
      salt: number | undefined,
      encoding: number,
    ): object {
      const key = reader.signingKey(data, format, type, passphrase);
      const options = { padding: paddingMode, saltLength: salt, encoding };
      return services.toBuffer(signDigest(key, ...this.finish(key), options));
    }
  }

  class Verify extends SignBase {
    verify(
      data: KeyArguments[0],
      format: KeyInput[0],
      type: KeyInput[1],
      passphrase: KeyInput[2],
      signature: ByteSource,
      paddingMode: number | undefined,
      salt: number | undefined,
      encoding: number,
    ): boolean {
      const key = reader.publicKey(data, format, type, passphrase);
      const options = { padding: paddingMode, saltLength: salt, encoding };
      return verifyDigest(key, ...this.finish(key), bytesOf(signature).slice(), options);
    }
  }

  class SignJob extends services.Job {
    readonly #compute: () => Uint8Array | boolean;

    constructor(
      mode: number,
      signMode: number,
      keyData: KeyArguments[0],
      format: KeyInput[0],
      type: KeyInput[1],
      passphrase: KeyInput[2],
      data: ByteSource,
      digestName: string | undefined,
      salt: number | undefined,
      paddingMode: number | undefined,
      encoding: number | undefined,
      signature?: ByteSource,
    ) {
      super(mode);
      const key =
        signMode === MODE_VERIFY
          ? reader.publicKey(keyData, format, type, passphrase)
          : reader.signingKey(keyData, format, type, passphrase);
      const digest = typeof digestName === 'string' ? digests.require(digestName) : undefined;
      const message = bytesOf(data).slice();
      const given = signature && bytesOf(signature).slice();
      const options = { padding: paddingMode, saltLength: salt, encoding };
      this.#compute = () => {
        if (isEdwards(key)) {
          if (digest) throw providerError('1C80007A', 'invalid digest');
          return given ? verifyEdwards(key, message, given) : signEdwards(key, message);
        }
        const used = digest ?? digests.require('sha256');
        const value = used.hash(message);
        return given ? verifyDigest(key, used, value, given, options) : signDigest(key, used, value, options);
      };
    }

    protected compute(): ArrayBuffer | boolean {
      const result = this.#compute();
      return typeof result === 'boolean' ? result : arrayBufferOf(result);
    }
  }

  return { Sign, Verify, SignJob };
}

function signEdwards(key: EdwardsKey, message: Uint8Array): Uint8Array {
  const { signer } = edwardsOf(key.kind);
  if (!signer || !key.secret) throw unsupportedForKey();
  return signer.sign(message, key.secret);
}

function verifyEdwards(key: EdwardsKey, message: Uint8Array, signature: Uint8Array): boolean {
  const { signer } = edwardsOf(key.kind);
  if (!signer) throw unsupportedForKey();
  return orUndefined(() => signer.verify(signature, message, key.point, { zip215: false })) ?? false;
}

/** What cannot be read as a signature is a wrong one. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
