/** What one implementation signs, writes or encrypts the other verifies, reads or decrypts: ours and Node's. */

import { compareWithNode } from '../bindings/testing/crypto-compare.ts';

const MESSAGE = `Buffer.from('a message')`;
const kinds: Record<string, string> = {
  rsa: `('rsa', { modulusLength: 1024 })`,
  rsaPss: `('rsa-pss', { modulusLength: 1025, hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha256', saltLength: 9 })`,
  p256: `('ec', { namedCurve: 'prime256v1' })`,
  p384: `('ec', { namedCurve: 'P-384' })`,
  p521: `('ec', { namedCurve: 'P-521' })`,
  secp256k1: `('ec', { namedCurve: 'secp256k1' })`,
  ed25519: `('ed25519')`,
  ed448: `('ed448')`,
  x25519: `('x25519')`,
  x448: `('x448')`,
  dh: `('dh', { group: 'modp5' })`,
};
const ways = [
  ['c', 'node'],
  ['node', 'c'],
] as const;

/** One makes a key and writes it, the other reads it and writes the same. */
const written = (from: string, to: string, kind: string, options: string, passphrase = ''): string => `(() => {
  const { privateKey } = ${from}.generateKeyPairSync${kind};
  const text = privateKey.export({ ${options} });
  const read = ${to}.createPrivateKey({ key: text, ${options} ${passphrase} });
  const forms = [privateKey, read].map((key) => key.export({ type: 'pkcs8', format: 'pem' }));
  const spkis = [[${from}, privateKey], [${to}, read]].map(([by, key]) => by.createPublicKey(key).export({ type: 'spki', format: 'pem' }));
  return [forms[0] === forms[1], spkis[0] === spkis[1], ${to}.createPublicKey(spkis[0]).asymmetricKeyDetails].map((each) => JSON.stringify(each, (_, value) => typeof value === 'bigint' ? String(value) : value));
})()`;

/** One makes a key and signs, the other verifies. */
const signed = (from: string, to: string, kind: string, digest: string, options = ''): string => `(() => {
  const { privateKey } = ${from}.generateKeyPairSync${kind};
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const signature = ${from}.sign(${digest}, ${MESSAGE}, { key, ${options} });
  const verify = (message) => ${to}.verify(${digest}, message, { key, ${options} }, signature);
  return [verify(${MESSAGE}), verify(Buffer.from('another'))];
})()`;

const encrypted = (from: string, to: string, options: string): string => `(() => {
  const { privateKey } = ${from}.generateKeyPairSync('rsa', { modulusLength: 1032 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
  return ${to}.privateDecrypt({ key, ${options} }, ${from}.publicEncrypt({ key, ${options} }, ${MESSAGE})).toString();
})()`;

/** Self-signed, for a key of P-256. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIUWs3oGsBZsB8ooEKM7IO3BRujzTEwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBYTAeFw0yNjExMjgxMzEwNDRaFw0zNjExMjUxMzEwNDRaMAwx
CjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQA0RhAFNJJP1R1
PgUQPZO4RasKOyT8DfPHg/TPkSEYMlETCDGB0btDOSTsoheqLUYGlOo9pUEpBTnR
UnX28SNSo1MwUTAdBgNVHQ4EFgQUR5b8sEN8dDbrUZ+YZ9Ex/jOPrIYwHwYDVR0j
BBgwFoAUR5b8sEN8dDbrUZ+YZ9Ex/jOPrIYwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNHADBEAiA/zkoBQq9eVaWGggPniqBI2hw/yPTzOAEvMl0/2bcz2gIg
KZbQ3wWZslaN37VI7IAagWs/AlW82IF+KbV5hWIIwbo=
-----END CERTIFICATE-----
`;

const PSS = 'padding: 6';

compareWithNode({
  'keys of one are read by the other': ways.flatMap(([from, to]) => [
    ...Object.values(kinds).map((kind) => written(from, to, kind, `type: 'pkcs8', format: 'der'`)),
    ...[kinds['p256'], kinds['p521']].map((kind) => written(from, to, kind as string, `type: 'sec1', format: 'pem'`)),
    written(from, to, kinds['rsa'] as string, `type: 'pkcs1', format: 'pem'`),
    ...['rsa', 'p384', 'secp256k1', 'ed448', 'x25519'].map((name) =>
      written(from, to, kinds[name] as string, `format: 'jwk'`),
    ),
  ]),
  'and so are encrypted ones': ways.flatMap(([from, to]) => {
    const options = `cipher: 'aes-192-cbc', passphrase: 'p'`;
    return [
      written(from, to, kinds['ed25519'] as string, `type: 'pkcs8', format: 'pem', ${options}`),
      written(from, to, kinds['ed25519'] as string, `type: 'pkcs8', format: 'der', ${options}`),
      written(from, to, kinds['p256'] as string, `type: 'sec1', format: 'pem', ${options}`),
    ];
  }),
  'signatures of one are verified by the other': ways.flatMap(([from, to]) => [
    signed(from, to, kinds['rsa'] as string, `'sha256'`),
    signed(from, to, kinds['rsa'] as string, `'RSA-SHA1'`),
    signed(from, to, kinds['rsa'] as string, `'sha3-512'`),
    signed(from, to, kinds['rsa'] as string, `'sha256'`, PSS),
    signed(from, to, kinds['rsa'] as string, `'sha256'`, `${PSS}, saltLength: 0`),
    signed(from, to, kinds['rsa'] as string, `'sha384'`, `${PSS}, saltLength: -1`),
    signed(from, to, kinds['rsaPss'] as string, `'sha512'`),
    ...['p256', 'p384', 'p521', 'secp256k1'].flatMap((name) => [
      signed(from, to, kinds[name] as string, `'sha512'`),
      signed(from, to, kinds[name] as string, `'sha1'`, `dsaEncoding: 'ieee-p1363'`),
    ]),
    signed(from, to, kinds['ed25519'] as string, 'null'),
    signed(from, to, kinds['ed448'] as string, 'null'),
  ]),
  'what one encrypts the other decrypts': ways.flatMap(([from, to]) => [
    encrypted(from, to, ''),
    encrypted(from, to, `oaepHash: 'sha384', oaepLabel: Buffer.from('l')`),
    encrypted(from, to, `padding: 1`),
  ]),
  'secrets in common': ways.flatMap(([from, to]) => [
    ...['p256', 'p521', 'x25519', 'x448', 'dh'].map(
      (name) => `(() => {
        const [a, b] = [${from}, ${to}].map((by) => by.generateKeyPairSync${kinds[name]});
        const [a2, b2] = [[${to}, a], [${from}, b]].map(([by, key]) => by.createPublicKey({ key: key.publicKey.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' }));
        return ${from}.diffieHellman({ privateKey: a.privateKey, publicKey: b2 }).equals(${to}.diffieHellman({ privateKey: b.privateKey, publicKey: a2 }));
      })()`,
    ),
    `(() => {
      const [a, b] = [${from}, ${to}].map((by) => by.createDiffieHellman(node.getDiffieHellman('modp2').getPrime()));
      const [x, y] = [a.generateKeys(), b.generateKeys()];
      return a.computeSecret(y).equals(b.computeSecret(x));
    })()`,
  ]),
  'a certificate has a key': [
    `c.createPublicKey(${JSON.stringify(CERTIFICATE)}).export({ format: 'jwk' })`,
    `c.createPublicKey(${JSON.stringify(CERTIFICATE.replace('MII', 'AAA'))})`,
  ],
  'numbers that are prime': ['2n', '9n', '561n', '2n ** 521n - 1n', '2n ** 523n - 1n', '(2n ** 61n - 1n) ** 2n'].map(
    (number) => `c.checkPrimeSync(${number})`,
  ),
});
