import assert from 'node:assert/strict';
import test from 'node:test';
import { courseState, lastCourse, stepState, type StepRef } from './course.ts';
import { noProgress, type Progress } from './progress.ts';

const read: StepRef = { mark: 'read/a', evidence: null, minutes: 6 };
const run: StepRef = { mark: 'experiment/a/x', evidence: { section: 'experiments', keys: ['a/x'] }, minutes: 10 };
const quiz: StepRef = { mark: 'quiz/a', evidence: { section: 'questions', keys: ['a/1', 'a/2'] }, minutes: 4 };
const steps = [read, run, quiz];
const progress = (part: Partial<Progress>): Progress => ({ ...noProgress, ...part });
const yes = (at: number) => ({ at, choice: 'x', right: true });

test('nothing is done at first, and one begins at the first step', () => {
  const state = courseState('c', steps, noProgress);
  assert.deepEqual(
    { done: state.done, left: state.minutesLeft, next: state.next, started: state.started },
    { done: 0, left: 20, next: 0, started: false },
  );
});

test('what the site saw does a step; a quiz needs all its questions right', () => {
  assert.deepEqual(stepState(run, progress({ experiments: { 'a/x': { at: 1 } } })), {
    done: true,
    by: 'seen',
    found: 1,
  });
  const half = progress({ questions: { 'a/1': yes(1), 'a/2': { ...yes(2), right: false } } });
  assert.deepEqual(stepState(quiz, half), { done: false, by: null, found: 1 });
  assert.equal(stepState(quiz, progress({ questions: { 'a/1': yes(1), 'a/2': yes(2) } })).done, true);
});

test('of a tick and what the site saw, the later one counts', () => {
  const ticked = { 'experiment/a/x': { at: 5, done: false } };
  assert.equal(stepState(run, progress({ experiments: { 'a/x': { at: 4 } }, marks: ticked })).done, false);
  assert.deepEqual(stepState(run, progress({ experiments: { 'a/x': { at: 6 } }, marks: ticked })), {
    done: true,
    by: 'seen',
    found: 1,
  });
});

test('one goes on where one was, then after it, then with what was left out', () => {
  const at = (step: string, marks: string[]) =>
    courseState(
      'c',
      steps,
      progress({
        courses: { c: { at: 1, step } },
        marks: Object.fromEntries(marks.map((mark) => [mark, { at: 1, done: true }])),
      }),
    ).next;
  assert.equal(at('experiment/a/x', []), 1);
  assert.equal(at('experiment/a/x', ['experiment/a/x']), 2);
  assert.equal(at('experiment/a/x', ['experiment/a/x', 'quiz/a']), 0);
  assert.equal(at('experiment/a/x', ['read/a', 'experiment/a/x', 'quiz/a']), null);
  assert.equal(at('a step that the course no longer has', ['read/a']), 1);
});

test('the last used course is found among those there are', () => {
  const courses = { old: { at: 1, step: '' }, newer: { at: 2, step: '' }, gone: { at: 3, step: '' } };
  assert.equal(lastCourse(['old', 'newer', 'never'], progress({ courses })), 'newer');
  assert.equal(lastCourse(['never'], progress({ courses })), null);
});
