/** What one implementation encrypts the other decrypts: ours and Node's. */

import { compareWithNode } from '../bindings/testing/crypto-compare.ts';

const PLAIN = `Buffer.from('a text of some length, '.repeat(9))`;
const cipherNames = ['ecb', 'cbc', 'cfb', 'cfb8', 'ofb', 'ctr'].flatMap((mode) =>
  [128, 192, 256].map((bits) => `aes-${bits}-${mode}`),
);

/** Encrypts by one implementation, in two pieces, and decrypts by the other. */
const roundTrip = (from: string, to: string, name: string): string => `(() => {
  const { keyLength, ivLength = 0 } = node.getCipherInfo('${name}');
  const [key, iv] = [Buffer.alloc(keyLength, 7), ivLength ? Buffer.alloc(ivLength, 8) : null];
  const cipher = ${from}.createCipheriv('${name}', key, iv);
  const text = ${PLAIN};
  const encrypted = Buffer.concat([cipher.update(text.subarray(0, 21)), cipher.update(text.subarray(21)), cipher.final()]);
  const decipher = ${to}.createDecipheriv('${name}', key, iv);
  return [encrypted.toString('hex'), decipher.update(encrypted, null, 'utf8') + decipher.final('utf8')];
})()`;

const authenticated = (from: string, to: string, name: string, nonce: number, tag: number): string => `(() => {
  const { keyLength } = node.getCipherInfo('${name}');
  const [key, iv, options] = [Buffer.alloc(keyLength, 7), Buffer.alloc(${nonce}, 8), { authTagLength: ${tag} }];
  const text = ${PLAIN};
  const cipher = ${from}.createCipheriv('${name}', key, iv, options);
  cipher.setAAD(Buffer.from('more data'), { plaintextLength: text.length });
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  const decipher = ${to}.createDecipheriv('${name}', key, iv, options);
  decipher.setAuthTag(cipher.getAuthTag());
  decipher.setAAD(Buffer.from('more data'), { plaintextLength: text.length });
  return [encrypted.toString('hex'), decipher.update(encrypted, null, 'utf8') + decipher.final('utf8')];
})()`;

const ways = [
  ['c', 'node'],
  ['node', 'c'],
] as const;

compareWithNode({
  'ciphers without a tag': ways.flatMap(([from, to]) =>
    [...cipherNames, 'chacha20'].map((name) => roundTrip(from, to, name)),
  ),
  'ciphers with a tag': ways.flatMap(([from, to]) => [
    authenticated(from, to, 'aes-128-gcm', 12, 16),
    authenticated(from, to, 'aes-192-gcm', 13, 12),
    authenticated(from, to, 'aes-256-gcm', 1, 4),
    authenticated(from, to, 'aes-128-ccm', 7, 4),
    authenticated(from, to, 'aes-256-ccm', 13, 16),
    authenticated(from, to, 'chacha20-poly1305', 12, 16),
  ]),
  'key wrap': [8, 16, 20, 24, 40].flatMap((length) => [
    `c.createCipheriv('aes128-wrap', Buffer.alloc(16), Buffer.alloc(8, 1)).update(Buffer.alloc(${length}, 2))`,
    `c.createCipheriv('id-aes256-wrap-pad', Buffer.alloc(32), Buffer.alloc(4, 1)).update(Buffer.alloc(${length}, 2))`,
  ]),
  'what getCipherInfo tells': [
    'aes-128-cbc',
    'AES192',
    'id-aes256-gcm',
    'chacha20-poly1305',
    'aes128-wrap-pad',
  ].flatMap((name) => [`c.getCipherInfo('${name}')`, `c.getCipherInfo('${name}', { ivLength: 13 })`]),
  'the counter of AES-CTR comes round': [1, 3, 8, 13, 128].map(
    (bits) => `(async () => {
      const key = await c.subtle.importKey('raw', Buffer.alloc(16), 'AES-CTR', false, ['encrypt']);
      const parameters = { name: 'AES-CTR', counter: Buffer.alloc(16, 255), length: ${bits} };
      return c.subtle.encrypt(parameters, key, Buffer.alloc(32));
    })()`,
  ),
});
