/** The key-value store, driven by the client that examples use. It is no dependency of the platform, hence not beside it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import test, { type TestContext } from 'node:test';
import type { RedisClientType } from '../../../examples/node_modules/@redis/client/dist/index.d.ts';
import { TestPlatform } from '../../../platform/testing/platform.ts';

const { createClient } = createRequire(new URL('../../../examples/', import.meta.url))('@redis/client') as {
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

test('closes a connection after the answer to QUIT, and carries out nothing behind it', async (t) => {
  const { service, connect } = await store(t);
  const { port, password } = new URL(service.url);
  const socket = createConnection(Number(port), '127.0.0.1');
  socket.write(`AUTH ${password}\r\nSET a 1\r\nQUIT\r\nSET a 2\r\n`);
  assert.equal(await text(socket), '+OK\r\n+OK\r\n+OK\r\n');
  assert.equal(await (await connect(3)).get('a'), '1');
});

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

/** Waits until so many connections of the store wait for something. */
async function blocked(client: RedisClientType, count: number): Promise<void> {
  while (!(await client.info()).includes(`blocked_clients:${count}\r\n`));
}

test('a queue hands each job to one worker, which keeps it in a list of its own until it is done', async (t) => {
  const { connect } = await store(t);
  const [producer, worker, other] = [await connect(3), await connect(3), await connect(2)];
  const first = worker.blMove('jobs', 'worker', 'LEFT', 'RIGHT', 0);
  await blocked(producer, 1);
  const second = other.brPopLPush('jobs', 'other', 0);
  await blocked(producer, 2);
  assert.equal(await producer.rPush('jobs', ['a', 'b']), 2);
  assert.deepEqual(await Promise.all([first, second]), ['a', 'b']);
  assert.equal(await producer.lLen('jobs'), 0);
  assert.equal(await worker.lRem('worker', 1, 'a'), 1);
  assert.deepEqual(await producer.lRange('other', 0, -1), ['b']);
  assert.equal(await producer.lMove('other', 'jobs', 'RIGHT', 'LEFT'), 'b');
  assert.equal(await producer.rPopLPush('jobs', 'jobs'), 'b');
  assert.deepEqual(await worker.blPop(['none', 'jobs'], 0), { key: 'jobs', element: 'b' });
});

test('who waits gets nothing when the time is over, or when its connection is gone', async (t) => {
  const { connect } = await store(t);
  const [producer, worker, gone] = [await connect(3), await connect(3), await connect(3)];
  assert.equal(await worker.brPop('jobs', 0.01), null);
  void gone.brPop('jobs', 0).catch(() => {});
  await blocked(producer, 1);
  gone.destroy();
  await blocked(producer, 0);
  await producer.lPush('jobs', 'a');
  assert.equal(await producer.lLen('jobs'), 1);
});

test('a connection goes on with what it said while it waited', async (t) => {
  const { connect } = await store(t);
  const [producer, worker] = [await connect(3), await connect(3)];
  const answers = Promise.all([worker.blPop('jobs', 0), worker.set('k', 'v'), worker.get('k')]);
  await blocked(producer, 1);
  await producer.rPush('jobs', 'a');
  assert.deepEqual(await answers, [{ key: 'jobs', element: 'a' }, 'OK', 'v']);
});

test('lists, as a queue is cleaned up', async (t) => {
  const { connect } = await store(t);
  const client = await connect(3);
  assert.equal(await client.lPush('l', ['c', 'b', 'a']), 3);
  await client.rPush('l', ['b', 'a']);
  assert.equal(await client.lRem('l', -1, 'b'), 1);
  assert.deepEqual(await client.lRange('l', 0, -1), ['a', 'b', 'c', 'a']);
  assert.equal(await client.lRem('l', 0, 'a'), 2);
  assert.equal(await client.lIndex('l', -1), 'c');
  assert.deepEqual(await client.lPopCount('l', 5), ['b', 'c']);
  assert.equal(await client.exists('l'), 0);
  assert.equal(await client.lPop('l'), null);
  await client.rPush('l', ['1', '2', '3']);
  assert.equal(await client.lTrim('l', 0, 1), 'OK');
  assert.deepEqual(await client.lRange('l', 0, -1), ['1', '2']);
});

test('tells the instruments what a list holds', async (t) => {
  const { service, connect } = await store(t);
  const client = await connect(3);
  await client.lPush('jobs', ['first', 'second']);
  await client.set('text', 'x');
  const list = service.controls.list!;
  assert.deepEqual(await list('jobs'), ['second', 'first']);
  assert.deepEqual(await list('none'), []);
  await assert.rejects(list('text'), /WRONGTYPE/);
});

test('marks what has been done once, for a while', async (t) => {
  const { connect } = await store(t);
  const client = await connect(3);
  assert.equal(await client.setNX('done:1', 'x'), 1);
  assert.equal(await client.setNX('done:1', 'y'), 0);
  assert.equal(await client.expire('done:1', 100), 1);
  assert.equal(await client.expire('done:1', 10, 'NX'), 0);
  assert.ok((await client.ttl('done:1')) > 50);
  assert.equal(await client.getDel('done:1'), 'x');
  assert.equal(await client.type('done:1'), 'none');
});

test('a watched key that has changed stops a transaction', async (t) => {
  const { connect } = await store(t);
  const [client, other] = [await connect(3), await connect(3)];
  await client.set('k', '1');
  await client.watch('k');
  await other.set('k', '2');
  await assert.rejects(client.multi().set('k', '3').exec(), /watched keys has been changed/i);
  assert.equal(await client.get('k'), '2');
  await client.watch('k');
  await client.multi().set('k', '3').exec();
  assert.equal(await client.get('k'), '3');
});

test("counts the commands of the app, not the platform's own", async (t) => {
  const { service, connect } = await store(t);
  assert.equal(await service.controls.calls(), 0);
  await service.refresh();
  assert.equal(await service.controls.calls(), 0);
  const client = await connect(3);
  const before = await service.controls.calls();
  assert.ok(before > 0);
  await client.ping();
  await client.lLen('jobs');
  assert.equal(await service.controls.calls(), before + 2);
});

test('a proxied service can be cut off and is there again when the network is mended', async (t) => {
  const under = new TestPlatform(t);
  const services = [{ name: 'kv.1', kind: 'key-value', config: 'STORE_URL', proxied: true }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  const service = deploy.service('kv.1');
  const client = createClient({ url: service.url, socket: { reconnectStrategy: false } });
  const failed = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await client.set('a', 'x');
  service.network.cut();
  await failed;
  assert.equal(await service.entries(), 1, 'the instruments do not go through it');
  service.network.mend();
  const again = createClient({ url: service.url, socket: { reconnectStrategy: false } });
  again.on('error', () => {});
  t.after(() => again.destroy());
  await again.connect();
  assert.equal(await again.get('a'), 'x');
});
