import assert from 'node:assert/strict';
import test from 'node:test';
import { ControlMemory } from './answers.ts';
import { CALL_LENGTH, CALL_MORE, CONTROL_BYTES, CONTROL_SIZE } from './protocol.ts';

test('a long answer comes in parts, as it was when it was given', () => {
  const control = new ControlMemory();
  const words = new Int32Array(control.memory, 0, CONTROL_BYTES / 4);
  const part = () => new Uint8Array(control.memory, CONTROL_BYTES).slice(0, words[CALL_LENGTH]);
  const bytes = Uint8Array.from({ length: 2.5 * CONTROL_SIZE }, (_, index) => index % 251);
  const given = bytes.slice();

  control.answer(bytes);
  const parts = [part()];
  bytes.fill(0);
  while (words[CALL_MORE] === 1) {
    control.more();
    parts.push(part());
  }
  assert.equal(parts.length, 3);
  assert.deepEqual(Buffer.concat(parts), Buffer.from(given));

  control.answer(Uint8Array.of(1));
  assert.deepEqual([[...part()], words[CALL_MORE]], [[1], 0]);
});
