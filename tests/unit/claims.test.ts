/** The book proves what it says: each claim of a factor is named by an experiment that runs something. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseChapterParts, parseTaughtParts } from '../../src/content/chapter-parts.ts';
import { claims } from '../../src/content/claims.ts';
import { parseExample } from '../../src/content/example-schema.ts';
import { factorLabel } from '../../src/content/factors.ts';
import { root } from '../../tools/run.mjs';
import { exampleNames } from '../gates/examples.ts';

const examples = exampleNames().map((name) => {
  const file = join(root, 'examples', name, 'example.json');
  return { name, ...parseExample(readFileSync(file, 'utf8'), file) };
});

for (const { id, factor, text } of claims) {
  test(`an experiment of factor ${factor ?? 'Identity'} proves: ${text}`, () => {
    const proving = examples.flatMap((example) =>
      example.experiments.filter((each) => each.claims.includes(id)).map(() => example.factor),
    );
    assert.ok(proving.length > 0, `no experiment names the claim "${id}"`);
    assert.deepEqual([...new Set(proving)], [factor]);
  });
}

for (const { name, factor, experiments } of examples) {
  test(`the page of ${factorLabel(factor)} teaches all of it: experiments, an exercise, three questions, drawings`, () => {
    const file = join(root, 'src/content', factor === null ? 'pages/beyond.mdx' : `chapters/${name}.mdx`);
    const text = readFileSync(file, 'utf8');
    const taught = factor === null ? parseTaughtParts(text, name, file) : parseChapterParts(text, file);
    assert.ok(taught, 'it is a draft');
    assert.deepEqual(taught.experiments.toSorted(), experiments.map(({ id }) => id).toSorted());
    assert.ok(taught.hasExercise);
    assert.ok(taught.questions.length >= 3, `it has ${taught.questions.length} questions`);
    assert.equal(new Set(taught.questions).size, taught.questions.length);
    assert.match(text, /<Figure caption=/);
  });
}

test('all twelve factors have an example, and each at least two experiments', () => {
  assert.deepEqual(
    examples.flatMap(({ factor }) => factor ?? []),
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  const fewer = examples.filter(({ experiments }) => experiments.length < 2).map(({ factor }) => factor);
  assert.deepEqual(fewer, []);
});
