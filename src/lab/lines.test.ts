import assert from 'node:assert/strict';
import test from 'node:test';
import { LineCutter } from './lines.ts';

function cut(...chunks: string[]): string[] {
  const lines: string[] = [];
  const cutter = new LineCutter((line) => lines.push(line));
  for (const chunk of chunks) cutter.push(chunk);
  cutter.end();
  return lines;
}

test('lines are put together across chunks', () => {
  assert.deepEqual(cut('a', 'b\nc', 'd\n', 'e'), ['ab', 'cd', 'e']);
});

test("a terminal's line ends are taken off, also when they come in two pieces", () => {
  assert.deepEqual(cut('a\r\nb\r', '\nc'), ['a', 'b', 'c']);
});

test('a line without an end is cut before it eats the memory', () => {
  const lines = cut('x'.repeat(3_000_000), 'x'.repeat(3_000_000), '\n');
  assert.ok(lines.length >= 1 && (lines[0]?.length ?? 0) <= 6_000_000);
});
