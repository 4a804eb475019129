import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeaderDecoder } from './header-decoder.ts';
import { HeaderEncoder } from './header-encoder.ts';
import type { Field } from './header-table.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function read(decoder: HeaderDecoder, block: string): string[] {
  const fields: string[] = [];
  decoder.decode(hex(block), ({ name, value, neverIndexed }) => {
    fields.push(`${name}: ${value}${neverIndexed ? ' (never)' : ''}`);
  });
  return fields;
}

const fields = (...lines: string[]): Field[] =>
  lines.map((line) => {
    const at = line.indexOf(': ');
    return { name: line.slice(0, at), value: line.slice(at + 2), neverIndexed: false };
  });

/** The examples of RFC 7541, appendix C: [block, fields, size of the table behind it]. */
type Example = [block: string, fields: string[], size: number];

const COOKIE = 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
const requests: string[][] = [
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
  [':method: GET', ':scheme: https', ':path: /index.html', ':authority: www.example.com', 'custom-key: custom-value'],
];
const responses: string[][] = [
  [
    ':status: 302',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 307',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 200',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:22 GMT',
    'location: https://www.example.com',
    'content-encoding: gzip',
    `set-cookie: ${COOKIE}`,
  ],
];

const C3: Example[] = [
  ['8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d', requests[0]!, 57],
  ['8286 84be 5808 6e6f 2d63 6163 6865', requests[1]!, 110],
  ['8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65', requests[2]!, 164],
];
const C4: Example[] = [
  ['8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', requests[0]!, 57],
  ['8286 84be 5886 a8eb 1064 9cbf', requests[1]!, 110],
  ['8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf', requests[2]!, 164],
];
const C5: Example[] = [
  [
    '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d ' +
      '546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
    responses[0]!,
    222,
  ],
  ['4803 3330 37c1 c0bf', responses[1]!, 222],
  [
    '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f ' +
      '6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b ' +
      '2076 6572 7369 6f6e 3d31',
    responses[2]!,
    215,
  ],
];
const C6: Example[] = [
  [
    '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 ' +
      '8f0b 97c8 e9ae 82ae 43d3',
    responses[0]!,
    222,
  ],
  ['4883 640e ffc1 c0bf', responses[1]!, 222],
  [
    '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 ' +
      'dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    responses[2]!,
    215,
  ],
];

describe('header compression', () => {
  const sequences: [string, number, Example[]][] = [
    ['C.3', 4096, C3],
    ['C.4', 4096, C4],
    ['C.5', 256, C5],
    ['C.6', 256, C6],
  ];
  for (const [name, capacity, examples] of sequences) {
    it(`reads the examples of ${name}`, () => {
      const decoder = new HeaderDecoder(capacity);
      for (const [block, wanted, size] of examples) {
        assert.deepEqual(read(decoder, block), wanted);
        assert.equal(decoder.tableSize, size);
      }
    });
  }

  it('reads the single fields of C.2', () => {
    const decoder = new HeaderDecoder(4096);
    assert.deepEqual(read(decoder, '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'), [
      'custom-key: custom-header',
    ]);
    assert.equal(decoder.tableSize, 55);
    assert.deepEqual(read(decoder, '040c 2f73 616d 706c 652f 7061 7468'), [':path: /sample/path']);
    assert.deepEqual(read(decoder, '1008 7061 7373 776f 7264 0673 6563 7265 74'), ['password: secret (never)']);
    assert.deepEqual(read(decoder, '82'), [':method: GET']);
    assert.equal(decoder.tableSize, 55);
  });

  it('writes requests as C.4 has them', () => {
    const encoder = new HeaderEncoder(4096);
    for (const [block, wanted, size] of C4) {
      assert.deepEqual(encoder.encode(fields(...wanted)), hex(block));
      assert.equal(encoder.tableSize, size);
    }
  });

  it('writes integers of any length', () => {
    const encoder = new HeaderEncoder(1_000_000);
    encoder.resize(1337);
    // C.1.2 and C.1.1 have these numbers with a prefix of five bits.
    assert.deepEqual(encoder.encode([]), hex('3f9a0a'));
    encoder.resize(10);
    encoder.resize(1337);
    assert.deepEqual(encoder.encode([]), hex('2a 3f9a0a'), 'tells the smallest size, then the last');
    assert.deepEqual(encoder.encode([]), hex(''));
  });

  it('reads back what it writes, every byte and whatever the sizes of the tables', () => {
    const every = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    const encoder = new HeaderEncoder(4096);
    const decoder = new HeaderDecoder(4096);
    for (const capacity of [4096, 0, 100, 4096]) {
      encoder.resize(capacity);
      decoder.resize(capacity);
      for (let round = 0; round < 3; round++) {
        const sent = fields(
          `a: ${every}`,
          `b: ${round}`,
          'authorization: x',
          `c: ${'long'.repeat(2000)}`,
          'a: 1',
          'a: 1',
        );
        const received: Field[] = [];
        decoder.decode(encoder.encode(sent), (field) => received.push(field));
        assert.deepEqual(
          received,
          sent.map((field) => ({ ...field, neverIndexed: field.name === 'authorization' })),
        );
        assert.equal(decoder.tableSize, encoder.tableSize);
      }
    }
  });

  it('keeps secrets out of every table', () => {
    const encoder = new HeaderEncoder(4096);
    const secrets = [{ name: 'x-key', value: 'secret', neverIndexed: true }, ...fields('cookie: short=1')];
    const block = encoder.encode(secrets);
    assert.equal(encoder.tableSize, 0);
    assert.deepEqual(read(new HeaderDecoder(4096), Buffer.from(block).toString('hex')), [
      'x-key: secret (never)',
      'cookie: short=1 (never)',
    ]);
  });

  const wrong: [string, string][] = [
    ['the index 0', '80'],
    ['an index that no table has', 'be'],
    ['an integer without an end', 'ffff ffff ffff ffff ffff'],
    ['a text that is longer than the block', '0085 ff'],
    ['a word that is not filled with ones', '4001 61 81 00'],
    ['more than seven bits to fill', '4001 61 82 ffff'],
    ['the word of the end', '4001 61 84 ffff ffff'],
    ['a larger table than allowed', '3fe2 1f'],
    ['a new size behind a field', '8220'],
  ];
  for (const [what, block] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(() => read(new HeaderDecoder(4096), block), { name: 'Error' });
    });
  }

  it('empties a table for a field that is larger than all of it', () => {
    const decoder = new HeaderDecoder(64);
    assert.deepEqual(read(decoder, `4001 61 01 62`), ['a: b']);
    assert.equal(decoder.tableSize, 34);
    read(decoder, `4001 61 1f ${'62'.repeat(31)}`);
    assert.equal(decoder.tableSize, 64);
    read(decoder, `4001 61 20 ${'62'.repeat(32)}`);
    assert.equal(decoder.tableSize, 0);
  });

  it('refuses a block that does not know of a smaller table', () => {
    const decoder = new HeaderDecoder(4096);
    decoder.resize(100);
    assert.throws(() => read(decoder, '82'));
    assert.deepEqual(read(decoder, '3f45 82'), [':method: GET']);
  });
});
