// node:crypto: hashes, random values, keys from passwords.
import crypto from 'node:crypto';

for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512']) {
  console.log(
    name,
    crypto
      .createHash(name)
      .update('grüße')
      .update(Buffer.from([0, 1]))
      .digest('hex'),
  );
}
console.log(
  crypto.createHash('sha256').update('x').digest('base64url'),
  crypto.createHash('SHA256').update('').digest().length,
);
const hash = crypto.createHash('sha1').update('a');
const copy = hash.copy();
console.log(hash.update('b').digest('hex'), copy.digest('hex'), crypto.hash?.('sha1', 'ab'));
try {
  hash.update('c');
} catch (error) {
  console.log(error.code, error.message);
}
try {
  crypto.createHash('nonsense');
} catch (error) {
  console.log(error.message);
}
console.log(
  crypto.createHmac('sha256', 'key').update('data').digest('hex'),
  crypto.createHmac('sha512', Buffer.from('key')).update('').digest('base64').length,
);
const streamed = crypto.createHash('md5');
streamed.end('through a stream');
console.log((await streamed.toArray())[0].toString('hex'));

console.log(
  crypto.randomBytes(16).length,
  crypto.randomUUID().length,
  /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID()),
  crypto.randomInt(3, 4),
  crypto.randomBytes(8).equals(crypto.randomBytes(8)),
);
console.log(
  (await new Promise((resolve) => crypto.randomBytes(5, (error, bytes) => resolve(bytes)))).length,
  crypto.randomFillSync(Buffer.alloc(4)).length,
  crypto.getRandomValues(new Uint8Array(3)).length,
);
console.log(
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')),
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('b')),
);
try {
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('ab'));
} catch (error) {
  console.log(error.code);
}
console.log(crypto.pbkdf2Sync('password', 'salt', 1000, 20, 'sha256').toString('hex'));
console.log(
  (
    await new Promise((resolve) => crypto.pbkdf2('password', 'salt', 10, 8, 'sha512', (error, key) => resolve(key)))
  ).toString('hex'),
);
console.log(crypto.scryptSync('password', 'salt', 16, { N: 1024 }).toString('hex'));
console.log(
  crypto.getHashes().includes('sha256'),
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('x'))).toString('hex'),
);
console.log(globalThis.crypto.randomUUID().length, typeof crypto.webcrypto.subtle);
const { subtle } = globalThis.crypto;
const key = await subtle.importKey('raw', Buffer.from('key'), { name: 'HMAC', hash: 'SHA-384' }, true, [
  'sign',
  'verify',
]);
const signature = await subtle.sign('HMAC', structuredClone(key), Buffer.from('text'));
console.log(
  Buffer.from(signature).toString('base64'),
  await subtle.verify('HMAC', key, signature, Buffer.from('text')),
  await subtle.verify('HMAC', key, signature, Buffer.from('another text')),
);
