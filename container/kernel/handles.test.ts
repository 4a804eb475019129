import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { fakeMachine } from '../testing/fake-process.ts';
import type { FakeProcess } from '../testing/fake-process.ts';
import { ChannelEnd, PIPE_CAPACITY, SOCKET_CAPACITY, createChannelMemory } from './channel.ts';
import { unpackDatagram } from './datagram-queue.ts';
import type { Limits } from './limits.ts';
import { channelNumber } from './protocol.ts';

const SIGKILL = 9;

/** A parent and a child with a pipe between them, the child's descriptor 0. */
async function family(context: TestContext, limits?: Partial<Limits>) {
  const made = fakeMachine(limits);
  context.after(() => made.stop());
  const parent = made.start();
  const pipe = channelNumber((await parent.started()).pid, 1);
  const memory = createChannelMemory(PIPE_CAPACITY);
  const { port1, port2: port } = new MessageChannel();
  port1.close();
  const spawned = { file: 'node', args: ['node', 'a.js'], cwd: '/home/lab', env: {}, detached: false, umask: 0o022 };
  const pid = await parent.call(
    'spawn',
    [{ ...spawned, stdio: [{ kind: 'channel', id: pipe, memory, port }] }],
    [port],
  );
  return { made, parent, child: made.next(), pid, pipe, childEnd: new ChannelEnd(memory, 1, () => {}) };
}

/** Connects to port 3000: the client's end, and its number. */
async function connect(client: FakeProcess, count: number) {
  const channel = channelNumber((await client.started()).pid, count);
  const memory = createChannelMemory(SOCKET_CAPACITY);
  const { port1, port2: doorbell } = new MessageChannel();
  port1.close();
  const asks = { type: 'connect', request: count, address: '127.0.0.1', port: 3000, from: null } as const;
  client.send({ ...asks, channel, memory, doorbell }, [doorbell]);
  assert.equal((await client.message('connected')).error, null);
  return { channel, end: new ChannelEnd(memory, 0, () => {}) };
}

test('a connection is handed over, and both sides ring each other directly when one has let go', async (context) => {
  const { made, parent, child, pipe, childEnd } = await family(context);
  await parent.call('listen', [1, '127.0.0.1', 3000, 0]);
  const client = made.start();
  const { channel, end } = await connect(client, 1);
  (await parent.message('accept')).channel.port?.close();
  await parent.call('sendHandle', [pipe, 0, 77, { kind: 'stream', channel, end: 1, addresses: null }]);
  assert.equal(childEnd.expectedHandles, 1);
  const { position, handle } = await child.message('handle');
  assert.ok(position === 77 && handle.kind === 'stream' && handle.stream === 'socket' && handle.channel.shared);
  assert.equal((await client.message('channel-shared')).channel, channel);
  parent.send({ type: 'channel-closed', channel, end: 1, fd: -1 });
  const [one, two] = [await client.message('channel-direct'), await child.message('channel-direct')];
  assert.deepEqual([one.end, two.end], [0, 1]);
  const rung = new Promise((resolve) => (two.port.onmessage = resolve));
  one.port.postMessage(0);
  await rung;
  assert.equal(end.atEnd, false);
  one.port.close();
  two.port.close();
});

test('who is ended before it has taken a handle holds it no more', async (context) => {
  const { made, parent, child, pid, pipe } = await family(context);
  await parent.call('listen', [1, '127.0.0.1', 3000, 0]);
  const { channel, end } = await connect(made.start(), 1);
  (await parent.message('accept')).channel.port?.close();
  await parent.call('sendHandle', [pipe, 0, 0, { kind: 'stream', channel, end: 1, addresses: null }]);
  await parent.call('sendHandle', [pipe, 0, 0, { kind: 'listener', listener: 1 }]);
  parent.send({ type: 'channel-closed', channel, end: 1, fd: -1 });
  await parent.call('unlisten', [1]);
  assert.deepEqual([end.atEnd, made.ports], [false, ['3000 open']]);
  await parent.call('kill', [pid, SIGKILL]);
  assert.deepEqual([end.atEnd, made.ports], [true, ['3000 open', '3000 close']]);
  assert.equal(child.terminated, true);
});

test('a process hands over only what it holds, and only to one that is there', async (context) => {
  const { made, parent, child, pid, pipe } = await family(context, { handles: 2 });
  const stranger = made.start();
  await stranger.call('listen', [1, '127.0.0.1', 3000, 0]);
  const { channel } = await connect(stranger, 1);
  (await stranger.message('accept')).channel.port?.close();
  const stream = { kind: 'stream', channel, end: 1, addresses: null } as const;
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, stream]), /EBADF/);
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, { kind: 'listener', listener: 1 }]), /EBADF/);
  await assert.rejects(stranger.call('sendHandle', [pipe, 0, 0, stream]), /EBADF/);
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, { kind: 'file' } as never]), /EINVAL/);
  for (let sent = 0; sent < 2; sent++) await parent.call('sendHandle', [pipe, 0, 0, { kind: 'blank' }]);
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, { kind: 'blank' }]), /EMFILE/);
  child.send({ type: 'handle-taken', channel: pipe, end: 1 });
  await child.call('access', ['/', 0]);
  await parent.call('sendHandle', [pipe, 0, 0, { kind: 'blank' }]);
  await parent.call('kill', [pid, SIGKILL]);
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, { kind: 'blank' }]), /EPIPE/);
});

test('a socket for datagrams is handed over with what waits there, and its port is free when nobody has it', async (context) => {
  const { made, parent, child, pid, pipe } = await family(context);
  const stranger = made.start();
  const own = { kind: 'datagrams', socket: 1 } as const;
  await assert.rejects(parent.call('sendHandle', [pipe, 0, 0, own]), /EBADF/);
  await parent.call('bindDatagrams', [1, '127.0.0.1', 3000, 0]);
  await parent.call('sendDatagram', [1, new Uint8Array([7]), { address: '127.0.0.1', port: 3000 }]);
  await assert.rejects(stranger.call('receiveDatagram', [1]), /EBADF/);
  await parent.call('sendHandle', [pipe, 0, 0, own]);
  const { handle } = await child.message('handle');
  assert.ok(handle.kind === 'datagrams' && handle.socket < 0);
  assert.equal(unpackDatagram(await child.call('receiveDatagram', [handle.socket])).bytes[0], 7);
  await parent.call('closeDatagrams', [1]);
  const taken = () => stranger.call('bindDatagrams', [1, '127.0.0.1', 3000, 0]);
  await assert.rejects(taken(), /EADDRINUSE/);
  await parent.call('kill', [pid, SIGKILL]);
  await taken();
});

test('what the ended worker had not accepted waits for the next one', async (context) => {
  const { made, parent, child, pid, pipe } = await family(context);
  await parent.call('bind', [1, '127.0.0.1', 3000, 0]);
  await parent.call('sendHandle', [pipe, 0, 0, { kind: 'listener', listener: 1 }]);
  assert.deepEqual(made.ports, []);
  const { handle } = await child.message('handle');
  assert.ok(handle.kind === 'listener' && handle.listener < 0 && handle.port === 3000);
  await child.call('listen', [handle.listener, '', 0, 0]);
  const client = made.start();
  const kept = await connect(client, 1);
  const lost = await connect(client, 2);
  for (const { channel } of [kept, lost]) {
    const accept = await child.message('accept');
    assert.ok(accept.acknowledge && accept.channel.id === channel);
    accept.channel.port?.close();
  }
  child.send({ type: 'accepted', channel: lost.channel });
  await child.call('access', ['/', 0]);
  await parent.call('kill', [pid, SIGKILL]);
  assert.deepEqual([kept.end.atEnd, lost.end.atEnd], [false, true]);
  const waits = await connect(client, 3);
  await parent.call('listen', [1, '', 0, 0]);
  const given = [await parent.message('accept'), await parent.message('accept')];
  assert.deepEqual(
    given.map((each) => each.channel.id),
    [kept.channel, waits.channel],
  );
});

test('a connection that comes when the only listener has closed breaks', async (context) => {
  const { made, parent } = await family(context);
  await parent.call('listen', [1, '127.0.0.1', 3000, 0]);
  const { channel, end } = await connect(made.start(), 1);
  await parent.call('unlisten', [1]);
  assert.equal(end.wasReset, false);
  parent.send({ type: 'refused', channel });
  await parent.call('access', ['/', 0]);
  assert.equal(end.wasReset, true);
});

test('a connection that a closed listener was given goes to another, and breaks when there is none', async (context) => {
  const { made, parent, child, pipe } = await family(context);
  await parent.call('listen', [1, '127.0.0.1', 3000, 0]);
  await parent.call('sendHandle', [pipe, 0, 0, { kind: 'listener', listener: 1 }]);
  const { handle } = await child.message('handle');
  assert.ok(handle.kind === 'listener');
  await child.call('listen', [handle.listener, '', 0, 0]);
  const client = made.start();
  const { channel, end } = await connect(client, 1);
  (await parent.message('accept')).channel.port?.close();
  await parent.call('unlisten', [1]);
  parent.send({ type: 'refused', channel });
  const accept = await child.message('accept');
  assert.deepEqual([accept.channel.id, accept.listener], [channel, handle.listener]);
  await child.call('unlisten', [handle.listener]);
  child.send({ type: 'refused', channel });
  await child.call('access', ['/', 0]);
  assert.equal(end.wasReset, true);
});
