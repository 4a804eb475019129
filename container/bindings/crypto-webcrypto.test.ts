import assert from 'node:assert/strict';
import test from 'node:test';
import { createWebCrypto } from './crypto-webcrypto.ts';

test('the platform does the work, and the process lives until it is done', async () => {
  let held = 0;
  const { crypto, Crypto, CryptoKey, SubtleCrypto } = globalThis;
  const exports = createWebCrypto({
    crypto,
    Crypto,
    CryptoKey,
    SubtleCrypto,
    hold: () => {
      held++;
      return () => held--;
    },
  });
  const ours = exports['crypto'] as Crypto;
  assert.ok(ours instanceof Crypto && ours.subtle instanceof SubtleCrypto);

  const digest = ours.subtle.digest('SHA-256', new TextEncoder().encode('abc'));
  assert.equal(held, 1);
  assert.equal(
    Buffer.from(await digest)
      .toString('hex')
      .slice(0, 8),
    'ba7816bf',
  );
  await assert.rejects(ours.subtle.digest('MD5', new Uint8Array()), { name: 'NotSupportedError' });
  assert.equal(held, 0);

  assert.equal(ours.getRandomValues(new Uint8Array(4)).length, 4);
  assert.match(ours.randomUUID(), /^[0-9a-f-]{36}$/);
});
