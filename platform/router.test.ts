import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import test, { type TestContext } from 'node:test';
import { LOCALHOST } from './addresses.ts';
import { Browser } from './browser.ts';
import type { ProcessState, RouterRecord } from './protocol.ts';
import { Router } from './router.ts';

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

function http(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  t.after(() => server.closeAllConnections());
  return listen(t, server);
}

async function route(t: TestContext, ports: number[], answerLimit?: number, address = LOCALHOST) {
  const records: RouterRecord[] = [];
  const backends = ports.map((port, index) => ({ name: `web.${index + 1}`, address, port }) as ProcessState);
  let recorded: () => void = () => {};
  let numbers = 0;
  const router = new Router({
    deploy: 'production',
    nextNumber: () => ++numbers,
    backends: () => backends,
    onRecord: (record) => {
      records.push(record);
      recorded();
    },
    answerLimit,
  });
  const browser = new Browser(await router.listen(0));
  t.after(() => {
    browser.close();
    return router.close();
  });
  const recordsOf = async (count: number) => {
    while (records.length < count) await new Promise<void>((resolve) => (recorded = resolve));
    return records;
  };
  return { browser, backends, recordsOf };
}

test('hands requests to the processes in turn and passes on what they answer', async (t) => {
  const named = (name: string) =>
    http(t, (request, response) => {
      response.setHeader('set-cookie', [`who=${name}`, 'a=1']);
      request.pipe(response.writeHead(201, { 'x-app': name }));
    });
  const { browser, recordsOf } = await route(t, [await named('one'), await named('two')]);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await browser.send({ method: 'POST', path: '/x?y=1', body: `body ${i}` }));

  assert.deepEqual(
    answers.map(({ headers }) => headers['x-app']),
    ['one', 'two', 'one', 'two'],
  );
  assert.deepEqual(
    answers.map(({ body, status }) => `${status} ${body}`),
    ['201 body 0', '201 body 1', '201 body 2', '201 body 3'],
  );
  assert.equal(browser.cookies.get('who'), 'two');
  const records = await recordsOf(4);
  assert.deepEqual(
    records.map((record) => record.process),
    ['web.1', 'web.2', 'web.1', 'web.2'],
  );
  assert.deepEqual(
    records.map(({ number }) => number),
    answers.map(({ number }) => number),
  );
});

test('answers 503 when there is no process', async (t) => {
  const { browser, recordsOf } = await route(t, []);
  assert.equal((await browser.send({ method: 'GET', path: '/' })).status, 503);
  const [record] = await recordsOf(1);
  assert.deepEqual([record?.status, record?.process, record?.reason], [503, null, 'no-process']);
});

test('answers 502 when the process refuses the connection', async (t) => {
  const server = createTcpServer();
  const port = await listen(t, server);
  await new Promise((resolve) => server.close(resolve));
  const { browser, recordsOf } = await route(t, [port]);
  assert.equal((await browser.send({ method: 'GET', path: '/' })).status, 502);
  assert.equal((await recordsOf(1))[0]?.reason, 'refused');
});

test('answers 502 when the process breaks the connection off, and then prefers another one', async (t) => {
  const breaks = await listen(
    t,
    createTcpServer((socket) => socket.destroy()),
  );
  const answers = await http(t, (_, response) => response.end());
  const { browser, recordsOf } = await route(t, [breaks, answers]);
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await browser.send({ method: 'GET', path: '/' })).status);
  assert.deepEqual(statuses, [502, 200, 200]);
  assert.equal((await recordsOf(1))[0]?.reason, 'reset');
});

test('answers 502 when the process takes too long', async (t) => {
  const { browser, recordsOf } = await route(t, [await http(t, () => {})], 50);
  assert.equal((await browser.send({ method: 'GET', path: '/' })).status, 502);
  assert.equal((await recordsOf(1))[0]?.reason, 'timeout');
});

test('keeps its connections to a process', async (t) => {
  let connections = 0;
  const server = createServer((_, response) => response.end());
  server.on('connection', () => (connections += 1));
  t.after(() => server.closeAllConnections());
  const { browser } = await route(t, [await listen(t, server)]);
  for (let i = 0; i < 5; i++) await browser.send({ method: 'GET', path: '/' });
  assert.equal(connections, 1);
});

test('asks a process at the address of its machine', { skip: process.platform === 'darwin' }, async (t) => {
  const port = await http(t, (_, response) => response.end('on 127.0.0.1 only'));
  const { browser, recordsOf } = await route(t, [port], undefined, '127.9.8.7');
  assert.equal((await browser.send({ method: 'GET', path: '/' })).status, 502);
  assert.equal((await recordsOf(1))[0]?.reason, 'refused');
});
