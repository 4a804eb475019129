// Ciphers: what they give for given keys, in pieces and at once, and what they refuse.
import crypto from 'node:crypto';
import { pipeline } from 'node:stream/promises';

const bytes = (length, first = 0) => Buffer.from({ length }, (_, i) => (first + i) % 256);
const text = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(3));
const digest = (data) => crypto.createHash('sha256').update(data).digest('hex').slice(0, 16);
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

const names = ['ecb', 'cbc', 'cfb', 'cfb8', 'ofb', 'ctr'].flatMap((mode) =>
  [128, 192, 256].map((bits) => `aes-${bits}-${mode}`),
);
for (const name of [...names, 'chacha20']) {
  const { keyLength, ivLength = 0 } = crypto.getCipherInfo(name);
  const cipher = crypto.createCipheriv(name, bytes(keyLength), ivLength ? bytes(ivLength, 9) : null);
  const pieces = [];
  for (let at = 0; at < text.length; at += 7) pieces.push(cipher.update(text.subarray(at, at + 7)));
  const encrypted = Buffer.concat([...pieces, cipher.final()]);
  const decipher = crypto.createDecipheriv(name, bytes(keyLength), ivLength ? bytes(ivLength, 9) : null);
  const decrypted = Buffer.concat([
    decipher.update(encrypted.subarray(0, 50)),
    decipher.update(encrypted.subarray(50)),
  ]);
  console.log(
    name,
    encrypted.length,
    digest(encrypted),
    pieces.map(({ length }) => length).join(''),
    Buffer.concat([decrypted, decipher.final()]).equals(text),
  );
}

for (const [name, nonce, authTagLength] of [
  ['aes-128-gcm', 12],
  ['aes-192-gcm', 1],
  ['aes-256-gcm', 60, 12],
  ['aes-128-ccm', 13, 16],
  ['aes-256-ccm', 7, 8],
  ['chacha20-poly1305', 12, 16],
]) {
  const key = bytes(crypto.getCipherInfo(name).keyLength, 3);
  const cipher = crypto.createCipheriv(name, key, bytes(nonce, 5), { authTagLength });
  cipher.setAAD(bytes(33, 1), { plaintextLength: text.length });
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  const tag = cipher.getAuthTag();
  const open = (data, change = 0) => {
    const decipher = crypto.createDecipheriv(name, key, bytes(nonce, 5), { authTagLength });
    const changed = Buffer.from(tag);
    changed[0] ^= change;
    decipher.setAuthTag(changed);
    decipher.setAAD(bytes(33, 1), { plaintextLength: data.length });
    return Buffer.concat([decipher.update(data), decipher.final()]).equals(text);
  };
  console.log(name, digest(encrypted), tag.toString('hex'), open(encrypted));
  attempt('  with another tag', () => open(encrypted, 1));
}

for (const [name, iv] of [
  ['aes128-wrap', bytes(8, 0xa6)],
  ['id-aes256-wrap', bytes(8, 0xa6)],
  ['id-aes192-wrap-pad', bytes(4, 0xa6)],
]) {
  const key = bytes(crypto.getCipherInfo(name).keyLength, 40);
  const wrapped = crypto.createCipheriv(name, key, iv).update(bytes(24, 7));
  const unwrapped = crypto.createDecipheriv(name, key, iv).update(wrapped);
  console.log(name, wrapped.toString('hex'), unwrapped.equals(bytes(24, 7)));
  attempt('  with another key', () => crypto.createDecipheriv(name, bytes(key.length), iv).update(wrapped));
}

const [key, iv] = [bytes(16), bytes(16)];
const spoilt = (length, padding = true) => {
  const decipher = crypto.createDecipheriv('aes-128-cbc', key, iv).setAutoPadding(padding);
  decipher.update(bytes(length));
  return decipher.final();
};
attempt('an unknown cipher', () => crypto.createCipheriv('aes-129-cbc', key, iv));
attempt('a short key', () => crypto.createCipheriv('aes-256-cbc', key, iv));
attempt('a short vector', () => crypto.createCipheriv('aes-128-cbc', key, bytes(3)));
attempt('no vector', () => crypto.createCipheriv('aes-128-cbc', key, null));
attempt('bad padding', () => spoilt(32));
attempt('half a block', () => spoilt(24));
attempt('half a block without padding', () => spoilt(24, false));
attempt('twice the end', () => {
  const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
  cipher.final();
  attempt('after the end', () => cipher.update('a'));
  attempt('padding after the end', () => cipher.setAutoPadding(false));
  cipher.final();
});
attempt('no tag', () => crypto.createCipheriv('aes-128-cbc', key, iv).getAuthTag());
attempt('a tag of 5', () => crypto.createDecipheriv('aes-128-gcm', key, iv).setAuthTag(bytes(5)));
attempt('CCM without a length', () => crypto.createCipheriv('aes-128-ccm', key, bytes(12)));
attempt('encodings', () => {
  const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
  return cipher.update('6869', 'hex', 'base64') + cipher.update('grüße', 'utf8', 'base64') + cipher.final('base64');
});
console.log(crypto.getCipherInfo('AES256'), crypto.getCipherInfo(895, { ivLength: 20 }), crypto.getCipherInfo('x'));
console.log(crypto.getCiphers().includes('aes-256-gcm'));

const streamed = crypto.createCipheriv('aes-256-gcm', crypto.createSecretKey(bytes(32)), bytes(12));
const collected = [];
await pipeline([text, text], streamed, async (source) => {
  for await (const chunk of source) collected.push(chunk);
});
console.log(digest(Buffer.concat(collected)), streamed.getAuthTag().toString('hex'));

const { subtle } = crypto;
for (const [name, parameters] of [
  ['AES-CBC', { iv: bytes(16) }],
  ['AES-CTR', { counter: bytes(16, 240), length: 4 }],
  ['AES-GCM', { iv: bytes(12), additionalData: bytes(3), tagLength: 96 }],
]) {
  const imported = await subtle.importKey('raw', bytes(32), name, true, ['encrypt', 'decrypt']);
  const encrypted = await subtle.encrypt({ name, ...parameters }, imported, text);
  const decrypted = await subtle.decrypt({ name, ...parameters }, imported, encrypted);
  const refused = await subtle.decrypt({ name, ...parameters }, imported, bytes(20)).catch((error) => error);
  console.log(name, digest(Buffer.from(encrypted)), Buffer.from(decrypted).equals(text), refused.name);
}
const kek = await subtle.importKey('raw', bytes(16), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
const secret = await subtle.importKey('raw', bytes(16, 99), 'AES-GCM', true, ['encrypt']);
const wrapped = await subtle.wrapKey('raw', secret, kek, 'AES-KW');
const back = await subtle.unwrapKey('raw', wrapped, kek, 'AES-KW', 'AES-GCM', true, ['encrypt']);
console.log(Buffer.from(wrapped).toString('hex'), (await subtle.exportKey('jwk', back)).k);
