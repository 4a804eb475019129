import assert from 'node:assert/strict';
import test from 'node:test';
import { encode, encodeCommand, Parser, ProtocolError, Refusal, Status, type Reply } from './resp.ts';

test('reads commands that are split over packets anywhere, and several in one packet', () => {
  const bytes = encodeCommand(['SET', 'k', 'a\r\nb']) + encodeCommand(['GET', 'k']);
  const expected = [
    ['SET', 'k', 'a\r\nb'],
    ['GET', 'k'],
  ];
  assert.deepEqual(new Parser().push(bytes), expected);
  const parser = new Parser();
  assert.deepEqual(
    [...bytes].flatMap((byte) => parser.push(byte)),
    expected,
  );
});

test('reads back what it writes', () => {
  const values: Reply[] = [
    null,
    'text',
    '',
    -12,
    new Status('OK'),
    ['a', ['b', null]],
    new Map<string, Reply>([['k', 1]]),
  ];
  for (const value of values) assert.deepEqual(new Parser().push(encode(value, 3)), [value]);
  assert.equal((new Parser().push(encode(new Refusal('ERR no'), 3))[0] as Refusal).message, 'ERR no');
  assert.equal(encode(new Map([['k', 1]]), 2), '*2\r\n$1\r\nk\r\n:1\r\n');
});

test('reads what a person types', () => {
  assert.deepEqual(new Parser().push('SET k  v\r\n'), [['SET', 'k', 'v']]);
});

test('refuses lengths that are none or too long', () => {
  for (const bytes of ['*x\r\n', '$99999999999\r\n', '*9999999\r\n']) {
    assert.throws(() => new Parser().push(bytes), ProtocolError, bytes);
  }
});
