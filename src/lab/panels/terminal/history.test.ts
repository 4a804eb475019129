import assert from 'node:assert/strict';
import test from 'node:test';
import { History } from './history.ts';

test('the arrows go through what was typed and come back to the draft', () => {
  const history = new History();
  for (const line of ['ls', 'ls', ' ', 'ps']) history.add(line);
  assert.equal(history.move(-1, 'dra'), 'ps');
  assert.equal(history.move(-1, 'ps'), 'ls', 'the same line twice is kept once, an empty one never');
  assert.equal(history.move(-1, 'ls'), null);
  assert.equal(history.move(1, 'ls'), 'ps');
  assert.equal(history.move(1, 'ps'), 'dra');
  assert.equal(history.move(1, 'dra'), null);
});
