import assert from 'node:assert/strict';
import test from 'node:test';
import { PROMPT_END, Screen } from './screen.ts';

test('lines come when they are complete, and the prompt is the rest', () => {
  const screen = new Screen();
  assert.deepEqual(screen.write('one\ntw'), { cleared: false, lines: ['one'], prompted: false });
  assert.deepEqual(screen.write(`o\nlab $ ${PROMPT_END}`), { cleared: false, lines: ['two'], prompted: true });
  assert.equal(screen.partial, 'lab $ ');
});

test('colours are taken out, also when a sequence comes in two pieces', () => {
  const screen = new Screen();
  assert.deepEqual(screen.write('\x1b[31mred\x1b[').lines, []);
  assert.deepEqual(screen.write('0m\n').lines, ['red']);
});

test('clear wipes what was there, and a carriage return writes over the line', () => {
  const screen = new Screen();
  assert.deepEqual(screen.write('old\n\x1b[H\x1b[2J\x1b[3Jnew\n'), { cleared: true, lines: ['new'], prompted: false });
  assert.deepEqual(screen.write('10%\r100%\r\n').lines, ['100%']);
});
