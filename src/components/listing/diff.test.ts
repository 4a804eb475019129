import assert from 'node:assert/strict';
import test from 'node:test';
import { linesOnlyInFirst } from './diff.ts';

test('finds the lines that only the first text has', () => {
  const wrong = 'a\nconst sessions = new Map();\nb\nc';
  const right = 'a\nconst sessions = createClient();\nawait sessions.connect();\nb\nc';
  assert.deepEqual([...linesOnlyInFirst(wrong, right)], [1]);
  assert.deepEqual([...linesOnlyInFirst(right, wrong)], [1, 2]);
});

test('takes neither indentation nor blank lines for a difference', () => {
  assert.deepEqual([...linesOnlyInFirst('if (x) {\n  go();\n}\n\n', 'if (x) {\n    go();\n}')], []);
});

test('finds no difference between equal texts and all lines against an empty one', () => {
  assert.deepEqual([...linesOnlyInFirst('a\nb', 'a\nb')], []);
  assert.deepEqual([...linesOnlyInFirst('a\nb', '')], [0, 1]);
});
