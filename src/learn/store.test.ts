import assert from 'node:assert/strict';
import test from 'node:test';
import { DAMAGED_PREFIX, PROGRESS_KEY } from './keys.ts';
import { noProgress, progressText, type Progress } from './progress.ts';
import { ProgressStore } from './store.ts';
import { MemoryStorage } from './testing/memory-storage.ts';

const later = (start = 1000) => {
  let now = start;
  return () => now++;
};
const stored = (storage: MemoryStorage) => JSON.parse(storage.getItem(PROGRESS_KEY) ?? 'null') as Progress | null;

test('keeps what is recorded for the next visit', () => {
  const storage = new MemoryStorage();
  new ProgressStore(storage, later()).record('exercises', '06-processes', {});
  const store = new ProgressStore(storage);
  assert.deepEqual(store.progress.exercises, { '06-processes': { at: 1000 } });
  assert.equal(store.problem, null);
});

test('a clock that was put back does not undo what is recorded now', () => {
  const storage = new MemoryStorage();
  new ProgressStore(storage, () => 5000).record('marks', 'read/x', { done: true });
  new ProgressStore(storage, () => 10).record('marks', 'read/x', { done: false });
  assert.deepEqual(stored(storage)!.marks, { 'read/x': { at: 5001, done: false } });
});

test('damaged text is told, kept as it was, and what can be read of it stays', () => {
  const storage = new MemoryStorage();
  const text = JSON.stringify({
    ...noProgress,
    exercises: { good: { at: 1 }, bad: { at: 'yesterday' } },
    marks: null,
  });
  storage.setItem(PROGRESS_KEY, text);
  const store = new ProgressStore(storage, later());
  assert.deepEqual(store.progress.exercises, { good: { at: 1 } });
  assert.ok(store.problem?.kind === 'damaged');
  assert.match(store.problem.reason, /"exercises" has a wrong entry "bad"/);
  assert.match(store.problem.reason, /"marks" is missing/);
  assert.deepEqual(store.damaged(), [{ key: `${DAMAGED_PREFIX}1000`, text }]);
  // Told once, kept until the reader deletes it.
  const next = new ProgressStore(storage, later());
  assert.equal(next.problem, null);
  assert.equal(next.damaged().length, 1);
  next.forgetDamaged(`${DAMAGED_PREFIX}1000`);
  assert.deepEqual(next.damaged(), []);
});

test('two damaged texts found at the same moment are both kept', () => {
  const storage = new MemoryStorage();
  for (const text of ['{"schema', 'null']) {
    storage.setItem(PROGRESS_KEY, text);
    new ProgressStore(storage, () => 7);
  }
  assert.deepEqual(
    new ProgressStore(storage).damaged().map(({ text }) => text),
    ['{"schema', 'null'],
  );
});

test('damaged text that cannot be put aside is not overwritten', () => {
  const storage = new MemoryStorage();
  storage.setItem(PROGRESS_KEY, '{"schema":1,');
  storage.full = true;
  const store = new ProgressStore(storage, later());
  assert.equal(store.problem?.kind, 'not-kept');
  store.record('marks', 'read/x', { done: true });
  store.wipe();
  storage.full = false;
  assert.equal(storage.getItem(PROGRESS_KEY), '{"schema":1,');
  store.record('marks', 'read/y', { done: true });
  assert.equal(store.damaged().length, 1);
  assert.deepEqual(Object.keys(stored(storage)!.marks), ['read/y']);
});

test('what a later version wrote is left alone, also by a wipe', () => {
  const storage = new MemoryStorage();
  storage.setItem(PROGRESS_KEY, '{"schema":99,"badges":{}}');
  const store = new ProgressStore(storage, later());
  assert.deepEqual(store.problem, { kind: 'newer' });
  store.record('marks', 'read/x', { done: true });
  store.changedElsewhere('{"schema":99,"badges":{}}');
  store.wipe();
  assert.equal(storage.getItem(PROGRESS_KEY), '{"schema":99,"badges":{}}');
  assert.deepEqual(store.damaged(), []);
});

test('storage that is full or absent is told; the page still remembers', () => {
  const storage = new MemoryStorage();
  storage.full = true;
  for (const store of [new ProgressStore(storage, later()), new ProgressStore(null, later())]) {
    store.record('exercises', 'x', {});
    assert.equal(store.problem?.kind, 'not-kept');
    assert.deepEqual(Object.keys(store.progress.exercises), ['x']);
  }
});

test('room that was made lets it be kept again', () => {
  const storage = new MemoryStorage();
  storage.full = true;
  const store = new ProgressStore(storage, later());
  store.record('exercises', 'x', {});
  storage.full = false;
  store.record('exercises', 'y', {});
  assert.equal(store.problem, null);
  assert.deepEqual(Object.keys(stored(storage)!.exercises), ['x', 'y']);
});

test('two tabs agree, also when one writes without having heard of the other', () => {
  const storage = new MemoryStorage();
  const clock = later();
  const [one, two] = [new ProgressStore(storage, clock), new ProgressStore(storage, clock)];
  let told = 0;
  two.subscribe(() => told++);
  one.record('exercises', 'a', {});
  two.record('exercises', 'b', {});
  assert.deepEqual(Object.keys(stored(storage)!.exercises), ['a', 'b']);
  one.changedElsewhere(storage.getItem(PROGRESS_KEY));
  assert.deepEqual(one.progress, two.progress);
  assert.equal(told, 1);
});

test('a write that overtook this tab’s is merged back in, once', () => {
  const storage = new MemoryStorage();
  const clock = later();
  const [one, two] = [new ProgressStore(storage, clock), new ProgressStore(storage, clock)];
  one.record('exercises', 'a', {});
  storage.removeItem(PROGRESS_KEY); // As if `two` had read before `one` wrote, and written after it.
  two.record('exercises', 'b', {});
  one.changedElsewhere(storage.getItem(PROGRESS_KEY));
  assert.deepEqual(Object.keys(stored(storage)!.exercises), ['a', 'b']);
  const settled = storage.writes;
  two.changedElsewhere(storage.getItem(PROGRESS_KEY));
  one.changedElsewhere(storage.getItem(PROGRESS_KEY));
  assert.equal(storage.writes, settled);
});

test('a wipe reaches the other tab, and can be undone by importing what it returned', () => {
  const storage = new MemoryStorage();
  const [one, two] = [new ProgressStore(storage, later()), new ProgressStore(storage, later())];
  one.record('questions', 'q', { choice: 'Yes', right: true });
  two.changedElsewhere(storage.getItem(PROGRESS_KEY));
  const text = one.wipe();
  assert.equal(storage.getItem(PROGRESS_KEY), null);
  two.changedElsewhere(null);
  assert.deepEqual(two.progress, noProgress);
  one.import(text);
  assert.deepEqual(stored(storage)!.questions, { q: { at: 1000, choice: 'Yes', right: true } });
});

test('an import merges and counts; what is newer here stays', () => {
  const store = new ProgressStore(new MemoryStorage(), () => 500);
  store.record('marks', 'read/a', { done: true });
  store.record('marks', 'read/b', { done: true });
  const file = { ...noProgress, marks: { a: { at: 1, done: true } } };
  file.marks = {
    'read/a': { at: 400, done: false },
    'read/b': { at: 600, done: false },
    'read/c': { at: 1, done: true },
  } as never;
  assert.deepEqual(store.import(progressText(file as Progress)), { added: 1, changed: 1 });
  assert.deepEqual(
    Object.entries(store.progress.marks).map(([key, { done }]) => [key, done]),
    [
      ['read/a', true],
      ['read/b', false],
      ['read/c', true],
    ],
  );
});

test('an import that cannot be read changes nothing and says why', () => {
  const storage = new MemoryStorage();
  const store = new ProgressStore(storage, later());
  store.record('exercises', 'x', {});
  const before = storage.getItem(PROGRESS_KEY);
  assert.throws(() => store.import('hello'), /cannot be imported\. It is not JSON/);
  assert.throws(() => store.import('{"schema":1}'), /"experiments" is missing/);
  assert.throws(() => store.import('{"schema":7}'), /later version of this site/);
  assert.equal(storage.getItem(PROGRESS_KEY), before);
});
