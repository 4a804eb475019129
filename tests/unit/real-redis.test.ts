/**
 * The programs that stand in the place of the platform's key-value store when chapters run against a real Redis. What
 * needs such a server is skipped where there is none, and says so.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test, { after, before, describe, type TestContext } from 'node:test';
import type { RedisClientType } from '../../examples/node_modules/@redis/client/dist/index.d.ts';
import { KeyValueClient } from '../../platform/services/kv/client.ts';
import { temporaryDirectory } from '../../platform/testing/app.ts';
import { programs, TestPlatform } from '../../platform/testing/platform.ts';
import { bundlePlatform } from '../../tools/bundle-platform.ts';
import { startRedis, type StartedServer } from '../gates/real-services/debian.ts';
import { realServicesEngine } from '../gates/real-services/engine.ts';
import { GivenRedis } from '../gates/real-services/given-redis.ts';
import { exchangePrograms, findProgram, findServers, type Servers } from '../gates/real-services/programs.ts';
import { relayed } from '../gates/real-services/relayed-commands.ts';

const { createClient } = createRequire(new URL('../../examples/', import.meta.url))('@redis/client') as {
  createClient: (options: { url: string; RESP?: 2 | 3; socket?: object }) => RedisClientType;
};

const { REDIS_URL: given, REDIS_SERVER: named } = process.env;
const program = named || findProgram('redis-server');
const needsProgram = { skip: program ? false : 'no REDIS_SERVER, and redis-server is not installed' };
const needsServer = given ? {} : needsProgram;

/** A deploy with a key-value store on a real Redis. */
async function keyValue(t: TestContext, redis: Servers['redis'], owner = '') {
  const directory = temporaryDirectory(t);
  exchangePrograms(directory, { database: null, redis }, owner);
  const under = new TestPlatform(t, { programs: { ...programs, keyValue: join(directory, 'kv.cjs') } });
  const services = [{ name: 'kv.1', kind: 'key-value', config: 'STORE_URL' }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  return { under, service: deploy.service('kv.1') };
}

async function connect(t: TestContext, url: string, RESP: 2 | 3 = 2) {
  const client = createClient({ url, RESP, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  t.after(() => client.isOpen && client.destroy());
  await client.connect();
  return client;
}

/** What has to be true of every real Redis, a process of its own or one database of many. */
async function countsForgetsAndKeeps(t: TestContext, service: Awaited<ReturnType<typeof keyValue>>['service']) {
  const client = await connect(t, service.url);
  const before = await service.controls.calls();
  await client.set('a', '1');
  assert.match(await client.info('server'), /^redis_version:/m);
  assert.equal((await service.controls.calls()) - before, 2);
  await service.stop();
  await service.start();
  assert.equal(await service.entries(), 1);
  await service.wipe();
  assert.equal(await service.entries(), 0);
}

test('a program of Redis counts, forgets and keeps as ours does', needsProgram, async (t) => {
  const { service } = await keyValue(t, { program: program! });
  await countsForgetsAndKeeps(t, service);
});

test('a server is found by its URL first, then by its program', () => {
  const env = { REDIS_URL: 'redis://one', REDIS_SERVER: '/two' };
  assert.deepEqual(findServers(env).redis, { url: 'redis://one' });
  assert.deepEqual(findServers({ ...env, REDIS_URL: '' }).redis, { program: '/two' });
});

test('a URL of something else is refused, and its password is not said', () => {
  for (const url of ['6379', 'http://:secret@127.0.0.1', 'redis://:secret@127.0.0.1/name']) {
    assert.throws(
      () => new GivenRedis(url),
      (error: Error) =>
        error.message.includes('redis://user:password@host:port/number') && !/secret/.test(error.message),
    );
  }
});

test('no command of a client reaches beyond its own database', () => {
  const keyspace = { password: 'own', database: 3, calls: 7 };
  const told = (line: string) => relayed(line.split(' '), keyspace);
  assert.deepEqual(told('SET a 1'), ['SET', 'a', '1']);
  assert.deepEqual(told('select 0'), ['select', '3']);
  assert.deepEqual(told('FLUSHALL ASYNC'), ['FLUSHDB', 'ASYNC']);
  assert.deepEqual(told('AUTH own'), ['SELECT', '3']);
  assert.deepEqual(told('HELLO 3 AUTH default own SETNAME x'), ['HELLO', '3', 'SETNAME', 'x']);
  for (const line of [
    'SELECT 4',
    'SWAPDB 3 4',
    'MOVE a 4',
    'CONFIG SET save x',
    'CLIENT KILL TYPE normal',
    'AUTH no',
  ]) {
    assert.equal(told(line)[1], 'return redis.error_reply(ARGV[1])', line);
  }
});

describe('a Redis that was there before', () => {
  let started: StartedServer | null = null;
  let url = given ?? '';
  const owner = `twelve_factor_test_${process.pid}_`;
  before(async () => {
    if (given || !program) return;
    started = await startRedis(program);
    url = started.url;
  });
  after(async () => {
    if (url) await new GivenRedis(url).free(owner);
    await started?.stop();
  });

  test('counts, forgets and keeps as ours does', needsServer, async (t) => {
    const { service } = await keyValue(t, { url }, owner);
    await countsForgetsAndKeeps(t, service);
  });

  test('gives each service entries of its own, in either version of the protocol', needsServer, async (t) => {
    const [one, other] = [await keyValue(t, { url }, owner), await keyValue(t, { url }, owner)];
    const [a, b] = [await connect(t, one.service.url, 3), await connect(t, other.service.url)];
    await Promise.all([a.set('a', '1'), b.set('b', '2'), b.set('c', '3')]);
    assert.deepEqual([await one.service.entries(), await other.service.entries()], [1, 2]);
    assert.deepEqual(await a.multi().select(0).get('a').get('b').exec(), ['OK', '1', null]);
    await a.flushAll();
    assert.deepEqual([await one.service.entries(), await other.service.entries()], [0, 2]);
    await assert.rejects(b.select(1), /out of range/);
    // Answers come in the order of the commands, also of those that the real server never sees.
    const answers = await Promise.allSettled([b.get('b'), b.sendCommand(['CONFIG', 'GET', 'port']), b.get('c')]);
    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'refused')),
      ['2', 'refused', '3'],
    );
  });

  test('lets nobody in without the password that the lab told', needsServer, async (t) => {
    const { service } = await keyValue(t, { url }, owner);
    const wrong = new URL(service.url);
    wrong.password = 'wrong';
    await assert.rejects(connect(t, wrong.href), /WRONGPASS/);
    const silent = new KeyValueClient({ port: Number(wrong.port), password: '' });
    t.after(() => silent.close());
    await assert.rejects(silent.call(['GET', 'a']), /NOAUTH/);
  });
});

describe("somebody's Redis of two databases", () => {
  async function somebodys(t: TestContext) {
    const started = await startRedis(program!, 2);
    t.after(() => started.stop());
    return { started, redis: new GivenRedis(started.url), client: await connect(t, started.url) };
  }

  test('keeps what it holds: a database with entries is never taken, and that is said', needsProgram, async (t) => {
    const { started, client } = await somebodys(t);
    await client.select(1);
    await client.set('precious', '1');
    const engine = realServicesEngine({ database: null, redis: { url: started.url } });
    await assert.rejects(engine, /no database left for a service.*Number 1 holds entries, which are not touched/);
    assert.equal(await client.get('precious'), '1');
    await client.select(0);
    assert.equal(await client.dbSize(), 0);
  });

  test('gives a database to one run at a time, and has it back empty', needsProgram, async (t) => {
    const { redis, client } = await somebodys(t);
    await client.set('of the URL', '1');
    assert.equal(await redis.claim('one'), 1);
    await client.select(1);
    await client.set('a', '1');
    await assert.rejects(redis.claim('two'), /Number 1 belongs to a run/);
    await redis.free('two');
    assert.equal(await client.dbSize(), 1);
    await redis.free('one');
    assert.equal(await client.dbSize(), 0);
    assert.equal(await redis.claim('two'), 1);
    await redis.free('two');
    await client.select(0);
    assert.deepEqual(await client.keys('*'), ['of the URL']);
  });

  test('is refused when it does not answer', needsProgram, async (t) => {
    const { started, redis } = await somebodys(t);
    await started.stop();
    await assert.rejects(redis.claim('one'), /ECONNREFUSED/);
    const engine = realServicesEngine({ database: null, redis: { url: started.url } });
    await assert.rejects(engine, /REDIS_URL.*ECONNREFUSED/);
  });
});

test('two engines side by side keep their programs apart', async (t) => {
  const bundled = temporaryDirectory(t);
  await bundlePlatform(bundled);
  const open = () => realServicesEngine({ database: null, redis: { program: '/nowhere/redis-server' } }, bundled);
  const [one, other] = await Promise.all([open(), open()]);
  await one.close();
  try {
    const events = await other.run(['check', 'examples/07-port-binding', 'right', '--seed', 'ab12']);
    assert.equal(events.at(-1)?.event, 'stopped');
  } finally {
    await other.close();
  }
});
