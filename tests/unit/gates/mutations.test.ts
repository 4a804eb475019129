import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseExample } from '../../../src/content/example-schema.ts';
import { root } from '../../../tools/run.mjs';
import { exampleNames } from '../../gates/examples.ts';
import { spoil, takeOut } from '../../gates/mutations.ts';

const mutation = { id: 'm', version: 'right', file: 'web.js', find: 'a()', replace: '$&b', fails: ['x'] };

test('a mutation takes out its text, and puts in what it says as it is', () => {
  assert.equal(takeOut('one a() two', mutation, 'web.js'), 'one $&b two');
});

for (const text of ['nothing', 'a() and a()']) {
  test(`a mutation whose text is there ${text.split('a()').length - 1} times is refused`, () => {
    assert.throws(() => takeOut(text, mutation, 'web.js'), /"m" looks for "a\(\)" in web\.js: it is there \d times/);
  });
}

for (const name of exampleNames()) {
  test(`${name} has a mutation, and each finds what it takes out`, () => {
    const file = join(root, 'examples', name, 'example.json');
    const example = parseExample(readFileSync(file, 'utf8'), file);
    assert.notEqual(example.mutations.length, 0);
    for (const each of example.mutations) {
      const { directory, remove } = spoil(name, example, each);
      try {
        const { dir } = example.versions[each.version]!;
        const spoilt = readFileSync(join(root, directory, dir, each.file), 'utf8');
        assert.ok(spoilt.includes(each.replace));
      } finally {
        remove();
      }
      assert.equal(existsSync(join(root, directory)), false);
    }
  });
}
