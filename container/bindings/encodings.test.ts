import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import test from 'node:test';
import { decode, encode, normaliseEncoding, type Encoding } from './encodings.ts';

const ENCODINGS: Encoding[] = ['ascii', 'latin1', 'utf8', 'ucs2', 'hex', 'base64', 'base64url'];

/** Pseudo-random bytes, the same in every run. */
function* bytesFrom(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 24;
  }
}

function sample(seed: number, length: number): Uint8Array {
  const source = bytesFrom(seed);
  return Uint8Array.from({ length }, () => source.next().value);
}

for (const encoding of ENCODINGS) {
  test(`decodes any bytes as Node does: ${encoding}`, () => {
    for (let length = 0; length < 200; length++) {
      const bytes = sample(length + 1, length);
      assert.equal(decode(bytes, encoding), Buffer.from(bytes).toString(encoding), `${length} bytes`);
    }
  });

  test(`decodes any bytes of a longer text as Node does: ${encoding}`, () => {
    // Also with no byte that the web's Latin-1 reads otherwise.
    for (const bytes of [
      sample(1, 20_000),
      sample(2, 500).map((byte) => byte | 0xa0),
      sample(3, 500).map((byte) => byte & 0x7f),
    ]) {
      assert.equal(decode(bytes, encoding), Buffer.from(bytes).toString(encoding));
    }
  });

  test(`encodes text as Node does: ${encoding}`, () => {
    const texts = [
      '',
      'a',
      'grüße',
      '€ \u{1f600}',
      '\ud800 alone',
      'x'.repeat(20_000),
      'zz',
      'abc',
      'YW=Jj',
      'YQ==',
      '-_+/',
    ];
    for (let seed = 1; seed < 100; seed++) {
      texts.push(
        Buffer.from(sample(seed, seed)).toString('latin1'),
        Buffer.from(sample(seed, seed)).toString(encoding),
      );
    }
    for (const text of texts) {
      assert.deepEqual(
        [...encode(text, encoding)],
        [...Buffer.from(text, encoding)],
        JSON.stringify(text.slice(0, 60)),
      );
    }
  });
}

test('knows every name that Node has for an encoding', () => {
  const text = 'añ€';
  for (const name of ['utf8', 'UTF-8', 'ucs2', 'ucs-2', 'utf16le', 'UTF-16LE', 'latin1', 'binary', 'ascii']) {
    const expected = Buffer.from(text, name as BufferEncoding);
    assert.deepEqual([...encode(text, normaliseEncoding(name))], [...expected], name);
  }
});
