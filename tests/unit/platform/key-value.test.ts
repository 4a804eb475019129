/** The key-value store, driven by the client that examples use. It is no dependency of the platform, hence not beside it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test, { type TestContext } from 'node:test';
import type { RedisClientType } from '../../../examples/06-processes/right/node_modules/@redis/client/dist/index.d.ts';
import { TestPlatform } from '../../../platform/testing/platform.ts';

const fromExample = createRequire(new URL('../../../examples/06-processes/right/web.js', import.meta.url));
const { createClient } = fromExample('@redis/client') as {
  createClient: (options: { url: string; RESP?: 2 | 3; socket?: object }) => RedisClientType;
};

async function store(t: TestContext) {
  const under = new TestPlatform(t);
  const services = [{ name: 'kv.1', kind: 'key-value', config: 'STORE_URL' }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  const service = deploy.service('kv.1');
  const connect = async (RESP: 2 | 3, url = service.url) => {
    const client = createClient({ url, RESP, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    t.after(() => client.destroy());
    await client.connect();
    return client;
  };
  return { under, service, connect };
}

for (const RESP of [2, 3] as const) {
  test(`speaks with the official client over RESP${RESP}`, async (t) => {
    const { connect } = await store(t);
    const client = await connect(RESP);
    assert.equal(await client.ping(), 'PONG');
    assert.equal(await client.set('a', 'h\u00e9llo\r\n', { EX: 60 }), 'OK');
    assert.equal(await client.get('a'), 'h\u00e9llo\r\n');
    assert.equal(await client.set('a', 'x', { NX: true }), null);
    assert.equal(await client.set('a', '1', { GET: true, KEEPTTL: true }), 'h\u00e9llo\r\n');
    assert.ok((await client.ttl('a')) > 50);
    assert.equal(await client.incrBy('a', 41), 42);
    assert.equal(await client.hSet('h', { x: '1', y: '2' }), 2);
    assert.equal(await client.hIncrBy('h', 'x', 4), 5);
    assert.deepEqual({ ...(await client.hGetAll('h')) }, { x: '5', y: '2' });
    assert.equal(await client.rPush('l', ['a', 'b', 'c']), 3);
    assert.deepEqual(await client.lRange('l', -2, -1), ['b', 'c']);
    await client.sAdd('s', ['m', 'n', 'm']);
    assert.deepEqual([...(await client.sMembers('s'))].sort(), ['m', 'n']);
    assert.deepEqual(await client.mGet(['a', 'none']), ['42', null]);
    assert.deepEqual((await client.keys('[hl]')).sort(), ['h', 'l']);
    assert.deepEqual(await client.multi().incr('n').incr('n').exec(), [1, 2]);
    assert.equal(await client.del(['a', 'h', 'none']), 2);
    assert.equal(await client.dbSize(), 3);
  });
}

test('refuses a wrong password, wrong kinds and unknown commands', async (t) => {
  const { service, connect } = await store(t);
  await assert.rejects(connect(3, service.url.replace(/:\/\/:\w+/, '://:wrong')), /WRONGPASS/);
  const client = await connect(3);
  await client.set('a', 'x');
  await assert.rejects(client.lRange('a', 0, 1), /WRONGTYPE/);
  await assert.rejects(client.incr('a'), /not an integer/);
  await assert.rejects(client.sendCommand(['FROBNICATE']), /unknown command 'FROBNICATE'/);
});

test('an entry is gone when its time is over', async (t) => {
  const { connect } = await store(t);
  const client = await connect(3);
  await client.set('a', 'x', { PX: 30 });
  assert.equal(await client.get('a'), 'x');
  while ((await client.pTTL('a')) > 0) await client.ping();
  assert.equal(await client.get('a'), null);
  assert.equal(await client.dbSize(), 0);
});

test('keeps its entries and its address while it is stopped, and forgets them when wiped', async (t) => {
  const { under, service, connect } = await store(t);
  const { url } = service;
  await (await connect(3)).set('a', 'x');
  await service.stop();
  assert.equal(service.state.phase, 'exited');
  await service.start();
  assert.equal(service.url, url);
  assert.equal(await (await connect(3)).get('a'), 'x');
  await service.refresh();
  assert.equal(service.state.entries, 1);
  await service.wipe();
  await under.event('service', ({ service: state }) => state.phase === 'up' && state.entries === 0);
});

test('its death is told', async (t) => {
  const { under, service } = await store(t);
  process.kill(service.state.pid ?? 0, 'SIGKILL');
  assert.equal((await under.event('problem')).problem.code, 'service-down');
  await service.start();
  assert.equal(service.state.phase, 'up');
});
