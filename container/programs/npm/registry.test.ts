import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Registry } from './registry.ts';

const WHAT_TO_DO = /Start a registry in it and name it by --registry or in \.npmrc/;

test('without a registry it is said what to do', async () => {
  await assert.rejects(new Registry('https://registry.npmjs.org/').pick('koa', 'latest'), {
    code: 'ENETUNREACH',
    message: WHAT_TO_DO,
  });
});

test('a registry that does not run is named, and it is said what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const picking = new Registry(`http://127.0.0.1:${port}`).pick('koa', 'latest');
  await assert.rejects(picking, { code: 'ENETUNREACH', message: new RegExp(`^http://127.0.0.1:${port}/koa`) });
  await assert.rejects(picking, { message: WHAT_TO_DO });
});
