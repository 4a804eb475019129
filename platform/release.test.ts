import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Slug } from './build.ts';
import { changeConfig } from './config.ts';
import { Ledger } from './release.ts';
import { temporaryDirectory } from './testing/app.ts';

const slug = { id: 'abcd1234' } as Slug;

test('each release has the next number, is a line in the ledger, and cannot be changed', (t) => {
  const file = join(temporaryDirectory(t), 'releases.jsonl');
  const ledger = new Ledger(file);
  const first = ledger.add(slug, { A: '1' }, 'first deploy');
  const written = readFileSync(file, 'utf8');
  ledger.add(slug, changeConfig(first.config, { B: '2' }, ['A']), 'set B, unset A');

  assert.equal(ledger.current().number, 2);
  assert.deepEqual(ledger.current().config, { B: '2' });
  assert.deepEqual(first.config, { A: '1' });
  assert.throws(() => ((first.config as Record<string, string>)['A'] = '3'), TypeError);
  const ledgerText = readFileSync(file, 'utf8');
  assert.ok(ledgerText.startsWith(written), 'the first line is as it was');
  assert.deepEqual(
    ledgerText
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { number: number; slug: string }).number),
    [1, 2],
  );
});

test('a deploy cannot set what the platform sets', () => {
  for (const name of ['PORT', 'PATH', '1ST', 'A-B', '']) {
    assert.throws(() => changeConfig({}, { [name]: 'x' }, []), { name: 'ProblemError' }, name);
  }
});
