/** For tests: expressions evaluated twice, by Node's crypto, and by Node's lib/crypto.js on our binding. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { join } from 'node:path';
import test from 'node:test';
import { evaluateAll } from './crypto-outcome.ts';

/** @returns what `evaluateAll` gives, by way of JSON */
export const evaluateOnOurs = (expressions: string[]): unknown[] => {
  const args = ['--expose-internals', '--no-warnings', join(import.meta.dirname, 'crypto-plain-node.cjs')];
  return JSON.parse(
    execFileSync(process.execPath, [...args, JSON.stringify(expressions)], { encoding: 'utf8' }),
  ) as unknown[];
};

/** One test for each group: every expression gives the same on both. */
export function compareWithNode(groups: Record<string, string[]>): void {
  for (const [name, expressions] of Object.entries(groups)) {
    test(name, async () => {
      const expected = JSON.parse(JSON.stringify(await evaluateAll(expressions, crypto, crypto))) as unknown[];
      const actual = evaluateOnOurs(expressions);
      const compared = (outcomes: unknown[]) => Object.fromEntries(expressions.map((text, i) => [text, outcomes[i]]));
      assert.deepEqual(compared(actual), compared(expected));
    });
  }
}
