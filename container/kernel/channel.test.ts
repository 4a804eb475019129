import assert from 'node:assert/strict';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { ChannelEnd, createChannelMemory } from './channel.ts';
import type { End } from './channel.ts';

const CAPACITY = 1024;
const channelUrl = new URL('./channel.ts', import.meta.url).href;

/** Runs `body` in another thread, with `end` in scope: the given end of the channel. Resolves with what it returns. */
async function inThread(memory: SharedArrayBuffer, end: End, body: string, owner = 2): Promise<unknown> {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { ChannelEnd } from ${JSON.stringify(channelUrl)};
    const end = new ChannelEnd(workerData.memory, workerData.end, () => parentPort.postMessage({ bell: true }), workerData.owner);
    const writeAll = (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const count = end.write(bytes.subarray(at));
        at += count;
        if (count === 0 && end.readerGone) throw new Error('EPIPE');
        if (count === 0) end.blockUntilWritable(10000);
      }
    };
    const readAll = () => {
      const parts = [];
      for (;;) {
        const part = end.read(4096);
        if (part) parts.push(...part);
        else if (end.wasReset) throw new Error('ECONNRESET');
        else if (end.atEnd) return parts;
        else if (!end.blockUntilReadable(10000)) throw new Error('nothing came');
      }
    };
    parentPort.postMessage({ result: await (async () => { ${body} })() });`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { memory, end, owner },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: { result?: unknown; bell?: true }) => {
      if (!message.bell) resolve(message.result);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The thread ended without a result.')));
  });
}

const newEnd = (memory: SharedArrayBuffer, end: End, ring = () => {}) => new ChannelEnd(memory, end, ring);

test('many more bytes than fit cross in order, each side waiting for the other', async () => {
  const memory = createChannelMemory(CAPACITY);
  const reader = inThread(memory, 1, 'return readAll();');
  const writer = inThread(memory, 0, 'writeAll(Uint8Array.from({ length: 50000 }, (_, i) => i % 251)); end.finish();');
  await writer;
  assert.deepEqual(
    await reader,
    Array.from({ length: 50_000 }, (_, index) => index % 251),
  );
});

test('a full ring takes no more until somebody reads, and then rings the writer', () => {
  const memory = createChannelMemory(CAPACITY);
  let bells = 0;
  const writer = newEnd(memory, 0);
  const reader = newEnd(memory, 1, () => bells++);
  assert.equal(writer.write(new Uint8Array(CAPACITY + 1)), CAPACITY);
  assert.equal(writer.write(new Uint8Array(1)), 0);
  assert.equal(writer.waitAsWriter(), true);
  assert.equal(reader.read(10)?.length, 10);
  assert.equal(bells, 1);
  assert.equal(reader.read(10)?.length, 10);
  assert.equal(bells, 1, 'nobody waits any more');
  assert.equal(writer.space, 20);
  assert.equal(writer.waitAsWriter(), false);
});

test('a reader that sleeps is rung once for what arrives', () => {
  const memory = createChannelMemory(CAPACITY);
  let bells = 0;
  const writer = newEnd(memory, 0, () => bells++);
  const reader = newEnd(memory, 1);
  writer.write(new Uint8Array(1));
  assert.equal(bells, 0, 'nobody sleeps yet');
  assert.equal(reader.sleepAsReader(), false, 'there is something to read');
  reader.read(1);
  assert.equal(reader.sleepAsReader(), true);
  writer.write(new Uint8Array(1));
  writer.write(new Uint8Array(1));
  assert.equal(bells, 1);
});

test('both directions are apart', () => {
  const memory = createChannelMemory(CAPACITY);
  const [a, b] = [newEnd(memory, 0), newEnd(memory, 1)];
  a.write(Uint8Array.of(1));
  b.write(Uint8Array.of(2, 3));
  assert.deepEqual(a.read(10), Uint8Array.of(2, 3));
  assert.deepEqual(b.read(10), Uint8Array.of(1));
  a.finish();
  assert.ok(b.atEnd && !a.atEnd);
  assert.equal(b.write(Uint8Array.of(4)), 1);
  assert.deepEqual(a.read(1), Uint8Array.of(4));
});

test('an end comes after the last byte, and nothing follows it', () => {
  const memory = createChannelMemory(CAPACITY);
  const [a, b] = [newEnd(memory, 0), newEnd(memory, 1)];
  a.write(Uint8Array.of(1));
  a.finish();
  assert.equal(b.atEnd, false);
  assert.equal(a.write(Uint8Array.of(2)), 0);
  b.read(10);
  assert.equal(b.atEnd, true);
});

test('a reset comes after the last byte and stops both writers', () => {
  const memory = createChannelMemory(CAPACITY);
  const [a, b] = [newEnd(memory, 0), newEnd(memory, 1)];
  a.write(Uint8Array.of(1));
  a.reset();
  assert.equal(b.wasReset, false);
  b.read(1);
  assert.equal(b.wasReset, true);
  assert.equal(b.readerGone, true);
});

test('a blocked writer learns that the reader has gone', async () => {
  const memory = createChannelMemory(CAPACITY);
  const writer = inThread(memory, 0, 'writeAll(new Uint8Array(5000));');
  const reader = newEnd(memory, 1);
  assert.ok(reader.blockUntilReadable(10_000));
  reader.stopReading();
  await assert.rejects(writer, /EPIPE/);
});

test('writers that share an end take turns: no byte is lost or overwritten', async () => {
  const memory = createChannelMemory(CAPACITY);
  const body = (value: number) => `for (let n = 0; n < 500; n++) writeAll(new Uint8Array(64).fill(${value}));`;
  const writers = [1, 2, 3].map((value) => inThread(memory, 0, body(value), value));
  const reader = inThread(memory, 1, 'return readAll();');
  await Promise.all(writers);
  newEnd(memory, 0).finish();
  const all = (await reader) as number[];
  assert.equal(all.length, 3 * 500 * 64);
  for (const value of [1, 2, 3]) assert.equal(all.filter((byte) => byte === value).length, 500 * 64);
});

test('the lock of a writer that died in the middle can be broken, by its own number only', async () => {
  const memory = createChannelMemory(CAPACITY);
  const LOCK = 5;
  new Int32Array(memory)[LOCK] = 7; // process 7 was killed while it wrote
  const writer = inThread(memory, 0, 'writeAll(Uint8Array.of(1));');
  const breaker = newEnd(memory, 0);
  breaker.unlock(8);
  assert.equal(newEnd(memory, 1).blockUntilReadable(500), false, 'the writer waits for its turn');
  breaker.unlock(7);
  await writer;
  assert.deepEqual(newEnd(memory, 1).read(10), Uint8Array.of(1));
});
