import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Ports } from './ports.ts';
import { Random } from './random.ts';

function open(t: TestContext, seed: string): Ports {
  const ports = new Ports(new Random(seed));
  t.after(() => ports.close());
  return ports;
}

const takeMany = (ports: Ports, count: number) => Promise.all(Array.from({ length: count }, () => ports.take()));

test('no port is handed out twice, not even by two platforms with the same seed', async (t) => {
  const [first, second] = [open(t, 'ab12'), open(t, 'ab12')];
  // One after the other: nobody listens on the first's ports by the time that the second looks for free ones.
  const taken = [...(await takeMany(first, 100)), ...(await takeMany(second, 100))];
  assert.equal(new Set(taken).size, 200);
});

test('a platform that needs many ports goes on where its block ends', async (t) => {
  const taken = await takeMany(open(t, 'ab12'), 700);
  assert.equal(new Set(taken).size, 700);
});

test('a port that somebody listens on is left out', async (t) => {
  const ports = new Ports(new Random('ef56'));
  const port = await ports.take();
  await ports.close();
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  t.after(() => server.close());
  assert.notEqual(await open(t, 'ef56').take(), port);
});

test('platforms take turns at a fixed port', async (t) => {
  const [first, second] = [open(t, 'ab12'), open(t, 'cd34')];
  const told: string[] = [];
  await first.takeTurn(31_999, () => told.push('first'));
  await first.takeTurn(31_999, () => told.push('first again'));
  let waits: () => void = () => {};
  const waiting = new Promise<void>((resolve) => (waits = resolve));
  const turn = second.takeTurn(31_999, waits).then(() => told.push('second'));
  await waiting;
  assert.deepEqual(told, []);
  await first.close();
  await turn;
  assert.deepEqual(told, ['second']);
});

test('a fixed port is not waited for without end, be it that another program has it', async (t) => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(31_998, '127.0.0.1', listening));
  t.after(() => server.close());
  await assert.rejects(
    open(t, 'ab12').takeTurn(31_998, () => {}, 1),
    /Port 31998 is taken/,
  );
});
