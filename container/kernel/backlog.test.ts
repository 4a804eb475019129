import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Backlog } from './backlog.ts';

test('a sender whose messages are read in one go has too many of them, and the others have not', () => {
  const backlog = new Backlog<string>(5000);
  for (let count = 0; count < 5000; count++) assert.ok(backlog.count('flood'));
  assert.equal(backlog.count('flood'), false);
  assert.equal(backlog.count('drop'), true);
});

test('a sender who lets others in between may send for ever', async () => {
  const backlog = new Backlog<string>(5000);
  for (let count = 0; count < 40_000; count++) {
    assert.ok(backlog.count('busy'));
    if (count % 1000 === 0) for (let turns = 0; turns < 5; turns++) await turn();
  }
});
