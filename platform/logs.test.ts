import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { LINES_PER_SECOND, LogStream, LONGEST_LINE, type LogLine } from './logs.ts';

function collect() {
  const logs = new LogStream();
  const lines: LogLine[] = [];
  logs.drain((line) => lines.push(line));
  const output = new PassThrough();
  const done = logs.collect('web.1', 'stdout', output);
  return { lines, output, done };
}

test('passes on whole lines, however the bytes come, and a last one without an end', async () => {
  const { lines, output, done } = collect();
  const bytes = Buffer.from('caf\u00e9 one\r\ntwo\nthree');
  for (const byte of bytes) output.write(Buffer.of(byte));
  output.end();
  await done;
  assert.deepEqual(
    lines.map(({ line }) => line),
    ['caf\u00e9 one', 'two', 'three'],
  );
});

test('cuts a long line and says by how much', async () => {
  const { lines, output, done } = collect();
  output.end('x'.repeat(LONGEST_LINE + 50));
  await done;
  assert.equal(lines[0]?.line, `${'x'.repeat(LONGEST_LINE)} … 50 more characters`);
});

test('drops what is too much for a second and says how many lines that were', async () => {
  const { lines, output, done } = collect();
  output.end('flood\n'.repeat(LINES_PER_SECOND * 4));
  await done;
  const kept = lines.filter(({ stream }) => stream === 'stdout').length;
  const told = lines
    .filter(({ stream }) => stream === 'platform')
    .map(({ line }) => Number(/^(\d+) lines dropped/.exec(line)?.[1]));
  assert.ok(kept < LINES_PER_SECOND * 3);
  assert.equal(kept + told.reduce((sum, count) => sum + count, 0), LINES_PER_SECOND * 4);
});
