import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedValues } from './shared-values.ts';

const memory = () => new SharedArrayBuffer(1);

test('a value keeps its number wherever it goes', () => {
  const [here, there] = [new SharedValues(() => 1), new SharedValues(() => 2)];
  const value = memory();
  const id = here.numberOf(value);
  assert.equal(here.numberOf(value), id);
  assert.notEqual(here.numberOf(memory()), id);
  there.arrive([{ id, value }]);
  assert.deepEqual(there.take([id]), [value]);
  assert.equal(there.numberOf(value), id);
  assert.notEqual(there.numberOf(memory()), here.numberOf(memory()));
});

test('a message is read when everything that it refers to has come', () => {
  const values = new SharedValues(() => 1);
  const [one, two] = [memory(), memory()];
  values.arrive([{ id: 5, value: one }]);
  assert.equal(values.take([5, 6]), null);
  values.arrive([{ id: 6, value: two }]);
  assert.deepEqual(values.take([5, 6]), [one, two]);
});

test('who knows a value does not wait for it, and it does not come too late', () => {
  const values = new SharedValues(() => 1);
  const value = memory();
  const id = values.numberOf(value);
  assert.deepEqual(values.take([id]), [value]);
  values.arrive([{ id, value: memory() }]);
  assert.deepEqual(values.take([id]), [value]);
});
