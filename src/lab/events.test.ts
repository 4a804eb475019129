import assert from 'node:assert/strict';
import test from 'node:test';
import { parseEvent } from './events.ts';

test('an event of the protocol comes out as it went in', () => {
  const event = { at: 1, event: 'log', source: 'web.1', stream: 'stdout', line: 'hello' };
  assert.deepEqual(parseEvent(JSON.stringify(event)), event);
});

test('what is no JSON is refused with the reason', () => {
  assert.throws(() => parseEvent('{"at":1,'), /not JSON/);
});

test('an event with a wrong field is refused by the name of the field', () => {
  const event = { at: 1, event: 'request', request: { number: 'one' } };
  assert.throws(() => parseEvent(JSON.stringify(event)), /request\.number/);
});

test('an event that the protocol does not have is refused', () => {
  assert.throws(() => parseEvent('{"at":1,"event":"party"}'), /event/);
});
