/** Private keys under a passphrase: PBES2 of PKCS #8, and the older way of PEM. */

import { joinBytes } from '../bytes.ts';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import type { CHash } from '@noble/hashes/utils.js';
import { cryptoError, opensslError } from '../bindings/crypto-support.ts';
import { der, DerReader } from './der.ts';
import type { Digests } from './digests.ts';
import type { KeyServices } from './key.ts';
import type { Pem } from './pem.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
/** HMAC with a digest → that digest. */
const hmacs: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
const HMAC_SHA256 = '1.2.840.113549.2.9';
/** As OpenSSL does. */
const ITERATIONS = 2048;
/** A key that asks for more would keep this thread busy for minutes. */
const MAX_ITERATIONS = 10_000_000;

interface BlockCipher {
  name: string;
  oid: string;
  keyLength: number;
}

const blockCiphers: BlockCipher[] = [
  { name: 'aes-128-cbc', oid: '2.16.840.1.101.3.4.1.2', keyLength: 16 },
  { name: 'aes-192-cbc', oid: '2.16.840.1.101.3.4.1.22', keyLength: 24 },
  { name: 'aes-256-cbc', oid: '2.16.840.1.101.3.4.1.42', keyLength: 32 },
];

const unavailable = (what: string): Error =>
  cryptoError(
    Error,
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    `Keys encrypted with ${what} are not available in this container: only with AES in CBC mode`,
  );

export type Encryption = ReturnType<typeof createEncryption>;

export function createEncryption(services: KeyServices, digests: Digests) {
  const random = (length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    services.randomFill(bytes);
    return bytes;
  };
  const aesCbc = (encrypts: boolean, key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array =>
    services.ciphers().aesCbc(encrypts, key, iv, text);

  /** @throws when there is no such cipher, or none that can encrypt a key */
  const requireCipher = (name: string): BlockCipher => {
    const info = services.ciphers().findSuite(name);
    const found = info && blockCiphers.find((cipher) => cipher.name === info.name);
    if (found) return found;
    if (/^(des|camellia|aria|sm4)/i.test(name) || (info && info.mode !== 'gcm' && info.mode !== 'ccm')) {
      throw unavailable(name);
    }
    if (!info) throw cryptoError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
    const code = 'ERR_OSSL_EVP_CIPHER_PARAMETER_ERROR';
    throw opensslError('0300007A', 'digital envelope routines', 'cipher parameter error', code);
  };

  /** The older way to make a key of a passphrase: MD5, and one round. */
  const oldKey = (passphrase: Uint8Array, salt: Uint8Array, length: number): Uint8Array => {
    const md5 = services.findDigest('md5')?.hash as CHash;
    let key = new Uint8Array();
    let last: Uint8Array = new Uint8Array();
    while (key.length < length) {
      last = md5(joinBytes([last, passphrase, salt]));
      key = joinBytes([key, last]);
    }
    return key.slice(0, length);
  };

  return {
    /** EncryptedPrivateKeyInfo of a PrivateKeyInfo. */
    encrypt(plain: Uint8Array, cipherName: string, passphrase: Uint8Array): Uint8Array {
      const cipher = requireCipher(cipherName);
      const [salt, iv] = [random(16), random(16)];
      const hash = digests.require('sha256').hash;
      const key = pbkdf2(hash, passphrase, salt, { c: ITERATIONS, dkLen: cipher.keyLength });
      const derivation = der.sequence(
        der.octets(salt),
        der.integer(BigInt(ITERATIONS)),
        der.sequence(der.oid(HMAC_SHA256), der.null()),
      );
      const parameters = der.sequence(
        der.sequence(der.oid(PBKDF2), derivation),
        der.sequence(der.oid(cipher.oid), der.octets(iv)),
      );
      return der.sequence(der.sequence(der.oid(PBES2), parameters), der.octets(aesCbc(true, key, iv, plain)));
    },

    /** @throws DerError for what is no such thing, and OpenSSL's error for a wrong passphrase */
    decrypt(encrypted: Uint8Array, passphrase: Uint8Array): Uint8Array {
      const whole = new DerReader(encrypted).sequence();
      const algorithm = whole.sequence();
      const scheme = algorithm.oid();
      if (scheme !== PBES2) throw unavailable(scheme);
      const parameters = algorithm.sequence();
      const derivation = parameters.sequence();
      const method = derivation.oid();
      if (method !== PBKDF2) throw unavailable(`a key derived by ${method}`);
      const details = derivation.sequence();
      const salt = details.octets();
      const iterations = Number(details.integer());
      if (iterations < 1 || iterations > MAX_ITERATIONS) throw unavailable(`${iterations} rounds`);
      if (details.tag === 0x02) details.integer();
      const hmacOid = details.isAtEnd ? '1.2.840.113549.2.7' : details.sequence().oid();
      const digestName = hmacs[hmacOid];
      const encryption = parameters.sequence();
      const cipherOid = encryption.oid();
      const cipher = blockCiphers.find(({ oid }) => oid === cipherOid);
      if (!cipher || !digestName) throw unavailable(cipher ? hmacOid : cipherOid);
      const { hash } = digests.require(digestName);
      const key = pbkdf2(hash, passphrase, salt, { c: iterations, dkLen: cipher.keyLength });
      return aesCbc(false, key, encryption.octets(), whole.octets());
    },

    /** The headers and the bytes of an encrypted key in the older form. */
    encryptOld(plain: Uint8Array, cipherName: string, passphrase: Uint8Array): Omit<Pem, 'label'> {
      const cipher = requireCipher(cipherName);
      const iv = random(16);
      const key = oldKey(passphrase, iv.slice(0, 8), cipher.keyLength);
      const hex = [...iv].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
      return {
        headers: { 'Proc-Type': '4,ENCRYPTED', 'DEK-Info': `${cipher.name.toUpperCase()},${hex}` },
        bytes: aesCbc(true, key, iv, plain),
      };
    },

    decryptOld({ headers, bytes }: Pem, passphrase: Uint8Array): Uint8Array {
      const [name = '', hex = ''] = (headers['DEK-Info'] ?? '').split(',');
      const cipher = requireCipher(name);
      const iv = services.inputBytes(hex, 'hex');
      return aesCbc(false, oldKey(passphrase, iv.slice(0, 8), cipher.keyLength), iv, bytes);
    },
  };
}
