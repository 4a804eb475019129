import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeProgress, noProgress, progressText, readProgress, type Migration, type Progress } from './progress.ts';

const full: Progress = {
  schema: 1,
  experiments: { '06-processes/half-logged-out': { at: 1 } },
  exercises: { '06-processes': { at: 2 } },
  questions: { '06-processes/who': { at: 3, choice: 'Nobody', right: false } },
  marks: { 'read/06-processes': { at: 4, done: true } },
  courses: { 'new-engineer': { at: 5, step: 'read/06-processes' } },
  audit: { '06-processes': { at: 6, verdict: null, evidence: 'kill drill of May' } },
};

test('a document comes back as it was written', () => {
  assert.deepEqual(readProgress(progressText(full)), { kind: 'read', progress: full });
});

test('a field that the schema does not know is damage, so it is never silently dropped', () => {
  const reading = readProgress(JSON.stringify({ ...full, exercises: { x: { at: 1, stars: 3 } } }));
  assert.ok(reading.kind === 'damaged');
  assert.match(reading.reason, /"exercises" has a wrong entry "x".*stars/);
  assert.deepEqual(reading.progress.marks, full.marks);
});

test('an older document is migrated step by step from where it is', () => {
  const steps: Migration[] = [
    (document) => ({ ...document, schema: 2, exercises: document['solved'] }),
    (document) => ({ ...document, schema: 3, marks: { 'read/x': { at: 1, done: true } } }),
  ];
  const first = readProgress(JSON.stringify({ ...noProgress, exercises: undefined, solved: { a: { at: 1 } } }), steps);
  assert.ok(first.kind === 'read');
  assert.deepEqual(first.progress.exercises, { a: { at: 1 } });
  assert.deepEqual(Object.keys(first.progress.marks), ['read/x']);
  const second = readProgress(JSON.stringify({ ...noProgress, schema: 2, exercises: { b: { at: 1 } } }), steps);
  assert.ok(second.kind === 'read');
  assert.deepEqual(second.progress.exercises, { b: { at: 1 } });
  assert.deepEqual(readProgress('{"schema":4}', steps), { kind: 'newer', schema: 4 });
});

test('a migration that fails damages nothing: the reason is told', () => {
  const steps: Migration[] = [(document) => ({ x: (document['solved'] as string[]).length })];
  const reading = readProgress('{"schema":1}', steps);
  assert.ok(reading.kind === 'damaged');
  assert.match(reading.reason, /from schema 1 to 2/);
});

for (const text of ['', '[]', '"x"', '{}', '{"schema":0}', '{"schema":"1"}', '{"schema":1.5}']) {
  test(`${text || 'an empty text'} is damaged`, () => assert.equal(readProgress(text).kind, 'damaged'));
}

test('merging takes the later entry, in either order, and twice is once', () => {
  const other: Progress = {
    ...noProgress,
    marks: { 'read/06-processes': { at: 9, done: false }, 'read/x': { at: 1, done: true } },
    audit: { '06-processes': { at: 5, verdict: 'holds', evidence: '' } },
  };
  const merged = mergeProgress(full, other);
  assert.deepEqual(merged.marks, { 'read/06-processes': { at: 9, done: false }, 'read/x': { at: 1, done: true } });
  assert.equal(merged.audit['06-processes']!.evidence, 'kill drill of May');
  assert.equal(progressText(mergeProgress(other, full)), progressText(merged));
  assert.equal(progressText(mergeProgress(merged, other)), progressText(merged));
});

test('of two entries of one moment both sides keep the same', () => {
  const [a, b] = ['Yes', 'No'].map((choice) => ({ ...noProgress, questions: { q: { at: 1, choice, right: false } } }));
  assert.equal(progressText(mergeProgress(a!, b!)), progressText(mergeProgress(b!, a!)));
});

test('a question that was answered right stays so; the choice shown is the last one', () => {
  const right = { ...noProgress, questions: { q: { at: 1, choice: 'No', right: true } } };
  const again = { ...noProgress, questions: { q: { at: 2, choice: 'Yes', right: false } } };
  assert.deepEqual(mergeProgress(right, again).questions['q'], { at: 2, choice: 'Yes', right: true });
  assert.deepEqual(mergeProgress(again, right).questions['q'], { at: 2, choice: 'Yes', right: true });
});
