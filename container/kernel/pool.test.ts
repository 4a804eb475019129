import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { Pool } from './pool.ts';
import type { ProcessWorker } from './process.ts';

/** Longer than the pool waits for anything, in milliseconds. */
const LONG = 1000;

/** A pool over workers that say they are ready when the test wants it. */
function poolOf(t: TestContext, size: number) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const made: ProcessWorker[] = [];
  let full = 0;
  const make = (): ProcessWorker => {
    const worker = { port: { onmessage: null } as unknown as MessagePort, terminate: () => {} };
    made.push(worker);
    return worker;
  };
  const pool = new Pool(size, make, () => full++);
  return {
    pool,
    made,
    full: () => full,
    ready: (at: number) => made[at]!.port.onmessage!(new MessageEvent('message')),
    wait: (milliseconds = LONG) => t.mock.timers.tick(milliseconds),
  };
}

test('makes its workers one by one, and says when it has them all', (t) => {
  const { pool, made, ready, wait, full } = poolOf(t, 2);
  pool.start();
  wait();
  assert.equal(made.length, 1, 'the second waits for the first');
  ready(0);
  wait();
  assert.deepEqual([made.length, full()], [2, 0]);
  ready(1);
  wait();
  assert.deepEqual([made.length, full()], [2, 1]);
});

test('says once that it has them all, also when workers become ready while a program has its moment', (t) => {
  const { pool, made, ready, wait, full } = poolOf(t, 2);
  pool.start();
  ready(0);
  pool.take();
  ready(1);
  ready(2);
  wait();
  wait();
  assert.deepEqual([made.length, full()], [3, 1]);
});

test('hands out what is warm, and makes another when the program had a moment for itself', (t) => {
  const { pool, made, ready, wait } = poolOf(t, 1);
  pool.start();
  ready(0);
  assert.equal(pool.take(), made[0]);
  assert.equal(made.length, 1);
  wait();
  assert.equal(made.length, 2);
});

test('makes none while a program waits for its worker', (t) => {
  const { pool, made, wait } = poolOf(t, 1);
  pool.start();
  pool.take();
  const second = pool.take();
  assert.equal(second, made[1], 'who finds none gets a new one');
  wait();
  assert.equal(made.length, 2);
  pool.ready(made[0]!);
  assert.equal(made.length, 2);
  pool.ready(second);
  assert.equal(made.length, 3);
});

test('goes on when a process ended before its worker was ready', (t) => {
  const { pool, made, wait } = poolOf(t, 1);
  pool.start();
  pool.gone(pool.take());
  wait();
  assert.equal(made.length, 2);
});

test('replaces a worker that failed when a process starts, and not before', (t) => {
  const { pool, made, wait } = poolOf(t, 1);
  pool.start();
  pool.gone(made[0]!);
  wait();
  assert.equal(made.length, 1);
  assert.equal(pool.take(), made[1]);
  pool.ready(made[1]!);
  assert.equal(made.length, 3);
});

test('a pool of none makes a worker for each program, and none ahead', (t) => {
  const { pool, made, wait, full } = poolOf(t, 0);
  pool.start();
  assert.equal(made.length, 0);
  pool.ready(pool.take());
  wait();
  assert.equal(made.length, 1);
  assert.equal(full(), 1);
});
