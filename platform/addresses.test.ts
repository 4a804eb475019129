import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Addresses } from './addresses.ts';
import { Random } from './random.ts';

test('every machine gets a loopback address of its own where the system has them', async () => {
  const addresses = new Addresses(new Random('7f3a'));
  const taken = await Promise.all(Array.from({ length: 200 }, () => addresses.take()));
  for (const address of taken) assert.match(address, /^127(\.\d{1,3}){3}$/);
  if (process.platform === 'linux') assert.equal(new Set(taken).size, 200);
});
