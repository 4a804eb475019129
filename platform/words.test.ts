import assert from 'node:assert/strict';
import test from 'node:test';
import { splitWords } from './words.ts';

test('splits at spaces, keeping what is quoted together', () => {
  assert.deepEqual(splitWords(`node  web.js --name "Ada L" 'x y' a\\ b ""`, {}), [
    'node',
    'web.js',
    '--name',
    'Ada L',
    'x y',
    'a b',
    '',
  ]);
});

test('puts variables in, also between quotes, but not between single ones', () => {
  const words = splitWords(`node $FILE "\${WHO}!" '$WHO' $NONE a$NONE`, { FILE: 'web.js', WHO: 'Ada L' });
  assert.deepEqual(words, ['node', 'web.js', 'Ada L!', '$WHO', 'a']);
});

test('refuses what only a shell could do', () => {
  for (const command of ['a | b', 'a && b', 'a > b', 'node $(x)', 'ls *.js']) {
    assert.throws(() => splitWords(command, {}), /needs a shell/, command);
  }
  assert.throws(() => splitWords('node "web.js', {}), /never closed/);
});
