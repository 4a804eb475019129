import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_LIMITS } from '../../container/kernel/limits.ts';
import { BOUNDS } from '../../container/programs/sh/limits.ts';

test('ulimit tells the bounds that the kernel has', () => {
  const { processes, descriptors } = DEFAULT_LIMITS;
  assert.deepEqual(BOUNDS, { processes, descriptors });
});
