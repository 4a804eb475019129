// Message ports: in one thread and between threads, what they carry, and what they refuse.
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import net from 'node:net';
import process from 'node:process';
import {
  BroadcastChannel,
  isMarkedAsUntransferable,
  markAsUncloneable,
  markAsUntransferable,
  MessageChannel,
  MessagePort,
  moveMessagePortToContext,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';

const run = (code, options) => new Worker(`const w = require('worker_threads'); ${code}`, { eval: true, ...options });
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

async function inOneThread() {
  console.log(
    globalThis.MessageChannel === MessageChannel,
    globalThis.MessagePort === MessagePort,
    globalThis.BroadcastChannel === BroadcastChannel,
  );
  const { port1, port2 } = new MessageChannel();
  console.log(port1 instanceof MessagePort, port1 instanceof EventTarget, typeof port1.on, port1.hasRef());
  port1.postMessage({ queued: 1 });
  port1.postMessage('before anybody listens');
  console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port1));
  const events = [];
  port2.onmessage = (event) =>
    events.push([event.constructor.name, event.data, event.ports.length, event.target === port2]);
  port2.addEventListener('message', ({ type }) => events.push(type));
  console.log(port2.hasRef());
  port1.postMessage('and after');
  port2.on('close', () => events.push('close'));
  setImmediate(() => setImmediate(() => {}));
  while (events.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  port1.close(() => events.push('closed'));
  while (events.length < 6) await new Promise((resolve) => setTimeout(resolve, 1));
  console.log(events);
  console.log(port1.postMessage('to nobody'), receiveMessageOnPort(port1), port1.hasRef());
  const other = new MessageChannel();
  const order = [];
  other.port1.on('message', (message) => {
    order.push(message);
    Promise.resolve().then(() => order.push(`then ${message}`));
    process.nextTick(() => order.push(`tick ${message}`));
    if (message === 'b') other.port1.close();
  });
  for (const each of ['a', 'b', 'c']) other.port2.postMessage(each);
  await once(other.port1, 'close');
  console.log(
    order.filter((each) => each.length === 1),
    order.indexOf('tick a') < order.indexOf('b'),
    order.indexOf('then a') < order.indexOf('b'),
  );
}

async function carries() {
  const { port1, port2 } = new MessageChannel();
  const through = (value, transfer) => {
    port1.postMessage(value, transfer);
    return receiveMessageOnPort(port2)?.message;
  };
  class Point {
    constructor() {
      this.x = 1;
    }
    get y() {
      return 2;
    }
  }
  const circle = { name: 'circle', list: [1, , 3] };
  circle.itself = circle;
  console.log(through(circle), through(new Point()), through([new Date(0), /a+/gi, 12n, NaN, -0, undefined, null]));
  console.log(through(new Map([[{ a: 1 }, new Set(['x'])]])), through(Object('text')), through('𝄞 ünï'));
  const error = through(new RangeError('far', { cause: 'near' }));
  console.log(error instanceof RangeError, error.message, error.cause, error.stack.startsWith('RangeError: far'));
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  console.log(through(bytes), bytes.length, through(bytes, [bytes.buffer]), bytes.length);
  const memory = new Int32Array(new SharedArrayBuffer(4));
  through(memory)[0] = 5;
  console.log(memory[0]);
  console.log(
    through(createSecretKey(Buffer.from('secret')))
      .export()
      .toString(),
    await through(new Blob(['blob'])).text(),
  );
  console.log(
    through(new net.SocketAddress({ address: '127.0.0.1', port: 80 })).address,
    through(new DOMException('m', 'AbortError')).name,
  );
  console.log(through(process.env).PATH === process.env.PATH, through(structuredClone({ a: [{}] })));
  const handle = await open(process.argv[1]);
  const moved = through(handle, [handle]);
  console.log(handle.fd, moved.fd > 2, (await moved.readFile('utf8')).slice(0, 16));
  await moved.close();
  const { port1: inner, port2: outer } = new MessageChannel();
  inner.postMessage('waits along');
  const sent = through({ outer }, { transfer: [outer] });
  console.log(receiveMessageOnPort(sent.outer), outer.hasRef());
  const module = through(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  console.log(module instanceof WebAssembly.Module);
  console.log(
    through(
      1,
      (function* () {
        yield new ArrayBuffer(1);
      })(),
    ),
  );
  inner.close();
  port1.close();
}

function refuses() {
  const { port1, port2 } = new MessageChannel();
  const post =
    (...args) =>
    () =>
      port1.postMessage(...args);
  const buffer = new ArrayBuffer(8);
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const marked = new ArrayBuffer(8);
  markAsUntransferable(marked);
  const uncloneable = {};
  markAsUncloneable(uncloneable);
  const closed = new MessageChannel().port1;
  closed.close();
  attempt(
    'function',
    post(() => 1),
  );
  attempt('symbol', post(Symbol('s')));
  attempt('weak map', post(new WeakMap()));
  attempt('promise', post(Promise.resolve()));
  attempt('deep', post({ a: [{ b: function named() {} }] }));
  attempt('URL', post(new URL('http://a')));
  attempt('port in no list', post(port2));
  attempt('itself', post(1, [port1]));
  attempt('twice', post(1, [buffer, buffer]));
  attempt('port twice', post(1, [port2, port2]));
  attempt('closed', post(1, [closed]));
  attempt('detached', post(detached));
  attempt('detached in list', post(1, [detached]));
  attempt('marked', post(1, [marked]));
  attempt('uncloneable', post(uncloneable));
  attempt('no object', post(1, [{}]));
  attempt('no list', post(1, 5));
  attempt('no transfer', post(1, { transfer: 5 }));
  attempt('broken iterator', post(1, { transfer: { [Symbol.iterator]: () => ({}) } }));
  attempt('nothing', () => port1.postMessage());
  attempt('constructor', () => new MessagePort());
  attempt('no new', () => MessageChannel());
  attempt('no port', () => receiveMessageOnPort({}));
  attempt('closed port', () => moveMessagePortToContext(closed, {}));
  attempt('clone', () => structuredClone(() => 1));
  attempt('clone without value', () => structuredClone());
  console.log(buffer.byteLength, isMarkedAsUntransferable(marked), receiveMessageOnPort(port2));
  port1.close();
}

async function betweenThreads() {
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = run(
    `const flag = new Int32Array(w.workerData.flag); w.parentPort.on('message', (message) => {
       w.workerData.port.postMessage({ twice: message * 2 }); Atomics.add(flag, 0, 1); Atomics.notify(flag, 0);
       if (message === 3) w.parentPort.close(); });`,
    { workerData: { flag: flag.buffer, port: port2 }, transferList: [port2] },
  );
  // Nobody returns to the event loop: the message must be there when the thread says so.
  for (let at = 1; at <= 3; at++) {
    worker.postMessage(at);
    Atomics.wait(flag, 0, at - 1);
    console.log(receiveMessageOnPort(port1));
  }
  console.log(...(await once(worker, 'exit')), receiveMessageOnPort(port1));

  const relay = run(
    "w.parentPort.once('message', ({ port }) => { port.postMessage('from afar'); port.on('message', (m) => { port.postMessage(m + '!'); port.close(); }); });",
  );
  const line = new MessageChannel();
  const left = once(relay, 'exit');
  relay.postMessage({ port: line.port2 }, [line.port2]);
  console.log(...(await once(line.port1, 'message')));
  line.port1.postMessage('answered');
  console.log(...(await once(line.port1, 'message')));
  await left;

  const ended = run(
    "w.parentPort.postMessage('last words'); w.parentPort.postMessage({ memory: new SharedArrayBuffer(2) }); process.exit();",
  );
  const words = [];
  ended.on('message', (message) => words.push(message));
  await once(ended, 'exit');
  console.log(words);
}

async function broadcasts() {
  const hall = new BroadcastChannel('hall');
  const heard = [];
  hall.onmessage = ({ data }) => heard.push(data);
  const guests = [1, 2].map((number) =>
    run(`const hall = new w.BroadcastChannel('hall'); hall.onmessage = ({ data }) => { if (data !== 'all leave') return;
      hall.postMessage('bye ${number}'); hall.close(); }; w.parentPort.postMessage('in');`),
  );
  await Promise.all(guests.map((guest) => once(guest, 'message')));
  hall.postMessage('all leave');
  await Promise.all(guests.map((guest) => once(guest, 'exit')));
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  console.log(heard.sort(), hall.name);
  hall.close();
  attempt('closed', () => hall.postMessage(1));
  attempt('no name', () => new BroadcastChannel());
}

for (const part of [inOneThread, carries, refuses, betweenThreads, broadcasts]) {
  console.log(`# ${part.name}`);
  await part();
}
