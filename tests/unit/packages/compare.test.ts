import assert from 'node:assert/strict';
import test from 'node:test';
import { compare } from '../../packages/compare.ts';
import type { Limit } from '../../packages/limits.ts';
import type { Step } from '../../packages/measure.ts';

const step = (status: number, body = '', asked = 'GET /'): Step => ({ asked, wanted: 200, answer: { status, body } });
const limit: Limit = { asked: 'GET /', why: 'There is none.' };

/** How many steps were right, and how each problem begins. */
function found(node: Step[] | string | undefined, container: Step[] | string | undefined, limits: Limit[] = []) {
  const { asked, same, problems } = compare('shop', '1.0.0', { node, container }, limits);
  return [`${same} of ${asked}`, ...problems.map((problem) => problem.split('\n')[0]!.slice(0, 40))];
}

test('the same answers are all right, and others are told', () => {
  assert.deepEqual(found([step(200), step(200)], [step(200), step(200)]), ['2 of 2']);
  assert.deepEqual(found([step(200, 'a'), step(200)], [step(200, 'b'), step(200)]), ['1 of 2', 'GET /']);
  assert.deepEqual(found([step(200), step(200)], [step(200)]), ['1 of 2', 'GET /']);
});

test('answers that are the same and wrong on both are told for both', () => {
  const told = ['node: GET / is to be answered with 200, ', 'container: GET / is to be answered with '];
  assert.deepEqual(found([step(500)], [step(500)]), ['0 of 1', ...told]);
  assert.deepEqual(found([step(500)], undefined), ['0 of 1', told[0]]);
  assert.deepEqual(found(undefined, [step(200)]), ['1 of 1']);
});

test('a service that does not run is told, and nothing is compared', () => {
  assert.deepEqual(found('exit code 1\nError', [step(200)]), ['0 of 0', 'node: exit code 1']);
});

test('what is known to differ is no problem, unless it does not any more', () => {
  assert.deepEqual(found([step(200)], [step(500)], [limit]), ['0 of 1']);
  assert.deepEqual(found([step(200)], [step(200)], [limit]), ['1 of 1', 'GET / does not differ any more: take it ']);
  assert.deepEqual(found([step(200)], undefined, [limit]), ['1 of 1']);
});
