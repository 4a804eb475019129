import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { Keyboard } from './keyboard.ts';

const typing = () => {
  const input = new PassThrough();
  let interrupts = 0;
  const keyboard = new Keyboard(input, () => interrupts++);
  return { input, keyboard, interrupts: () => interrupts };
};

test('lines come to the shell one by one, also those that were typed ahead', async () => {
  const { input, keyboard } = typing();
  input.write('one\ntw');
  input.write('o\n');
  assert.deepEqual(await keyboard.next(), { line: 'one\n' });
  assert.deepEqual(await keyboard.next(), { line: 'two\n' });
});

test('a program in front gets the lines, and Ctrl-D ends its input and not the shell’s', async () => {
  const { input, keyboard } = typing();
  const program = new PassThrough({ encoding: 'utf8' });
  keyboard.feed(program);
  input.write('for it\n\x04for the shell\n');
  assert.deepEqual(await program.toArray(), ['for it\n']);
  assert.deepEqual(await keyboard.next(), { line: 'for the shell\n' });
});

test('Ctrl-C voids what was typed and is told to the shell', async () => {
  const { input, keyboard, interrupts } = typing();
  const next = keyboard.next();
  input.write('half\x03whole\n');
  assert.equal(await next, 'interrupt');
  assert.equal(interrupts(), 1);
  assert.deepEqual(await keyboard.next(), { line: 'whole\n' });
});

test('Ctrl-D behind a text sends that text; the end of the input is an end for good', async () => {
  const { input, keyboard } = typing();
  input.end('text\x04');
  assert.deepEqual(await keyboard.next(), { line: 'text' });
  assert.equal(await keyboard.next(), 'end');
  assert.equal(await keyboard.next(), 'end');
});
