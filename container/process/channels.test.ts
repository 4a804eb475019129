import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlMemory } from '../kernel/answers.ts';

// A worker has it, and Node's own thread does not.
Object.assign(globalThis, { addEventListener() {} });
const { connectKernel } = await import('./calls.ts');
const { Channel, endsOf, makeChannel } = await import('./channels.ts');

test('what the kernel says of a channel reaches both ends of a process that connected to itself', (context) => {
  const kernel = new MessageChannel();
  context.after(() => kernel.port1.close());
  connectKernel(kernel.port2, new ControlMemory().memory);
  const { ours, theirs } = makeChannel(64);
  const other = new Channel({ ...theirs, end: 1, shared: false });
  const woken: string[] = [];
  ours.onWake = () => woken.push('ours');
  other.onWake = () => woken.push('other');
  for (const end of endsOf(ours.id)) end.wake();
  assert.deepEqual(woken.sort(), ['other', 'ours']);

  // The other one is still there when one has closed.
  ours.close(false);
  assert.deepEqual(endsOf(other.id), [other]);
  other.close(false);
  assert.deepEqual(endsOf(other.id), []);
});
