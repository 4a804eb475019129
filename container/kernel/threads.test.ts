import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { fakeMachine } from '../testing/fake-process.ts';
import type { FakeMachine, FakeProcess } from '../testing/fake-process.ts';
import type { Limits } from './limits.ts';
import { O_CREAT, O_RDWR } from './disk.ts';
import type { ThreadOptions } from './protocol.ts';

const options: Omit<ThreadOptions, 'thread'> = {
  argv: ['/usr/local/bin/node'],
  argv0: 'node',
  execArgv: [],
  name: '',
  env: { A: '1' },
  sharedEnv: null,
  umask: 0o022,
  resourceLimits: [],
  closesFiles: true,
};

async function startThread(made: FakeMachine, starter: FakeProcess) {
  const created = await starter.call('createThread', []);
  await starter.call('startThread', [{ ...options, thread: created.thread }]);
  return { ...created, process: made.next() };
}

async function setUp(context: TestContext, limits?: Partial<Limits>) {
  const made = fakeMachine(limits);
  context.after(() => made.stop());
  const main = made.start();
  const thread = await startThread(made, main);
  return { made, main, thread };
}

test('a thread is of its process, and no process itself', async (context) => {
  const { made, main, thread } = await setUp(context);
  const [mine, own] = [await main.started(), await thread.process.started()];
  assert.deepEqual([own.pid, own.ppid, own.cwd], [mine.pid, mine.ppid, mine.cwd]);
  assert.notEqual(own.number, mine.number);
  assert.deepEqual([mine.thread, own.thread?.thread, own.env], [null, 1, { A: '1' }]);
  assert.equal((await main.call('processes', [])).length, 1);
  await assert.rejects(main.call('kill', [own.number, 0]), /ESRCH/);
  assert.equal((await startThread(made, main)).thread, 2);
  assert.equal((await startThread(made, made.start())).thread, 1);
});

test('a message that was posted before a thread ends is there after it, and its exit code is not cut', async (context) => {
  const { main, thread } = await setUp(context);
  const { port } = (await thread.process.started()).thread!;
  await thread.process.call('postMessage', [port, new Uint8Array([0, 5]), [], []]);
  thread.process.send({ type: 'call', name: 'exit', args: [300] });
  assert.deepEqual(await main.message('thread-exit'), { type: 'thread-exit', thread: 1, code: 300 });
  assert.equal(thread.process.terminated, true);
  assert.equal((await main.call('receiveMessage', [thread.port]))[1], 5);
  assert.deepEqual(await main.message('port-closed'), { type: 'port-closed', port: thread.port });
});

test('a descriptor is of the whole process; what a thread has opened closes with it', async (context) => {
  const { main, thread } = await setUp(context);
  const { fd: ours } = await main.call('open', ['/home/lab/file', O_RDWR | O_CREAT, 0o666]);
  await thread.process.call('write', [ours, new Uint8Array([1, 2, 3]), 0]);
  const { fd: theirs } = await thread.process.call('open', ['/home/lab/file', O_RDWR, 0o666]);
  assert.deepEqual([...(await main.call('read', [theirs, 8, 0]))], [1, 2, 3]);
  main.send({ type: 'stop-thread', thread: 1 });
  assert.equal((await main.message('thread-exit')).code, 1);
  await assert.rejects(main.call('read', [theirs, 8, 0]), /EBADF/);
  assert.equal((await main.call('read', [ours, 8, 0])).length, 3);
});

test('a file that has gone to another thread stays open', async (context) => {
  const { main, thread } = await setUp(context);
  const { fd: fd } = await thread.process.call('open', ['/home/lab/file', O_RDWR | O_CREAT, 0o666]);
  thread.process.send({ type: 'keep-file', fd });
  thread.process.send({ type: 'call', name: 'exit', args: [0] });
  await main.message('thread-exit');
  assert.equal((await main.call('read', [fd, 8, 0])).length, 0);
});

test('the directory is the process’s', async (context) => {
  const { main, thread } = await setUp(context);
  await main.call('chdir', ['/tmp']);
  assert.equal(await thread.process.call('cwd', []), '/tmp');
});

test('a child of a thread is the process’s when the thread has ended', async (context) => {
  const { made, main, thread } = await setUp(context);
  const spawned = {
    file: 'node',
    args: ['node', 'a.js'],
    cwd: '/home/lab',
    env: {},
    detached: false,
    umask: 0o022,
    stdio: [],
  };
  const pid = await thread.process.call('spawn', [spawned]);
  const child = made.next();
  main.send({ type: 'stop-thread', thread: 1 });
  await main.message('thread-exit');
  assert.equal((await main.call('processes', [])).find((each) => each.pid === pid)?.ppid, (await main.started()).pid);
  child.send({ type: 'call', name: 'exit', args: [4] });
  assert.equal((await main.message('child-exit')).code, 4);
});

test('threads end with whoever has started them, and with their process', async (context) => {
  const { made, main, thread } = await setUp(context);
  const inner = await startThread(made, thread.process);
  main.send({ type: 'stop-thread', thread: thread.thread });
  await main.message('thread-exit');
  assert.equal(inner.process.terminated, true);
  const other = await startThread(made, main);
  const innermost = await startThread(made, other.process);
  other.process.send({ type: 'call', name: 'kill', args: [(await main.started()).pid, 9] });
  const witness = made.start();
  while ((await witness.call('processes', [])).length > 1);
  assert.deepEqual([main.terminated, other.process.terminated, innermost.process.terminated], [true, true, true]);
});

test('nobody starts or stops a thread of another', async (context) => {
  const { made, main, thread } = await setUp(context);
  const stranger = made.start();
  stranger.send({ type: 'stop-thread', thread: thread.thread });
  thread.process.send({ type: 'stop-thread', thread: thread.thread });
  await assert.rejects(stranger.call('startThread', [{ ...options, thread: 1 }]), /EBADF/);
  await assert.rejects(main.call('startThread', [{ ...options, thread: thread.thread }]), /EBADF/);
  await assert.rejects(main.call('startThread', [{ ...options, thread: 9 }]), /EBADF/);
  await assert.rejects(main.call('startThread', [{ ...options, env: { A: 1 } } as never]), /EINVAL/);
  await thread.process.call('cwd', []);
  assert.equal(thread.process.terminated, false);
});

test('threads count as processes do, and one that cannot start leaves no port behind', async (context) => {
  const { made, main } = await setUp(context, { processes: 2, messagePorts: 4 });
  for (let count = 0; count < 3; count++) {
    const { thread, port } = await main.call('createThread', []);
    await assert.rejects(main.call('startThread', [{ ...options, thread }]), /EAGAIN/);
    assert.deepEqual(await main.message('port-closed'), { type: 'port-closed', port });
  }
  main.send({ type: 'stop-thread', thread: 1 });
  await main.message('thread-exit');
  await startThread(made, main);
});

test('a thread that does not keep to the protocol takes its process along', async (context) => {
  const { made, main, thread } = await setUp(context);
  thread.process.send({ type: 'close-port', port: 'x' } as never);
  const witness = made.start();
  while ((await witness.call('processes', [])).length > 1);
  assert.deepEqual([main.terminated, thread.process.terminated, made.errors.length], [true, true, 1]);
});
