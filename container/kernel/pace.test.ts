import assert from 'node:assert/strict';
import test from 'node:test';
import { Pace } from './pace.ts';

test('the first notice goes at once, what follows together, each once and the last word last', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const told: string[] = [];
  const pace = new Pace<string>((notice) => told.push(notice));
  const tell = (notice: string) => pace.tell(notice, notice);
  for (const notice of ['open', 'close', 'open', 'close', 'open']) tell(notice);
  assert.deepEqual(told, ['open']);
  context.mock.timers.tick(50);
  assert.deepEqual(told, ['open', 'close', 'open']);
  tell('late');
  assert.equal(told.length, 3);
  context.mock.timers.tick(50);
  context.mock.timers.tick(50);
  tell('at once');
  assert.deepEqual(told.slice(3), ['late', 'at once']);
});

test('a storm of notices is told in lots, and not kept without end', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let told = 0;
  const pace = new Pace<number>(() => told++);
  for (let count = 0; count < 20_000; count++) pace.tell(String(count), count);
  assert.equal(told, 1);
  context.mock.timers.tick(50);
  assert.equal(told, 201);
  for (let lots = 0; lots < 100; lots++) context.mock.timers.tick(50);
  assert.equal(told, 16_385);
});
