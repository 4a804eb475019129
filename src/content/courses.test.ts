import assert from 'node:assert/strict';
import test from 'node:test';
import type { ChapterParts } from './chapter-parts.ts';
import { parseCourse, readCourses, type Book } from './courses.ts';

const processes: ChapterParts = {
  example: '06-processes',
  minutes: 30,
  audit: 'We can kill it.',
  questions: ['06-processes/one', '06-processes/two'],
  experiments: ['first', 'second'],
  hasExercise: true,
};

const book = (parts: Partial<ChapterParts> = {}): Book => ({
  chapter: (slug) => (slug === '06-processes' ? { ...processes, ...parts } : null),
  hasPage: (name) => name === 'introduction',
});

const course = (...steps: string[]) => `order: 1
title: T
audience: A
outcome: O
parts:
  - title: P
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`;

const parse = (text: string, from = book()) => parseCourse(text, 'src/content/courses/c.yaml', from).course;
const only = (step: string, from = book()) => parse(course(step), from).parts[0]!.steps[0]!;

test('a step says where it is done and by which entries of the progress it is proved', () => {
  assert.deepEqual(only('{ quiz: 06-processes, minutes: 4 }'), {
    kind: 'quiz',
    title: 'Answer the questions',
    text: null,
    minutes: 4,
    factor: only('{ read: 06-processes, minutes: 1 }').factor,
    path: 'chapters/06-processes/#quiz',
    mark: 'quiz/06-processes',
    evidence: { section: 'questions', keys: ['06-processes/one', '06-processes/two'] },
    written: true,
  });
  const { path, mark, evidence } = only('{ experiment: 06-processes/second, minutes: 4 }');
  assert.deepEqual(
    [path, mark, evidence?.keys],
    ['chapters/06-processes/#lab-second', 'experiment/06-processes/second', ['06-processes/second']],
  );
});

test('an experiment without an id is the signature, and is the same step as with its id', () => {
  assert.equal(only('{ experiment: 06-processes, minutes: 4 }').mark, 'experiment/06-processes/first');
  const twice = course('{ experiment: 06-processes, minutes: 4 }', '{ experiment: 06-processes/first, minutes: 4 }');
  assert.throws(() => parse(twice), /c\.yaml:9: experiment\/06-processes\/first is in this course twice/);
});

test('a chapter that is not written yet may be named, and is not linked', () => {
  const step = only('{ quiz: 07-port-binding, minutes: 4 }');
  assert.deepEqual([step.written, step.path, step.factor?.numeral], [false, null, 'VII']);
});

const refused: [step: string, message: RegExp, parts?: Partial<ChapterParts>][] = [
  ['{ read: 13-identity, minutes: 1 }', /c\.yaml:8: there is no chapter "13-identity"; there are: 01-codebase/],
  ['{ read: Processes, minutes: 1 }', /c\.yaml:8: parts\.0\.steps\.0\.read: name a chapter by its slug/],
  ['{ experiment: 06-processes/third, minutes: 1 }', /:8: .* shows no experiment "third"; it shows: first, second/],
  ['{ exercise: 06-processes, minutes: 1 }', /:8: chapter 06-processes has no exercise/, { hasExercise: false }],
  ['{ quiz: 06-processes, minutes: 1 }', /:8: chapter 06-processes has no questions/, { questions: [] }],
  ['{ page: faq, minutes: 1 }', /:8: there is no page "faq"/],
  ['{ page: beyond, minutes: 1 }', /:8: there is no page "beyond"/],
  ['{ read: 06-processes }', /c\.yaml:8: parts\.0\.steps\.0\.minutes: /],
  ['{ minutes: 3 }', /:8: .*exactly one of .*has none/],
  ['{ read: 06-processes, quiz: 06-processes, minutes: 3 }', /exactly one of .*has read, quiz/],
  ['{ task: ship, minutes: 3 }', /a task needs a title and a text/],
  ['{ task: ship, title: S, text: T, at: nowhere, minutes: 3 }', /name a chapter by its slug/],
  ['{ task: ship, title: S, text: T, at: 20-nowhere, minutes: 3 }', /there is no chapter "20-nowhere"/],
  ['{ read: 06-processes, minutes: 3, colour: red }', /:8: .*colour/],
  ['{ read: 06-processes, minutes', /c\.yaml:9: this is not YAML/],
];
for (const [step, message, parts] of refused) {
  test(`refuses ${step}`, () => assert.throws(() => only(step, book(parts)), message));
}

test('the line is that of the step, not of the list', () => {
  const text = course(
    '{ read: 06-processes, minutes: 1 }',
    '{ page: introduction, minutes: 1 }',
    '{ page: x, minutes: 1 }',
  );
  assert.throws(() => parse(text), /c\.yaml:10: there is no page "x"/);
});

test('the courses take the hours that they are announced with', () => {
  const hours = Object.fromEntries(readCourses().map(({ id, minutes }) => [id, minutes / 60]));
  assert.deepEqual(hours, { 'new-engineer': 7, 'platform-on-call': 4.5, 'legacy-app': 9, 'team-lead-audit': 2.5 });
});
