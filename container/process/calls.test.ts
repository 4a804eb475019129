import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlMemory } from '../kernel/answers.ts';
import type { ProcessMessage } from '../kernel/protocol.ts';

// A worker has it, and Node's own thread does not.
Object.assign(globalThis, { addEventListener() {} });
const { call, connectKernel } = await import('./calls.ts');

/** A kernel that answers every call with null. @returns the messages that it gets */
function kernel(): ProcessMessage[] {
  const messages: ProcessMessage[] = [];
  const control = new ControlMemory();
  const port = {
    postMessage(message: ProcessMessage) {
      messages.push(structuredClone(message));
      control.answer(null);
    },
  };
  connectKernel(port as MessagePort, control.memory);
  return messages;
}

test('bytes are sent without the rest of the memory that they lie in', () => {
  const messages = kernel();
  const tar = new Uint8Array(1_000_000).fill(7);
  call('writeFile', '/file', tar.subarray(500, 503), 0, 0o666);
  const [message] = messages;
  assert.ok(message?.type === 'call');
  const [, bytes] = message.args as [string, Uint8Array];
  assert.deepEqual([...bytes], [7, 7, 7]);
  assert.equal(bytes.buffer.byteLength, 3);
});
