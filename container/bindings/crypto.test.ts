/** Expressions evaluated twice: by Node's crypto, and by Node's lib/crypto.js on our binding. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import test from 'node:test';
import { compareWithNode, evaluateOnOurs } from './testing/crypto-compare.ts';

const DIGESTS =
  'md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512 ripemd160 rmd160 blake2b512 blake2s256 SHA-256 RSA-SHA1';
const TEXT = `'the quick brown fox \\u{1F98A} '.repeat(40)`;

const groups: Record<string, string[]> = {
  'digests of text and bytes': DIGESTS.split(' ').flatMap((name) => [
    `c.createHash('${name}').update(${TEXT}).digest('hex')`,
    `c.createHash('${name}').update(Buffer.alloc(0)).digest()`,
    `c.hash('${name}', new Uint16Array([1, 2, 3]), 'base64')`,
  ]),
  'HMAC with short, long and empty keys': DIGESTS.split(' ').flatMap((name) => [
    `c.createHmac('${name}', 'key').update(${TEXT}).digest('base64url')`,
    `c.createHmac('${name}', Buffer.alloc(300, 7)).update('a').update('b', 'latin1').digest('hex')`,
    `c.createHmac('${name}', c.createSecretKey(Buffer.alloc(0))).digest()`,
  ]),
  'hash objects': [
    `(() => { const h = c.createHash('sha1'); h.update('a'); const g = h.copy(); g.update('b'); return [h.digest('hex'), g.digest('hex')] })()`,
    `(() => { const h = c.createHash('shake128').update('a'); return [h.copy({ outputLength: 5 }).digest('hex'), h.digest('hex')] })()`,
    `c.createHash('shake256', { outputLength: 100 }).update('x').digest('hex')`,
    `c.createHash('shake256', { outputLength: 0 }).digest('hex')`,
    `c.createHash('sha256', { outputLength: 32 }).digest('hex')`,
    `c.createHash('sha256', { outputLength: 0 })`,
    `c.createHash('sha1').update('é', 'latin1').update('0aff', 'hex').digest('utf16le')`,
    `c.createHash('sha1').update('abc', 'hex')`,
    `c.createHash('sha1').digest('no-encoding')`,
    `(() => { const h = c.createHash('md5'); h.digest(); h.digest() })()`,
    `(() => { const h = c.createHash('md5'); h.digest(); h.update('') })()`,
    `(() => { const h = c.createHmac('md5', 'k'); h.digest(); return h.digest('hex') })()`,
    `new Promise((resolve) => { const h = c.createHash('sha256'); h.on('readable', () => { const d = h.read(); if (d) resolve(d.toString('hex')) }); h.write('ab'); h.end('c') })`,
    `c.createHash('xyz')`,
    `c.hash('xyz', 'a')`,
    `c.createHash('sha1').update(1)`,
    `c.createHmac('xyz', 'a')`,
    `c.createHmac('sha1', null)`,
    `c.createHash()`,
  ],
  'key derivation': [
    `c.pbkdf2Sync('password', 'salt', 1000, 40, 'sha512')`,
    `c.pbkdf2Sync(Buffer.alloc(0), Buffer.alloc(0), 1, 20, 'md5')`,
    `call((done) => c.pbkdf2('password', 'salt', 100, 32, 'sha256', done))`,
    `call((done) => c.pbkdf2(Buffer.alloc(0), new Uint16Array([1, 2]), 3, 7, 'sha1', done))`,
    `call((done) => c.pbkdf2('password', 'salt', 3, 70, 'sha3-256', done))`,
    `call((done) => c.pbkdf2('password', 'salt', 3, 0, 'sha256', done))`,
    `c.webcrypto.subtle.digest('SHA-256', new TextEncoder().encode('abc')).then((d) => Buffer.from(d).toString('hex'))`,
    `c.pbkdf2Sync('a', 'b', 1, 1, 'xyz')`,
    `c.pbkdf2('a', 'b', 1, 1, 'xyz', () => {})`,
    `c.pbkdf2Sync('a', 'b', 1, 0, 'sha1')`,
    `c.pbkdf2Sync('a', 'b', 0, 1, 'sha1')`,
    `c.scryptSync('password', 'salt', 64, { N: 1024 })`,
    `call((done) => c.scrypt('password', Buffer.from('salt'), 20, { cost: 256, blockSize: 4, parallelization: 3 }, done))`,
    `c.scryptSync('a', 'b', 0)`,
    `c.scryptSync('a', 'b', 1, { N: 3 })`,
    `c.scryptSync('a', 'b', 1, { N: 1 })`,
    `c.scryptSync('a', 'b', 1, { N: 2 ** 20 })`,
    `c.scryptSync('a', 'b', 1, { N: 2 ** 14, maxmem: 2 ** 24 })`,
    `c.hkdfSync('sha512', 'key', 'salt', 'info', 64)`,
    `c.hkdfSync('sha1', c.createSecretKey('key', 'utf8'), new Uint8Array(), new Uint8Array(), 20 * 255)`,
    `call((done) => c.hkdf('sha256', 'key', 'salt', 'info', 10, done))`,
    `c.hkdfSync('sha1', 'a', 'b', 'c', 255 * 20 + 1)`,
    `c.hkdfSync('xyz', 'a', 'b', 'c', 1)`,
    `c.hkdfSync('sha1', 'a', 'b', 'c', 0)`,
  ],
  'secret keys': [
    `c.createSecretKey(Buffer.from('abc')).export({ format: 'jwk' })`,
    `c.createSecretKey('616263', 'hex').export()`,
    `c.createSecretKey(Buffer.from('abc')).symmetricKeySize`,
    `c.createSecretKey(Buffer.from('abc')).type`,
    `c.createSecretKey(Buffer.from('abc')).equals(c.createSecretKey(Buffer.from('abc')))`,
    `c.createSecretKey(Buffer.from('abc')).equals(c.createSecretKey(Buffer.from('abd')))`,
    `c.generateKeySync('hmac', { length: 65 }).symmetricKeySize`,
    `call((done) => c.generateKey('aes', { length: 128 }, done)).then((key) => key.symmetricKeySize)`,
    `c.timingSafeEqual(Buffer.from('abc'), new Uint8Array([97, 98, 99]))`,
    `c.timingSafeEqual(Buffer.from('abc'), Buffer.from('abd'))`,
    `c.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2))`,
    `c.timingSafeEqual('a', 'b')`,
    `c.timingSafeEqual(Buffer.alloc(1), 'b')`,
    `c.getCipherInfo('no-such-cipher') === undefined`,
    `c.getFips()`,
  ],
  'random values': [
    `c.randomBytes(70000).length`,
    `new Set(c.randomBytes(1000)).size > 200`,
    `call((done) => c.randomBytes(16, done)).then((bytes) => bytes.length)`,
    `c.randomFillSync(Buffer.alloc(8), 6).subarray(0, 6)`,
    `c.randomFillSync(new SharedArrayBuffer(16)).byteLength`,
    `call((done) => c.randomFill(new Uint32Array(9), 8, done)).then((all) => all.subarray(0, 8))`,
    `[1, 2, 3].every(() => { const n = c.randomInt(5, 8); return n >= 5 && n < 8 })`,
    `call((done) => c.randomInt(3, done)).then((n) => n < 3)`,
    `/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(c.randomUUID())`,
    `c.randomUUID() === c.randomUUID({ disableEntropyCache: true })`,
    `c.randomBytes(-1)`,
    `c.randomInt(2, 1)`,
  ],
};

compareWithNode(groups);

test('the listed digests are those of Node, without the ones that nobody offers in JavaScript', () => {
  const [names] = evaluateOnOurs(['c.getHashes()']) as [string[]];
  const missing = crypto.getHashes().filter((name) => !names.includes(name));
  assert.deepEqual(missing, ['RSA-SM3', 'md5-sha1', 'sm3', 'sm3WithRSAEncryption']);
  assert.deepEqual(
    names.filter((name) => !crypto.getHashes().includes(name)),
    [],
  );
});

test('what the container does not offer says so', () => {
  const outcomes = evaluateOnOurs([
    `new c.X509Certificate('')`,
    `c.generateKeyPairSync('dsa', { modulusLength: 1024 })`,
    `c.generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })`,
    `c.generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'des3', passphrase: 'p' } })`,
  ]) as { code: string }[];
  assert.deepEqual(new Set(outcomes.map(({ code }) => code)), new Set(['ERR_FEATURE_UNAVAILABLE_ON_PLATFORM']));
});
