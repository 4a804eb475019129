import assert from 'node:assert/strict';
import test from 'node:test';
import { Random } from './random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: string) =>
    Array.from(
      { length: 20 },
      (
        (random) => () =>
          random.integer(1, 1000)
      )(new Random(seed)),
    );
  assert.deepEqual(draw('7f3a'), draw('7f3a'));
  assert.notDeepEqual(draw('7f3a'), draw('7f3b'));
});

test('what one purpose draws does not change what another gets', () => {
  const first = new Random('s');
  first.fork('ports').hex(10);
  assert.equal(first.fork('lab').hex(8), new Random('s').fork('lab').hex(8));
});
