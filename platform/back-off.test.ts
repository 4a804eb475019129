import assert from 'node:assert/strict';
import test from 'node:test';
import { backOff, CRASHES_BEFORE_HOLD } from './back-off.ts';

test('waits twice as long after each crash, then holds the process', () => {
  assert.deepEqual([1, 2, 3, 4].map(backOff), [500, 1000, 2000, 4000]);
  assert.equal(backOff(CRASHES_BEFORE_HOLD), null);
});
