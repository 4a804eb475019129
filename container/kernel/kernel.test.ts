import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { fakeMachine } from '../testing/fake-process.ts';
import type { FakeMachine, FakeProcess } from '../testing/fake-process.ts';
import { ChannelEnd, PIPE_CAPACITY, createChannelMemory } from './channel.ts';
import type { Limits } from './limits.ts';
import { channelNumber } from './protocol.ts';
import type { CallName, ChildDescriptor, ProcessMessage, SpawnOptions } from './protocol.ts';

const [SIGKILL, SIGUSR1, SIGTERM, SIGCHLD, SIGSTOP] = [9, 10, 15, 17, 19];

function machine(context: TestContext, limits?: Partial<Limits>): FakeMachine {
  const made = fakeMachine(limits);
  context.after(() => made.stop());
  return made;
}

const child = (stdio: ChildDescriptor[] = [], more: Partial<SpawnOptions> = {}): SpawnOptions => ({
  file: 'node',
  args: ['node', 'child.js'],
  cwd: '/home/lab',
  env: {},
  stdio,
  detached: false,
  umask: 0o022,
  ...more,
});

/** A channel whose end 0 stays with the process that makes it, its `count`th. */
async function pipe(maker: FakeProcess, count: number) {
  const id = channelNumber((await maker.started()).pid, count);
  const memory = createChannelMemory(PIPE_CAPACITY);
  const { port1, port2 } = new MessageChannel();
  port1.close();
  const descriptor: ChildDescriptor = { kind: 'channel', id, memory, port: port2 };
  return { id, memory, descriptor, port: port2, end: new ChannelEnd(memory, 0, () => {}) };
}

/** Spawns a child with one pipe as its stdout. */
async function spawnWithPipe(made: FakeMachine, parent: FakeProcess) {
  const { id, descriptor, port, end } = await pipe(parent, 1);
  const pid = await parent.call('spawn', [child([{ kind: 'null' }, descriptor, { kind: 'null' }])], [port]);
  return { pid, id, end, process: made.next() };
}

const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array(0));
const bytes = (from: string) => new TextEncoder().encode(from);

test('a child is told who it is, and its parent how it ended', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const pid = await parent.call('spawn', [child([{ kind: 'null' }], { env: { A: '1' } })]);
  const kid = made.next();
  const start = await kid.started();
  assert.equal(start.pid, pid);
  assert.equal(start.ppid, (await parent.started()).pid);
  assert.deepEqual(start.argv, ['/usr/local/bin/node', 'child.js']);
  assert.deepEqual(start.env, { A: '1' });
  kid.send({ type: 'call', name: 'exit', args: [258] });
  assert.deepEqual(await parent.message('child-exit'), { type: 'child-exit', pid, code: 2, signal: 0 });
  assert.equal(kid.terminated, true);
});

test('what the dead still say is ignored', async (context) => {
  const made = machine(context);
  const [one, other] = [made.start(), made.start()];
  const { pid } = await one.started();
  await other.call('kill', [pid, SIGKILL]);
  one.send({ type: 'call', name: 'writeFile', args: ['/home/lab/a', bytes('x'), 0o101, 0o666] });
  one.send({ type: 'call', name: 'listen', args: [1, '127.0.0.1', 3000, 0] });
  assert.deepEqual(await other.call('readdir', ['/home/lab']), []);
  assert.deepEqual(made.ports, []);
});

test('a program that is not there is refused at once', async (context) => {
  const made = machine(context);
  const parent = made.start();
  await assert.rejects(parent.call('spawn', [child([], { file: 'nothing' })]), /ENOENT/);
  await assert.rejects(parent.call('spawn', [child([], { cwd: '/nowhere' })]), /ENOENT/);
  await assert.rejects(parent.call('spawn', [child([{ kind: 'inherit', fd: 5 }])]), /EBADF/);
});

test('bytes that were written before death are read after it, then the end', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const { end, process } = await spawnWithPipe(made, parent);
  (await process.channel(1)).write(bytes('last words'));
  process.send({ type: 'call', name: 'exit', args: [0] });
  await parent.message('child-exit');
  assert.equal(end.atEnd, false);
  assert.equal(text(end.read(100)), 'last words');
  assert.equal(end.atEnd, true);
});

test('a pipe ends only when all who inherited it have gone', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const { id, end, process } = await spawnWithPipe(made, parent);
  const inherit: ChildDescriptor = { kind: 'inherit', fd: 1 };
  await process.call('spawn', [child([{ kind: 'null' }, inherit, inherit])]);
  const grandchild = made.next();
  await process.message('channel-shared');
  await parent.message('channel-shared');
  process.send({ type: 'call', name: 'exit', args: [0] });
  await parent.message('child-exit');
  assert.equal(end.atEnd, false);
  (await grandchild.channel(2)).write(bytes('still here'));
  grandchild.send({ type: 'channel-closed', channel: id, end: 1, fd: 1 });
  await grandchild.call('access', ['/', 0]);
  assert.equal(text(end.read(100)), 'still here');
  assert.equal(end.atEnd, false, 'its second descriptor still holds the pipe');
  grandchild.send({ type: 'channel-closed', channel: id, end: 1, fd: 2 });
  await grandchild.call('access', ['/', 0]);
  assert.equal(end.atEnd, true);
});

test('a bell of a shared pipe reaches those who hold the other end', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const { id, process } = await spawnWithPipe(made, parent);
  await process.call('spawn', [child([{ kind: 'inherit', fd: 1 }])]);
  const grandchild = made.next();
  const { descriptors } = await grandchild.started();
  const [grant] = descriptors;
  assert.ok(grant?.kind === 'channel' && grant.channel.shared);
  grandchild.send({ type: 'doorbell', channel: id, end: 1 });
  assert.equal((await parent.message('doorbell')).channel, id);
  parent.send({ type: 'doorbell', channel: id, end: 0 });
  assert.equal((await grandchild.message('doorbell')).channel, id);
  assert.equal((await process.message('doorbell')).channel, id);
});

test('an inherited file shares its position', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const { fd } = await parent.call('open', ['/home/lab/log', 0o102, 0o666]);
  await parent.call('write', [fd, bytes('parent '), -1]);
  await parent.call('spawn', [child([{ kind: 'null' }, { kind: 'inherit', fd }])]);
  const kid = made.next();
  await kid.call('write', [1, bytes('child '), -1]);
  await parent.call('write', [fd, bytes('parent'), -1]);
  assert.equal(text(await parent.call('readFile', ['/home/lab/log'])), 'parent child parent');
});

test('a name under /dev opens what the descriptor stands for: a file from its beginning, a pipe once more', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const { fd } = await parent.call('open', ['/home/lab/log', 0o102, 0o666]);
  await parent.call('write', [fd, bytes('from the start'), -1]);
  const { id, memory, port } = await pipe(parent, 1);
  const stdio: ChildDescriptor[] = [
    { kind: 'inherit', fd },
    { kind: 'channel', id, memory, port },
  ];
  await parent.call('spawn', [child(stdio)], [port]);
  const kid = made.next();
  await assert.rejects(kid.call('open', ['/dev/stderr', 1, 0]), /ENOENT/);
  const input = await kid.call('open', ['/dev/stdin', 0, 0]);
  assert.equal(input.of, 0);
  assert.equal(text(await kid.call('read', [input.fd, 100, -1])), 'from the start');
  assert.equal(text(await kid.call('readFile', ['/dev/stdin'])), 'from the start');
  const output = await kid.call('open', ['/dev/stdout', 1, 0]);
  assert.equal(output.of, 1);
  await assert.rejects(kid.call('readFile', ['/dev/stdout']), /ESPIPE/);
  await assert.rejects(kid.call('writeFile', ['/dev/stdout', bytes('x'), 1, 0]), /ESPIPE/);
  const end = new ChannelEnd(memory, 0, () => {});
  kid.send({ type: 'channel-closed', channel: id, end: 1, fd: output.fd });
  await kid.call('access', ['/', 0]);
  assert.equal(end.atEnd, false, 'it is open as descriptor 1');
  kid.send({ type: 'channel-closed', channel: id, end: 1, fd: 1 });
  await kid.call('access', ['/', 0]);
  assert.equal(end.atEnd, true);
});

test('a signal goes to the handler, or does its default action', async (context) => {
  const made = machine(context);
  const [sender, target] = [made.start(), made.start()];
  const { pid } = await target.started();
  await target.handle(SIGTERM);
  await sender.call('kill', [pid, SIGTERM]);
  assert.equal((await target.message('signal')).signal, SIGTERM);
  await sender.call('kill', [pid, SIGCHLD]);
  await sender.call('kill', [pid, 0]);
  assert.equal(target.terminated, false);
  await assert.rejects(sender.call('kill', [pid, SIGSTOP]), /ENOSYS/);
  await sender.call('kill', [pid, SIGUSR1]);
  assert.equal(target.terminated, true);
  await assert.rejects(sender.call('kill', [pid, 0]), /ESRCH/);
  await assert.rejects(sender.call('kill', [1, SIGTERM]), /EPERM/);
  await assert.rejects(sender.call('kill', [pid, 99]), /EINVAL/);
});

test('a parent learns which signal ended its child', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const pid = await parent.call('spawn', [child()]);
  await parent.call('kill', [pid, SIGTERM]);
  const { code, signal } = await parent.message('child-exit');
  assert.deepEqual({ code, signal }, { code: null, signal: SIGTERM });
});

test('a negative number signals a process group', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const leader = await parent.call('spawn', [child([], { detached: true })]);
  const leading = made.next();
  await leading.call('spawn', [child()]);
  const following = made.next();
  await parent.call('kill', [-leader, SIGTERM]);
  assert.deepEqual([leading.terminated, following.terminated, parent.terminated], [true, true, false]);
  await assert.rejects(parent.call('kill', [-leader, SIGTERM]), /ESRCH/);
});

test('killing a tree takes orphans too', async (context) => {
  const made = machine(context);
  const root = made.start();
  const { pid } = await root.started();
  await root.call('spawn', [child([], { detached: true })]);
  const middle = made.next();
  await middle.call('spawn', [child([], { detached: true })]);
  const leaf = made.next();
  middle.send({ type: 'call', name: 'exit', args: [0] });
  await root.message('child-exit');
  made.kernel.processes.killTree(pid);
  assert.deepEqual([root.terminated, leaf.terminated], [true, true]);
});

test('a connection is brokered, ends when its server dies and breaks when bytes were left unread', async (context) => {
  for (const unread of [false, true]) {
    const made = machine(context);
    const [server, client] = [made.start(), made.start()];
    assert.equal(await server.call('listen', [7, '127.0.0.1', 3000, 0]), 3000);
    const { id, memory, port, end } = await pipe(client, 1);
    const connect = { type: 'connect', request: 5, address: '127.0.0.1', port: 3000, from: null, channel: id } as const;
    client.send({ ...connect, memory, doorbell: port }, [port]);
    const accept = await server.message('accept');
    assert.equal(accept.listener, 7);
    const connected = await client.message('connected');
    assert.equal(connected.error, null);
    assert.equal(connected.localPort, accept.remotePort);
    if (unread) end.write(bytes('request'));
    const { pid } = await server.started();
    await client.call('kill', [pid, SIGKILL]);
    assert.equal(end.wasReset, unread);
    assert.equal(end.atEnd, !unread);
    assert.equal(end.readerGone, true);
    assert.equal((await client.message('doorbell')).channel, id);
    assert.deepEqual(made.ports, ['3000 open', '3000 close']);
    accept.channel.port?.close();
  }
});

test('nobody there, or too many connections: the code says so', async (context) => {
  const made = machine(context, { connections: 1 });
  const process = made.start();
  const connect = async (count: number, to: number) => {
    const { id: channel, memory, port } = await pipe(process, count);
    const message = { type: 'connect', request: count, address: '127.0.0.1', port: to, from: null, channel } as const;
    process.send({ ...message, memory, doorbell: port }, [port]);
    return (await process.message('connected')).error;
  };
  assert.equal(await connect(1, 3000), 'ECONNREFUSED');
  await process.call('listen', [1, '::', 3000, 0]);
  assert.equal(await connect(2, 3000), null);
  assert.equal(await connect(3, 3000), 'EMFILE');
  const channel = channelNumber((await process.started()).pid, 2);
  process.send({ type: 'channel-closed', channel, end: 0, fd: -1 });
  process.send({ type: 'channel-closed', channel, end: 1, fd: -1 });
  assert.equal(await connect(4, 3000), null);
  (await process.message('accept')).channel.port?.close();
  (await process.message('accept')).channel.port?.close();
});

test('a machine runs so many processes and no more', async (context) => {
  const made = machine(context, { processes: 2 });
  const process = made.start();
  const pid = await process.call('spawn', [child()]);
  await assert.rejects(process.call('spawn', [child()]), /EAGAIN/);
  await process.call('kill', [pid, SIGKILL]);
  await process.call('spawn', [child()]);
});

test('an answer longer than the memory for it comes in parts', async (context) => {
  const made = machine(context);
  const process = made.start();
  const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  await process.call('writeFile', ['/home/lab/big', content, 0o101, 0o666]);
  assert.deepEqual(await process.call('readFile', ['/home/lab/big']), content);
});

test('a file of the library that is needed often is there at once', async (context) => {
  const made = machine(context);
  assert.equal(text(await made.start().call('library', ['internal/often'])), 'often');
});

test('a rare file of the library comes from the page', async (context) => {
  const made = machine(context);
  const process = made.start();
  assert.equal(text(await process.call('library', ['internal/rare'])), 'text');
  await assert.rejects(process.call('library', ['internal/none']), /ENOENT/);
});

test('a worker that breaks ends its process and is reported', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const pid = await parent.call('spawn', [child()]);
  const worker = made.kernel.processes.get(pid)?.worker;
  assert.ok(worker);
  made.kernel.workerFailed(worker, 'out of memory');
  assert.equal((await parent.message('child-exit')).code, 70);
  assert.match(made.errors[0] ?? '', /out of memory/);
});

test('a message that the kernel cannot read ends whoever sent it, and nobody else', async (context) => {
  const made = machine(context);
  const witness = made.start();
  await witness.call('listen', [1, '127.0.0.1', 3000, 0]);
  const memory = createChannelMemory(PIPE_CAPACITY);
  const connection = { type: 'connect', request: 1, address: '127.0.0.1', port: 3000, from: null, channel: 7 };
  const malformed: unknown[] = [
    null,
    undefined,
    'exit',
    {},
    { type: 'constructor' },
    { type: { toString: 1 } },
    { type: 'call' },
    { type: 'call', name: 7, args: [] },
    { type: 'call', name: 'stat', args: 'length' },
    { ...connection, memory, doorbell: null },
    { ...connection, memory: null, doorbell: null },
    { ...connection, memory: new SharedArrayBuffer(8), doorbell: null },
    { type: 'doorbell', channel: 7, end: 3 },
    { type: 'channel-closed', channel: 7, end: '0', fd: -1 },
    { type: 'channel-closed', channel: 7, end: 0 },
  ];
  for (const [index, message] of malformed.entries()) {
    const pid = await witness.call('spawn', [child()]);
    made.next().send(message as ProcessMessage);
    assert.deepEqual(await witness.message('child-exit'), { type: 'child-exit', pid, code: 70, signal: 0 });
    assert.match(
      made.errors[index] ?? '',
      new RegExp(`^Process ${pid} sent the kernel a message that it cannot read: `),
    );
  }
  assert.equal(made.errors.length, malformed.length);
  await assert.rejects(witness.call('listen', [2, '127.0.0.1', 3000, 0]), /EADDRINUSE/);
});

test('a process that does not let the kernel hear anybody else ends, and is named', async (context) => {
  const made = machine(context, { backlog: 2000 });
  const witness = made.start();
  const pid = await witness.call('spawn', [child()]);
  const flood = made.next();
  for (let count = 0; count <= 2000; count++) flood.send({ type: 'doorbell', channel: 1, end: 0 });
  assert.deepEqual(await witness.message('child-exit'), { type: 'child-exit', pid, code: 70, signal: 0 });
  assert.equal(made.errors.length, 1);
  assert.match(made.errors[0] ?? '', new RegExp(`^Process ${pid} .* faster than it can read: 2000 were waiting`));
});

test('a call that an object has by nature is none of the kernel’s', async (context) => {
  const made = machine(context);
  const process = made.start();
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    await assert.rejects(process.call(name as 'chdir', ['/']), /ENOSYS/);
  assert.deepEqual(made.errors, []);
});

test('a call with arguments of another shape fails with EINVAL, and changes nothing', async (context) => {
  const made = machine(context);
  const process = made.start();
  const fd = await process.call('open', ['/home/lab/a', 0o102, 0o666]);
  const { used } = made.kernel.disk.contents;
  const memory = createChannelMemory(PIPE_CAPACITY);
  const calls: [CallName, unknown[]][] = [
    ['stat', []],
    ['stat', [7]],
    ['stat', [['/home/lab/a']]],
    ['open', ['/home/lab/b', '0', 0o666]],
    ['truncate', [fd, NaN]],
    ['write', [fd, { length: -1 }, -1]],
    ['write', [fd, 'text', -1]],
    ['read', [fd, 10, 0.5]],
    ['kill', [{}, SIGKILL]],
    ['listen', [1, null, 3000, 0]],
    ['bindDatagrams', [1, '127.0.0.1', '3000', 0]],
    ['sendDatagram', [1, 'text', { address: '127.0.0.1', port: 3000 }]],
    ['sendDatagram', [1, new Uint8Array(1), { address: {}, port: 3000 }]],
    ['sendDatagram', [1, new Uint8Array(1), undefined]],
    ['datagramOption', [1, 'constructor', 1]],
    ['datagramOption', [1, 'receiveBuffer', NaN]],
    ['joinGroup', [1, null]],
    ['spawn', [null]],
    ['spawn', [{ ...child(), env: { A: 1 } }]],
    ['spawn', [child([{ kind: 'constructor' } as never])]],
    ['spawn', [child([{ kind: 'channel', id: 1, memory, port: null } as never])]],
    ['spawnSync', [child(), null, 0, 1000, SIGSTOP]],
    ['spawnSync', [child(), null, 0, 1000, 99]],
  ];
  for (const [name, args] of calls)
    await assert.rejects(process.call(name as 'stat', args as [string]), /^Error: EINVAL/);
  assert.deepEqual(made.errors, []);
  assert.equal(made.kernel.processes.all().length, 1);
  assert.deepEqual(await process.call('readdir', ['/home/lab']), [['a', 1]]);
  assert.equal(made.kernel.disk.contents.used, used);
});

test('a channel takes no number of another process, nor of the kernel', async (context) => {
  const made = machine(context);
  const [process, witness] = [made.start(), made.start()];
  await witness.call('listen', [1, '127.0.0.1', 3000, 0]);
  const { pid } = await witness.started();
  const connect = { type: 'connect', request: 1, address: '127.0.0.1', port: 3000, from: null } as const;
  for (const channel of [channelNumber(pid, 1), channelNumber(1, 1), -1]) {
    const first = await pipe(process, 1);
    process.send({ ...connect, channel, memory: first.memory, doorbell: first.port }, [first.port]);
    assert.equal((await process.message('connected')).error, 'EINVAL');
    const { memory, port } = await pipe(process, 2);
    const descriptor: ChildDescriptor = { kind: 'channel', id: channel, memory, port };
    await assert.rejects(process.call('spawn', [child([descriptor])], [port]), /EINVAL/);
  }
  await spawnWithPipe(made, witness); // its own number is free
});

test('nobody rings or closes a channel that is not theirs', async (context) => {
  const made = machine(context);
  const [parent, stranger] = [made.start(), made.start()];
  const { pid, id, end, process } = await spawnWithPipe(made, parent);
  await process.handle(SIGTERM);
  for (const side of [0, 1] as const) {
    stranger.send({ type: 'doorbell', channel: id, end: side });
    stranger.send({ type: 'channel-closed', channel: id, end: side, fd: -1 });
  }
  await stranger.call('kill', [pid, SIGTERM]);
  await process.message('signal'); // a bell would have come before it
  assert.equal(process.unread('doorbell'), 0);
  assert.deepEqual([end.readerGone, end.atEnd], [false, false]);
  parent.send({ type: 'doorbell', channel: id, end: 0 });
  await process.message('doorbell');
});

test('so many pipes and watchers, and no more', async (context) => {
  const made = machine(context, { pipes: 1, watchers: 1, descriptors: 3 });
  const parent = made.start();
  await spawnWithPipe(made, parent);
  const { descriptor, port } = await pipe(parent, 2);
  await assert.rejects(parent.call('spawn', [child([descriptor])], [port]), /EMFILE/);
  const nothing: ChildDescriptor = { kind: 'null' };
  await assert.rejects(parent.call('spawn', [child([nothing, nothing, nothing, nothing])]), /EMFILE/);
  await parent.call('watch', ['/home/lab', false]);
  await assert.rejects(parent.call('watch', ['/home/lab', true]), /ENOSPC/);
});

const collected: ChildDescriptor[] = [{ kind: 'collect' }, { kind: 'collect' }, { kind: 'collect' }];

test('spawnSync feeds stdin and answers with the output when all is over', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const result = parent.call('spawnSync', [child(collected), bytes('input'), 0, 1000, SIGTERM]);
  const kid = await made.nextStarted();
  const stdin = await kid.channel(0);
  assert.equal(text(stdin.read(100)), 'input');
  assert.equal(stdin.atEnd, true);
  (await kid.channel(1)).write(bytes('out'));
  (await kid.channel(2)).write(bytes('err'));
  kid.send({ type: 'call', name: 'exit', args: [3] });
  const { code, signal, stdout, stderr, error } = await result;
  assert.deepEqual({ code, signal, error }, { code: 3, signal: 0, error: null });
  assert.equal(atob(stdout), 'out');
  assert.equal(atob(stderr), 'err');
});

test('spawnSync kills what takes too long or says too much', async (context) => {
  const made = machine(context);
  const parent = made.start();
  const late = await parent.call('spawnSync', [child(collected), null, 20, 1000, SIGTERM]);
  assert.deepEqual([late.error, late.code, late.signal], ['ETIMEDOUT', null, SIGTERM]);
  made.next();
  const flooded = parent.call('spawnSync', [child(collected), null, 0, 10, SIGKILL]);
  const kid = await made.nextStarted();
  (await kid.channel(1)).write(bytes('more than ten bytes'));
  const result = await flooded;
  assert.deepEqual([result.error, result.signal], ['ENOBUFS', SIGKILL]);
  assert.equal(atob(result.stdout), 'more than ten bytes'); // The whole piece, as in Node.
});

test('spawnSync collects no more than the machine allows, whatever its caller asks for', async (context) => {
  const made = machine(context, { collected: 4 });
  const parent = made.start();
  const flooded = parent.call('spawnSync', [child(collected), null, 0, Infinity, SIGKILL]);
  (await (await made.nextStarted()).channel(1)).write(bytes('five bytes'));
  const { error, stdout } = await flooded;
  assert.deepEqual([error, atob(stdout)], ['ENOBUFS', 'five bytes']);
});
