import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { TcpProxy } from './proxy.ts';

/** An echo server behind a proxy, and how to connect to it. */
async function echo(t: TestContext) {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket).on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const proxy = new TcpProxy((server.address() as AddressInfo).port);
  await proxy.listen(port);
  t.after(async () => {
    await proxy.close();
    server.close();
  });
  const open = async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
    return socket;
  };
  return { proxy, open };
}

/** All that comes until the other side ends. */
async function all(socket: Socket): Promise<string> {
  let text = '';
  for await (const bytes of socket.setEncoding('latin1')) text += String(bytes);
  return text;
}

test('passes everything on, both ways, to the last byte', async (t) => {
  const { open } = await echo(t);
  const socket = await open();
  const sent = 'x'.repeat(3_000_000);
  socket.end(sent);
  assert.equal(await all(socket), sent);
});

test('takes its time when it is slow, and keeps the order', async (t) => {
  const { proxy, open } = await echo(t);
  const socket = await open();
  proxy.slow(60);
  const start = Date.now();
  socket.write('a');
  const [first] = (await once(socket, 'data')) as [Buffer];
  assert.equal(String(first), 'a');
  assert.ok(Date.now() - start >= 115, 'there and back');
  socket.write('b');
  proxy.slow(1);
  socket.end('c');
  assert.equal(await all(socket), 'bc');
});

test('holds everything back until it is told how slow it is', async (t) => {
  const { proxy, open } = await echo(t);
  proxy.slow(Infinity);
  const [first, second] = [await open(), await open()];
  const got: string[] = [];
  for (const socket of [first, second]) socket.on('data', (bytes) => got.push(String(bytes)));
  first.write('a');
  second.write('b');
  // Trips through a proxy that is slow: time enough for bytes that are late and not held back.
  const other = await echo(t);
  other.proxy.slow(60);
  const beside = await other.open();
  for (let trip = 0; trip < 3; trip++) {
    beside.write('x');
    await once(beside, 'data');
  }
  assert.deepEqual(got, []);
  assert.equal(proxy.connections, 2);
  proxy.slow(1);
  first.end();
  second.end();
  await Promise.all([once(first, 'end'), once(second, 'end')]);
  assert.deepEqual(got.toSorted(), ['a', 'b']);
});

test('resets connections when it is cut, and new ones until it is mended', async (t) => {
  const { proxy, open } = await echo(t);
  const [before, between] = [await open(), open()];
  before.write('a');
  await once(before, 'data');
  await between;
  proxy.cut();
  await assert.rejects(all(before), { code: 'ECONNRESET' });
  const during = await open();
  await assert.rejects(all(during), { code: 'ECONNRESET' });
  proxy.mend();
  const after = await open();
  after.end('a');
  assert.equal(await all(after), 'a');
});
