import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { ChannelEnd } from './channel.ts';
import { Channels } from './channels.ts';
import type { Holder } from './channels.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { outputCost } from './page-protocol.ts';
import { Drain, Feed } from './streams.ts';

/**
 * The kernel shares the memory of a pipe with a process, which can write into it what it likes: the kernel must come
 * back from it.
 */

// Words of a header, as channel.ts has them.
const [WRITTEN, READ, STATE, LOCK] = [0, 1, 2, 5];
const [FINISHED, RESET] = [1, 2];
const ABSURD = [1, 65_536, 65_537, 0x7fffffff, -1];

const process: Holder = { ring: () => {}, shared: () => {} };
const bytes = new TextEncoder().encode('hello');

/** A pipe that the kernel feeds, and the header of what it writes. */
function feedOf(context: TestContext) {
  const feed = new Feed(new Channels(DEFAULT_LIMITS, () => {}), 1, process);
  context.after(() => (feed.close(), feed.grant.port.close()));
  return { feed, header: new Int32Array(feed.grant.memory, 0, 6) };
}

/** A pipe that the kernel drains, the header of what it reads, and how much it has read. */
function drainOf(context: TestContext, credit: number) {
  const seen = { bytes: 0, ended: false };
  const drain = new Drain(new Channels(DEFAULT_LIMITS, () => {}), 1, process, {
    credit,
    onBytes: (part) => (seen.bytes += part.length),
    onEnd: () => (seen.ended = true),
  });
  context.after(() => (drain.close(), drain.grant.port.close()));
  return { drain, seen, header: new Int32Array(drain.grant.memory, 28, 6) };
}

test('the kernel writes into a pipe whose lock a process keeps', (context) => {
  const { feed, header } = feedOf(context);
  Atomics.store(header, LOCK, 99);
  void feed.write(bytes);
  assert.equal(Atomics.load(header, WRITTEN), bytes.length);
});

test('the kernel leaves a pipe whose process has ended the kernel’s side, and says so', async (context) => {
  for (const state of [FINISHED, RESET]) {
    const { feed, header } = feedOf(context);
    Atomics.store(header, STATE, state);
    await assert.rejects(feed.write(bytes), /EPIPE/);
  }
});

test('counts that cannot be true keep the kernel neither writing nor reading', (context) => {
  for (const count of ABSURD) {
    const { feed, header } = feedOf(context);
    Atomics.store(header, READ, count);
    feed.write(bytes).catch(() => {});
    const { drain, seen, header: read } = drainOf(context, 1000);
    Atomics.store(read, WRITTEN, count);
    drain.ring();
    assert.ok(seen.bytes <= 1000);
  }
});

test('a broken pipe is at its end', (context) => {
  const { drain, seen, header } = drainOf(context, 1000);
  Atomics.store(header, STATE, RESET);
  drain.ring();
  assert.equal(seen.ended, true);
});

test('a pipe that never becomes empty gives the others their turn', (context) => {
  const { drain, seen, header } = drainOf(context, Infinity);
  const always = context.mock.method(Atomics, 'load', (words: Int32Array, at: number) =>
    at === WRITTEN ? words[READ]! + 1 : words[at]!,
  );
  Atomics.store(header, WRITTEN, 1);
  drain.ring();
  always.mock.restore();
  Atomics.store(header, READ, 1); // empty at last
  assert.ok(seen.bytes < 2000);
});

test('many small pieces use up the credit too', (context) => {
  const cost = outputCost(bytes.subarray(0, 1));
  const { drain, seen } = drainOf(context, 2 * cost);
  const writer = new ChannelEnd(drain.grant.memory, 1, () => drain.ring());
  for (let count = 0; count < 5; count++) writer.write(bytes.subarray(0, 1));
  assert.equal(seen.bytes, 2);
  drain.grantCredit(cost);
  assert.equal(seen.bytes, 5, 'what was waiting comes in one piece');
});
