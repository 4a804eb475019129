import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jwt from 'jsonwebtoken';
import { serve } from '../../serve.js';

const { rsa, p256, p384, p521 } = JSON.parse(readFileSync(new URL('keys.json', import.meta.url), 'utf8'));
const secret = 'not a secret';
const keys = {
  HS256: secret,
  HS512: secret,
  RS256: rsa,
  RS512: rsa,
  PS256: rsa,
  ES256: p256,
  ES384: p384,
  ES512: p521,
};
const publicOf = (algorithm) => (algorithm.startsWith('HS') ? secret : createPublicKey(keys[algorithm]));
/** The seconds at which all of this happens. */
const clockTimestamp = 1_700_000_000;

serve({
  // A signature that is different each time cannot be compared: its length can.
  'POST /tokens': ({ url, body }) => {
    const algorithm = url.searchParams.get('algorithm') ?? 'HS256';
    const claims = { iat: clockTimestamp, ...body };
    const token = jwt.sign(claims, keys[algorithm], { algorithm, expiresIn: 60, keyid: 'k1' });
    const isFixed = /^[HR]S/.test(algorithm);
    const payload = jwt.verify(token, publicOf(algorithm), { algorithms: [algorithm], clockTimestamp });
    return { token: isFixed ? token : token.length, header: jwt.decode(token, { complete: true }).header, payload };
  },
  'POST /check': ({ url, body }) => {
    const algorithm = url.searchParams.get('algorithm');
    return refusing(() => jwt.verify(body.token, publicOf(algorithm), { clockTimestamp, ...body.options }));
  },
  'POST /callback': ({ body }) =>
    new Promise((resolve, reject) => {
      jwt.verify(body.token, publicOf('RS256'), { clockTimestamp }, (error, payload) =>
        error ? reject(Object.assign(error, { status: 401 })) : resolve(payload),
      );
    }),
  'GET /mistakes': () => {
    const { privateKey: small } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    return [
      () => jwt.sign({}, small, { algorithm: 'RS256' }),
      () => jwt.sign({}, p256, { algorithm: 'RS256' }),
      () => jwt.sign({}, p384, { algorithm: 'ES256' }),
      () => jwt.sign({}, rsa, { algorithm: 'HS256' }),
      () => jwt.sign({}, publicOf('RS256'), { algorithm: 'RS256' }),
      () => jwt.sign({}, 'no key', { algorithm: 'ES256' }),
    ].map((make) => {
      try {
        return typeof make();
      } catch ({ name, message }) {
        return `${name}: ${message}`;
      }
    });
  },
});

function refusing(action) {
  try {
    return action();
  } catch (error) {
    throw Object.assign(error, { status: 401 });
  }
}
