import { readFileSync } from 'node:fs';
import * as jose from 'jose';
import { serve } from '../../serve.js';

const pems = JSON.parse(readFileSync(new URL('keys.json', import.meta.url), 'utf8'));
const pemOf = {
  RS: 'rsa',
  PS: 'rsa',
  ES256: 'p256',
  ES384: 'p384',
  ES512: 'p521',
  EdDSA: 'ed25519',
  RSA: 'rsa',
  ECDH: 'x25519',
};
const secret = new TextEncoder().encode('a secret of thirty-two bytes or ');
const currentDate = new Date(1_700_000_000_000);

/** A private key of the tests, and its public half, for an algorithm. */
async function keysFor(algorithm) {
  if (/^(HS|dir|A\d)/.test(algorithm)) return [secret, secret];
  const name = pemOf[algorithm] ?? pemOf[algorithm.slice(0, 2)] ?? pemOf[algorithm.split('-')[0]];
  const privateKey = await jose.importPKCS8(pems[name], algorithm, { extractable: true });
  const { kty, n, e, crv, x, y } = await jose.exportJWK(privateKey);
  return [privateKey, await jose.importJWK({ kty, n, e, crv, x, y }, algorithm)];
}

serve({
  'POST /signed': async ({ url, body }) => {
    const alg = url.searchParams.get('algorithm');
    const [privateKey, publicKey] = await keysFor(alg);
    const token = await new jose.SignJWT(body)
      .setProtectedHeader({ alg })
      .setIssuedAt(currentDate)
      .setExpirationTime('2h')
      .sign(privateKey);
    const isFixed = /^([HR]S|Ed)/.test(alg);
    const { payload, protectedHeader } = await jose.jwtVerify(token, publicKey, { currentDate });
    delete payload.exp; // The library counts it from the machine's clock.
    return { length: isFixed && token.split('.')[0] + token.split('.').length, payload, protectedHeader };
  },
  'POST /sealed': async ({ url, body }) => {
    const [alg, enc] = [url.searchParams.get('algorithm'), url.searchParams.get('encryption')];
    const [privateKey, publicKey] = await keysFor(alg);
    const token = await new jose.EncryptJWT(body).setProtectedHeader({ alg, enc }).encrypt(publicKey);
    const { payload, protectedHeader } = await jose.jwtDecrypt(token, privateKey);
    delete protectedHeader.epk;
    return {
      lengths: token.split('.').map(({ length }) => length),
      payload,
      protectedHeader: { ...protectedHeader, iv: undefined, tag: undefined },
    };
  },
  'POST /check': async ({ url, body }) => {
    const [, publicKey] = await keysFor(url.searchParams.get('algorithm'));
    return refusing(() => jose.jwtVerify(body.token, publicKey, { currentDate, ...body.options }));
  },
  'POST /open': async ({ url, body }) => {
    const [privateKey] = await keysFor(url.searchParams.get('algorithm'));
    return refusing(() => jose.jwtDecrypt(body.token, privateKey));
  },
  'GET /keys': async () => {
    const sets = await Promise.all(
      ['RS256', 'ES384', 'EdDSA'].map(async (alg) => {
        const [, publicKey] = await keysFor(alg);
        const jwk = await jose.exportJWK(publicKey);
        return { ...jwk, alg, kid: await jose.calculateJwkThumbprint(jwk) };
      }),
    );
    const find = jose.createLocalJWKSet({ keys: sets });
    const { type } = await find({ alg: 'ES384', kid: sets[1].kid });
    return { keys: sets, type, spki: await jose.exportSPKI(await jose.importJWK(sets[2], 'EdDSA')) };
  },
  'GET /new': async () => {
    const kinds = ['ES256', 'EdDSA', 'PS256', 'RSA-OAEP-256', 'ECDH-ES'];
    const made = await Promise.all(kinds.map((alg) => jose.generateKeyPair(alg, { extractable: true })));
    return Promise.all(made.map(async ({ privateKey }) => Object.keys(await jose.exportJWK(privateKey)).sort()));
  },
});

async function refusing(action) {
  try {
    return await action();
  } catch (error) {
    throw Object.assign(error, { status: 401 });
  }
}
