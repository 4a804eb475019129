import assert from 'node:assert/strict';
import test from 'node:test';
import { MessagePorts } from './message-ports.ts';
import type { PortHolder } from './message-ports.ts';
import type { KernelMessage } from './protocol.ts';

/** A thread of a process, and what the kernel has told it. */
class Holder implements PortHolder {
  readonly leader: object;
  told: KernelMessage[] = [];

  constructor(leader?: Holder) {
    this.leader = leader?.leader ?? this;
  }

  send(message: KernelMessage): void {
    this.told.push(message);
  }

  /** What was told since the last question. */
  news(): string[] {
    return this.told.splice(0).map((each) => ('port' in each ? `${each.type} ${String(each.port)}` : each.type));
  }
}

const limits = { messagePorts: 8, messageBytes: 2000 };
/** The first byte is the kernel's. */
const bytes = (text: string) => new TextEncoder().encode(`.${text}`);
const text = (message: Uint8Array) => new TextDecoder().decode(message.subarray(1));
const code = (expected: string) => (error: { code?: string }) => error.code === expected;

function setUp() {
  const ports = new MessagePorts(limits);
  const one = new Holder();
  const two = new Holder(one);
  const [a, b] = ports.pair(one, two);
  const post = (from: Holder, port: number, word: string, sent: number[] = []) =>
    ports.post(from, port, bytes(word), sent, []);
  return { ports, one, two, a, b, post };
}

test('messages wait in their order; the first one of a row is told, and the last one says that it is', () => {
  const { ports, one, two, a, b, post } = setUp();
  assert.equal(post(one, a, 'first'), 'posted');
  assert.equal(post(one, a, 'second'), 'posted');
  assert.deepEqual(two.news(), [`message ${b}`]);
  const first = ports.receive(two, b);
  assert.deepEqual([first[0], text(first)], [1, 'first']);
  const second = ports.receive(two, b);
  assert.deepEqual([second[0], text(second)], [0, 'second']);
  assert.equal(ports.receive(two, b).length, 0);
  post(one, a, 'third');
  assert.deepEqual(two.news(), [`message ${b}`]);
});

test('a port is of use to nobody but its holder', () => {
  const { ports, one, two, a, b, post } = setUp();
  const stranger = new Holder();
  assert.throws(() => post(two, a, 'x'), code('EBADF'));
  assert.throws(() => ports.receive(stranger, b), code('EBADF'));
  assert.throws(() => post(one, a, 'x', [b]), code('EBADF'));
  assert.throws(() => post(one, a, 'x', [99]), code('EBADF'));
  assert.throws(() => post(one, a, 'x', [a]), code('EINVAL'));
  assert.throws(() => ports.post(one, a, new Uint8Array(0), [], []), code('EINVAL'));
  ports.close(stranger, a);
  ports.adopt(a, stranger);
  ports.drop(a);
  assert.equal(post(one, a, 'still there'), 'posted');
});

test('a port goes with a message, and what waits at it goes along', () => {
  const { ports, one, two, a, b, post } = setUp();
  const [c, d] = ports.pair(one, one);
  post(one, c, 'in the queue');
  assert.deepEqual(one.news(), [`message ${d}`]);
  post(one, a, 'take it', [d]);
  assert.throws(() => ports.receive(one, d), code('EBADF'));
  post(one, c, 'on the way');
  assert.deepEqual(one.news(), []);
  assert.deepEqual(two.news(), [`message ${b}`]);
  ports.receive(two, b);
  assert.deepEqual(two.news(), [`message ${d}`]);
  assert.equal(text(ports.receive(two, d)), 'in the queue');
  assert.equal(text(ports.receive(two, d)), 'on the way');
});

test('a port closes when everything was read that came before its other end closed', () => {
  const { ports, one, two, a, b, post } = setUp();
  post(one, a, 'last words');
  ports.close(one, a);
  assert.deepEqual(two.news(), [`message ${b}`]);
  assert.equal(text(ports.receive(two, b)), 'last words');
  assert.deepEqual(two.news(), [`port-closed ${b}`]);
  assert.throws(() => ports.receive(two, b), code('EBADF'));
});

test('ports in messages that nobody reads close, and so do those of a thread that ends', () => {
  const { ports, one, two, a, b, post } = setUp();
  const [c, d] = ports.pair(one, one);
  post(one, a, 'with a port', [d]);
  two.news();
  ports.close(two, b);
  assert.deepEqual(one.news(), [`port-closed ${c}`, `port-closed ${a}`]);
  const [e, f] = ports.pair(one, two);
  ports.releaseAll(one);
  assert.deepEqual(two.news(), [`port-closed ${f}`]);
  assert.throws(() => post(one, e, 'x'), code('EBADF'));
});

test('a message that holds the port it goes to is lost with it, and one to nobody goes nowhere', () => {
  const { ports, one, post } = setUp();
  const [c, d] = ports.pair(one, one);
  assert.equal(post(one, c, 'x', [d]), 'lost');
  assert.deepEqual(one.news(), [`port-closed ${c}`]);
  assert.equal(post(one, ports.broadcast(one, 'alone'), 'x'), 'alone');
});

test('a broadcast reaches all of its name in the process, but no other process', () => {
  const { ports, one, two, post } = setUp();
  const [x, y, z] = [ports.broadcast(one, 'hall'), ports.broadcast(two, 'hall'), ports.broadcast(two, 'hall')];
  const elsewhere = new Holder();
  ports.broadcast(elsewhere, 'hall');
  assert.equal(post(one, x, 'hello'), 'posted');
  assert.deepEqual(two.news(), [`message ${y}`, `message ${z}`]);
  assert.deepEqual(elsewhere.news(), []);
  const [c] = ports.pair(one, one);
  assert.throws(() => post(one, x, 'x', [c]), code('EINVAL'));
  ports.close(one, x);
  assert.deepEqual(two.news(), []);
});

test('what a message refers to is sent to whoever will read it, before the word of the message', () => {
  const { ports, one, two, a, b } = setUp();
  const [c, d] = ports.pair(one, one);
  const shared = [{ id: 7, value: new SharedArrayBuffer(1) }];
  ports.post(one, c, bytes('memory'), [], shared);
  assert.deepEqual(one.news(), ['shared', `message ${d}`]);
  ports.post(one, a, bytes('port'), [d], []);
  ports.receive(two, b);
  assert.deepEqual(two.news(), [`message ${b}`, 'shared', `message ${d}`]);
});

test('ports and waiting bytes are bounded, and come back', () => {
  const { ports, one, two, a, b, post } = setUp();
  for (let count = 0; count < 3; count++) ports.pair(one, one);
  assert.throws(() => ports.pair(one, one), code('EMFILE'));
  assert.throws(() => ports.broadcast(one, 'x'), code('EMFILE'));
  const long = 'x'.repeat(1000);
  post(one, a, long);
  assert.throws(() => post(one, a, long), code('ENOBUFS'));
  ports.receive(two, b);
  post(one, a, long);
  ports.close(two, b);
  const [c] = ports.pair(one, two);
  assert.equal(post(one, c, long), 'posted');
});
