// Key pairs: reading and writing them, signatures, encryption, shared secrets, and what is refused.
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { promisify } from 'node:util';

const pems = JSON.parse(readFileSync(new URL('fixtures/keys.json', import.meta.url), 'utf8'));
const names = ['rsa', 'rsaPss', 'p256', 'p384', 'p521', 'secp256k1', 'ed25519', 'ed448', 'x25519', 'x448'];
const keys = Object.fromEntries(
  names.map((name) => {
    const privateKey = crypto.createPrivateKey(pems[name]);
    return [name, { privateKey, publicKey: crypto.createPublicKey(privateKey) }];
  }),
);
const message = Buffer.from('a message');
const digest = (data) => crypto.createHash('sha256').update(data).digest('hex').slice(0, 16);
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

// What they are, and how they are written.
for (const name of names) {
  const { privateKey, publicKey } = keys[name];
  console.log(name, privateKey.asymmetricKeyType, privateKey.asymmetricKeyDetails);
  const forms = [{ type: 'pkcs8' }];
  if (name === 'rsa') forms.push({ type: 'pkcs1' });
  if (privateKey.asymmetricKeyType === 'ec') forms.push({ type: 'sec1' });
  for (const form of forms) {
    const [der, pem] = ['der', 'pem'].map((format) => privateKey.export({ ...form, format }));
    const back = [crypto.createPrivateKey({ key: der, format: 'der', ...form }), crypto.createPrivateKey(pem)];
    console.log(form.type, digest(der), digest(pem), ...back.map((key) => key.equals(privateKey)));
  }
  const spki = publicKey.export({ type: 'spki', format: 'pem' });
  console.log('spki', digest(spki), crypto.createPublicKey(spki).equals(publicKey));
  attempt('jwk', () => {
    const jwk = privateKey.export({ format: 'jwk' });
    const back = crypto.createPrivateKey({ key: jwk, format: 'jwk' });
    return [Object.keys(jwk).join(), digest(JSON.stringify(jwk)), back.equals(privateKey)];
  });
}
console.log(digest(keys.rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })));
console.log(
  crypto.createPrivateKey({ key: pems.encrypted, passphrase: 'open sesame' }).equals(keys.ed25519.privateKey),
);
console.log(
  crypto.createPrivateKey({ key: pems.encryptedOld, passphrase: 'open sesame' }).equals(keys.p256.privateKey),
);
for (const [name, type] of Object.entries({ rsa: 'pkcs8', p384: 'sec1', x25519: 'pkcs8' })) {
  for (const cipher of ['aes-128-cbc', 'aes-256-cbc']) {
    const pem = keys[name].privateKey.export({ type, format: 'pem', cipher, passphrase: 'p' });
    console.log(
      pem.split('\n')[0],
      crypto.createPrivateKey({ key: pem, passphrase: 'p' }).equals(keys[name].privateKey),
    );
  }
}

// Signatures that have one value, and those that have many.
console.log(digest(crypto.sign('sha256', message, keys.rsa.privateKey)), digest(crypto.sign(null, message, pems.rsa)));
console.log(digest(crypto.createSign('RSA-SHA512').update('a ').update('message').sign(pems.rsa)));
for (const name of ['ed25519', 'ed448']) console.log(digest(crypto.sign(null, message, keys[name].privateKey)));
const verified = (name, hash, options = {}) => {
  const { privateKey, publicKey } = keys[name];
  const signature = crypto.sign(hash, message, { key: privateKey, ...options });
  const check = (data, given) => crypto.verify(hash, data, { key: publicKey, ...options }, given);
  const spoilt = Buffer.from(signature);
  spoilt[spoilt.length - 1] ^= 1;
  return [check(message, signature), check(Buffer.from('other'), signature), check(message, spoilt)].join();
};
const { RSA_PKCS1_PSS_PADDING: pss, RSA_PSS_SALTLEN_DIGEST, RSA_PKCS1_PADDING } = crypto.constants;
console.log(verified('rsa', 'sha1'), verified('rsa', 'sha3-256'), verified('rsaPss', 'sha256'));
console.log(verified('rsa', 'sha256', { padding: pss }), verified('rsa', 'sha384', { padding: pss, saltLength: 7 }));
console.log(verified('rsa', 'sha512', { padding: pss, saltLength: RSA_PSS_SALTLEN_DIGEST }));
for (const name of ['p256', 'p384', 'p521', 'secp256k1']) {
  const p1363 = crypto.sign('sha256', message, { key: keys[name].privateKey, dsaEncoding: 'ieee-p1363' });
  console.log(verified(name, 'sha512'), verified(name, null, { dsaEncoding: 'ieee-p1363' }), p1363.length);
}
console.log(crypto.verify('sha256', message, keys.p256.publicKey, Buffer.alloc(8)), verified('ed25519', null));
// Encryption.
const { publicKey, privateKey } = keys.rsa;
for (const options of [{}, { oaepHash: 'sha256', oaepLabel: Buffer.from('label') }, { padding: RSA_PKCS1_PADDING }]) {
  const encrypted = crypto.publicEncrypt({ key: publicKey, ...options }, message);
  console.log(encrypted.length, crypto.privateDecrypt({ key: privateKey, ...options }, encrypted).toString());
}
console.log(digest(crypto.privateEncrypt(privateKey, message)));
console.log(crypto.publicDecrypt(publicKey, crypto.privateEncrypt(privateKey, message)).toString());
// PKCS #1 v1.5 gives always the same bytes for what it cannot decrypt.
console.log(digest(crypto.privateDecrypt({ key: privateKey, padding: RSA_PKCS1_PADDING }, Buffer.alloc(256, 5))));

// Shared secrets.
for (const name of ['p256', 'p521', 'x25519', 'x448']) {
  console.log(
    name,
    digest(crypto.diffieHellman({ privateKey: keys[name].privateKey, publicKey: keys[name].publicKey })),
  );
}
for (const curve of ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1']) {
  const [a, b] = [crypto.createECDH(curve), crypto.createECDH(curve)];
  a.setPrivateKey('0102030405', 'hex');
  b.generateKeys();
  const shared = a.computeSecret(b.getPublicKey('hex', 'compressed'), 'hex', 'hex');
  console.log(curve, shared === b.computeSecret(a.getPublicKey(null, 'hybrid'), null, 'hex'), a.getPublicKey('base64'));
  console.log(crypto.ECDH.convertKey(a.getPublicKey(), curve, null, 'hex', 'compressed'));
}
for (const group of ['modp1', 'modp5', 'modp14', 'modp18']) {
  console.log(group, digest(crypto.getDiffieHellman(group).getPrime()), crypto.getDiffieHellman(group).verifyError);
}
console.log(
  [[13], [15], [23, 22]].map(
    ([prime, generator]) => crypto.createDiffieHellman(Buffer.of(prime), generator).verifyError,
  ),
);
const [one, two] = ['modp14', 'modp14'].map((name) => crypto.createDiffieHellmanGroup(name));
one.generateKeys();
two.generateKeys();
console.log(one.computeSecret(two.getPublicKey()).equals(two.computeSecret(one.getPublicKey())));

// New keys.
const generate = promisify(crypto.generateKeyPair);
const rsa = await generate('rsa', { modulusLength: 1024, publicExponent: 3 });
console.log(rsa.publicKey.asymmetricKeyDetails, rsa.privateKey.type);
const texts = crypto.generateKeyPairSync('ec', {
  namedCurve: 'P-384',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' },
});
const signature = crypto.sign('sha384', message, { key: texts.privateKey, passphrase: 'p' });
console.log(crypto.verify('sha384', message, texts.publicKey, signature), texts.privateKey.split('\n')[0]);
for (const type of ['ed25519', 'x25519', 'ed448', 'x448']) {
  const pair = crypto.generateKeyPairSync(type, { publicKeyEncoding: { format: 'jwk' } });
  console.log(Object.keys(pair.publicKey).sort().join(), pair.privateKey.asymmetricKeyType);
}
const group = crypto.generateKeyPairSync('dh', { group: 'modp14' });
const der = group.publicKey.export({ type: 'spki', format: 'der' });
console.log(group.privateKey.asymmetricKeyType, crypto.createPublicKey({ key: der, format: 'der', type: 'spki' }).type);
console.log(crypto.generatePrimeSync(64, { bigint: true, safe: true }) % 4n, crypto.checkPrimeSync(2n ** 127n - 1n));
const prime = await promisify(crypto.generatePrime)(32, { add: 12n, rem: 5n, bigint: true });
console.log(prime % 12n, await promisify(crypto.checkPrime)(prime), crypto.checkPrimeSync(prime * 3n));

// Through a port.
const { port1, port2 } = new MessageChannel();
for (const key of [privateKey, keys.ed25519.publicKey]) {
  port1.postMessage(key);
  const copy = receiveMessageOnPort(port2).message;
  console.log(copy.type, copy.asymmetricKeyType, copy.equals(key));
}
port1.close();

// What is refused.
attempt('no key', () => crypto.createPublicKey('nothing'));
attempt('an empty key', () => crypto.createPrivateKey(''));
attempt('a public key to sign with', () =>
  crypto.sign('sha256', message, publicKey.export({ type: 'spki', format: 'pem' })),
);
attempt('no passphrase', () => crypto.createPrivateKey(pems.encrypted));
attempt('a wrong passphrase', () => crypto.createPrivateKey({ key: pems.encrypted, passphrase: 'x' }));
attempt('a wrong old passphrase', () => crypto.createPrivateKey({ key: pems.encryptedOld, passphrase: 'x' }));
attempt('no digest', () => crypto.createSign('nothing'));
attempt('a digest for Ed25519', () => crypto.sign('sha256', message, keys.ed25519.privateKey));
attempt('X25519 to sign with', () => crypto.sign(null, message, keys.x25519.privateKey));
attempt('a digest that is not allowed', () => crypto.sign('sha1', message, keys.rsaPss.privateKey));
attempt('a salt that is too long', () =>
  crypto.sign('sha256', message, { key: privateKey, padding: pss, saltLength: 999 }),
);
attempt('a text that is too long', () => crypto.publicEncrypt(publicKey, Buffer.alloc(250)));
attempt('a text of another key', () => crypto.privateDecrypt(privateKey, Buffer.alloc(256)));
attempt('a curve to encrypt with', () => crypto.publicEncrypt(keys.p256.publicKey, message));
attempt('no curve', () => crypto.createECDH('nothing'));
attempt('no curve for a key', () => crypto.generateKeyPairSync('ec', { namedCurve: 'nothing' }));
attempt('no point', () =>
  crypto.createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }, format: 'jwk' }),
);
attempt('different curves', () =>
  crypto.diffieHellman({ privateKey: keys.p256.privateKey, publicKey: keys.p384.publicKey }),
);
attempt('no group', () => crypto.createDiffieHellmanGroup('nothing'));
attempt('a small RSA key', () => crypto.generateKeyPairSync('rsa', { modulusLength: 100 }));

// By crypto.subtle.
const { subtle } = crypto;
const algorithms = [
  [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, 'rsa', {}],
  [{ name: 'RSA-PSS', hash: 'SHA-256' }, 'rsa', { saltLength: 20 }],
  [{ name: 'ECDSA', namedCurve: 'P-256' }, 'p256', { hash: 'SHA-256' }],
  [{ name: 'Ed25519' }, 'ed25519', {}],
];
for (const [algorithm, name, options] of algorithms) {
  const pkcs8 = keys[name].privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = keys[name].publicKey.export({ type: 'spki', format: 'der' });
  const signer = await subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const verifier = await subtle.importKey('spki', spki, algorithm, true, ['verify']);
  const parameters = { name: algorithm.name, ...options };
  const made = await subtle.sign(parameters, signer, message);
  const isRight = await subtle.verify(parameters, verifier, made, message);
  const exported = await subtle.exportKey('jwk', signer);
  console.log(algorithm.name, made.byteLength, isRight, digest(JSON.stringify(exported)));
  console.log(Buffer.from(await subtle.exportKey('spki', verifier)).equals(spki), signer.algorithm);
}
for (const algorithm of [{ name: 'ECDH', namedCurve: 'P-384' }, { name: 'X25519' }]) {
  const [a, b] = await Promise.all([0, 1].map(() => subtle.generateKey(algorithm, true, ['deriveBits'])));
  const [x, y] = await Promise.all(
    [
      [a, b],
      [b, a],
    ].map(([own, other]) => subtle.deriveBits({ name: algorithm.name, public: other.publicKey }, own.privateKey, 256)),
  );
  console.log(algorithm.name, x.byteLength, Buffer.from(x).equals(Buffer.from(y)));
}
const oaep = { name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
const pair = await subtle.generateKey(oaep, false, ['encrypt', 'decrypt']);
const encrypted = await subtle.encrypt('RSA-OAEP', pair.publicKey, message);
console.log(Buffer.from(await subtle.decrypt('RSA-OAEP', pair.privateKey, encrypted)).toString());
const failure = await subtle.decrypt('RSA-OAEP', pair.privateKey, Buffer.alloc(128)).catch((error) => error);
console.log(failure.name, failure.message, failure instanceof DOMException);
const locked = await subtle.exportKey('pkcs8', pair.privateKey).catch((error) => error);
console.log(locked.name, locked.message);
