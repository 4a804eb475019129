import assert from 'node:assert/strict';
import test from 'node:test';
import { parseChangelog, pieces, readChangelog } from './changelog.ts';

test('versions with their dates and entries, each in one line', () => {
  const text = '# Changelog\n\n## Unreleased\n\n- One thing\n  and more of it.\n\n## 1.0.0, 2026-11-26\n\n- First.\n';
  assert.deepEqual(parseChangelog(text), [
    { title: 'Unreleased', date: null, entries: ['One thing and more of it.'] },
    { title: '1.0.0', date: '2026-11-26', entries: ['First.'] },
  ]);
});

test('a line that is none of these is named', () => {
  assert.throws(() => parseChangelog('## Unreleased\n\nOne thing.'), /CHANGELOG\.md:3: .* found: One thing\./);
});

test('code in an entry is set apart', () => {
  assert.deepEqual(pieces('`npm test` runs all of `tests/`.'), [
    { text: 'npm test', code: true },
    { text: ' runs all of ', code: false },
    { text: 'tests/', code: true },
    { text: '.', code: false },
  ]);
});

test('ours can be read', () => {
  assert.ok(readChangelog()[0]!.entries.length > 0);
});
