import assert from 'node:assert/strict';
import { createHistogram } from 'node:perf_hooks';
import { test } from 'node:test';
import { DelayHistogram, Histogram } from './histogram.ts';

const range = (count: number, of: (at: number) => number) => Array.from({ length: count }, (_, at) => of(at));

/** Lowest, highest, figures, and values to record. */
const cases: [number, number, 1 | 2 | 3 | 4 | 5, number[]][] = [
  [1, Number.MAX_SAFE_INTEGER, 3, []],
  [1, Number.MAX_SAFE_INTEGER, 3, [5]],
  [1, Number.MAX_SAFE_INTEGER, 3, range(1000, (at) => (at + 1) ** 2)],
  [1, Number.MAX_SAFE_INTEGER, 3, [1, 1, 1, 2, 2, 1e15, Number.MAX_SAFE_INTEGER]],
  [1, Number.MAX_SAFE_INTEGER, 1, range(300, (at) => at * 7 + 1)],
  [1, 1000, 2, [1, 2, 3, 999, 1000, 1001, 5000, 100_000]],
  [10, 1_000_000, 4, [1, 9, 10, 11, 12_345, 999_999]],
];

const asked = [0.1, 25, 50, 90, 99, 99.99, 100];

for (const [lowest, highest, figures, values] of cases) {
  test(`${values.length} values from ${lowest} to ${highest} in ${figures} figures are told as Node tells them`, () => {
    const theirs = createHistogram({ lowest, highest, figures });
    const ours = new Histogram(lowest, highest, figures, () => 0);
    for (const value of values) {
      theirs.record(value);
      ours.record(value);
    }
    const expect = () => {
      const percentiles = new Map<number, number>();
      ours.percentiles(percentiles);
      assert.deepEqual(percentiles, theirs.percentiles);
      for (const name of ['count', 'min', 'max', 'mean', 'stddev', 'exceeds'] as const) {
        assert.equal(ours[name](), theirs[name], name);
      }
      for (const each of asked) assert.equal(ours.percentile(each), theirs.percentile(each), `${each} %`);
      assert.equal(ours.minBigInt(), theirs.minBigInt);
    };
    expect();
    const [more, other] = [createHistogram(), new Histogram(1, Number.MAX_SAFE_INTEGER, 3, () => 0)];
    for (const value of [7, 700]) {
      more.record(value);
      other.record(value);
    }
    if (figures === 3) {
      theirs.add(more);
      ours.add(other);
      expect();
    }
    theirs.reset();
    ours.reset();
    expect();
  });
}

test('a difference of time is recorded from the second time on', () => {
  const times = [1000, 1005, 1012];
  const histogram = new Histogram(1, 1000, 3, () => times.shift()!);
  for (let count = 0; count < 3; count++) histogram.recordDelta();
  assert.deepEqual([histogram.count(), histogram.min(), histogram.max()], [2, 5, 7]);
});

test('a histogram of delays counts the time between the calls of its timer, and only while it runs', () => {
  let time = 5;
  let tick: (() => void) | null = null;
  const delays = new DelayHistogram(
    10,
    () => time,
    (callback) => {
      tick = callback;
      return () => (tick = null);
    },
  );
  const after = (nanoseconds: number) => {
    time += nanoseconds;
    tick?.();
  };
  delays.start(true);
  after(10); // There is nothing before it that it could be apart from.
  after(11);
  after(30);
  assert.deepEqual([delays.count(), delays.min(), delays.max()], [2, 11, 30]);
  delays.stop();
  after(1000);
  assert.equal(delays.count(), 2);
  delays.start(true);
  assert.equal(delays.count(), 0);
});
