// node:stream: pipelines, async iterators, back-pressure, errors, web streams.
import {
  Duplex,
  PassThrough,
  Readable,
  Transform,
  Writable,
  addAbortSignal,
  compose,
  finished,
  pipeline,
} from 'node:stream';
import { pipeline as piped, finished as done } from 'node:stream/promises';
import { text, json, buffer } from 'node:stream/consumers';

const upper = () => new Transform({ transform: (chunk, _, next) => next(null, String(chunk).toUpperCase()) });
console.log(await text(Readable.from(['a', 'b', 'c']).pipe(upper())));
console.log(
  await Readable.from([1, 2, 3, 4])
    .filter((n) => n % 2 === 0)
    .map((n) => n * 10)
    .toArray(),
);
console.log(
  await Readable.from([1, 2, 3]).reduce((sum, n) => sum + n, 0),
  await Readable.from([5, 6]).take(1).toArray(),
);
console.log(await json(Readable.from(['{"a":', '1}'])), await buffer(Readable.from([Buffer.from('x')])));

const order = [];
const slow = new Writable({
  highWaterMark: 2,
  objectMode: true,
  write(chunk, _, next) {
    order.push(`write ${chunk}`);
    setImmediate(next);
  },
  final(next) {
    order.push('final');
    next();
  },
  destroy(error, next) {
    order.push('destroy');
    next(error);
  },
});
for (const event of ['drain', 'finish', 'close']) slow.on(event, () => order.push(event));
order.push(slow.write(1), slow.write(2), slow.writableLength, slow.writableNeedDrain);
slow.end(3);
await done(slow);
await new Promise(setImmediate);
console.log(order.join(', '));

const failing = new Transform({
  transform: (chunk, _, next) => next(chunk === 2 ? new Error('two') : null, chunk),
  objectMode: true,
});
const collected = [];
await piped(
  Readable.from([1, 2, 3]),
  failing,
  async function* (source) {
    for await (const item of source) collected.push(item);
    yield 'x';
  },
  new PassThrough({ objectMode: true }),
).catch((error) => console.log('pipeline', error.message, collected, failing.destroyed));
pipeline(Readable.from(['x']), new PassThrough(), (error) => console.log('callback', error?.message));
const destroyed = new PassThrough();
finished(destroyed, (error) => console.log('finished', error.code, error.message));
destroyed.destroy();
await new Promise(setImmediate);

const controller = new AbortController();
const endless = addAbortSignal(controller.signal, new Readable({ read() {} }));
controller.abort();
try {
  for await (const _ of endless) console.log(_);
} catch (error) {
  console.log(error.name, error.code, error.message);
}
const early = new Readable({
  read() {
    this.push('more');
  },
});
for await (const chunk of early) {
  console.log('one', String(chunk));
  break;
}
console.log('destroyed by break', early.destroyed);

const reader = new Readable({ read() {}, highWaterMark: 3 });
console.log(reader.push('ab'), reader.push('cd'), reader.readableLength, reader.readableFlowing);
reader.push(null);
reader.on('readable', () => {
  for (let chunk = reader.read(3); chunk !== null; chunk = reader.read(3)) console.log('read', String(chunk));
});
await done(reader);
const events = [];
const pass = new PassThrough();
for (const name of ['pipe', 'unpipe', 'pause', 'resume', 'data', 'end', 'prefinish', 'finish', 'close'])
  pass.on(name, () => events.push(name));
Readable.from(['1', '2']).pipe(pass);
await done(pass);
await new Promise(setImmediate);
console.log(events.join(' '));

const both = Duplex.from(async function* (source) {
  for await (const chunk of source) yield `<${chunk}>`;
});
both.end('in');
console.log(await text(both), await text(compose(Readable.from(['c']), upper())));
const web = Readable.toWeb(Readable.from(['w', 'e', 'b']));
console.log(web.constructor.name, await text(Readable.fromWeb(web)));
const compressed = new ReadableStream({ start: (c) => (c.enqueue('p'), c.close()) }).pipeThrough(new TransformStream());
for await (const chunk of compressed) console.log('web', chunk);
console.log(await new Response(new Blob(['blob ', 'parts']).stream()).text(), await new Blob(['abc']).slice(1).text());
for (const misuse of [
  () => new PassThrough().end().write('x'),
  () => new Writable().write('x'),
  () => new Readable().read(),
  () => new PassThrough().write(null),
]) {
  try {
    const stream = misuse();
    console.log('gave', stream);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
process.on('uncaughtException', (error) => console.log('uncaught', error.code));
