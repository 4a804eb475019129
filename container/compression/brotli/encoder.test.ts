import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, constants, createBrotliDecompress } from 'node:zlib';
import { BrotliEncoderStream } from './encoder.ts';
import { codeLengths } from './prefix-codes.ts';

const { BROTLI_OPERATION_PROCESS, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH } = constants;

type Parameters = Partial<Record<'quality' | 'lgwin' | 'largeWindow', number>>;

function encoder({ quality, lgwin, largeWindow }: Parameters = {}): BrotliEncoderStream {
  const parameters = new Uint32Array(9).fill(-1);
  if (quality !== undefined) parameters[constants.BROTLI_PARAM_QUALITY] = quality;
  if (lgwin !== undefined) parameters[constants.BROTLI_PARAM_LGWIN] = lgwin;
  if (largeWindow !== undefined) parameters[constants.BROTLI_PARAM_LARGE_WINDOW] = largeWindow;
  return new BrotliEncoderStream(parameters);
}

/** What comes out for an operation, taken `room` bytes at a time. */
function write(stream: BrotliEncoderStream, operation: number, input: Uint8Array, room = 1000): Buffer {
  const parts: Uint8Array[] = [];
  for (let rest = input; ; rest = new Uint8Array()) {
    const output = new Uint8Array(room);
    const { availOut, availIn } = stream.write(operation, rest, output);
    assert.equal(availIn, 0);
    assert.equal(stream.error(), undefined);
    parts.push(output.subarray(0, room - availOut));
    if (availOut > 0) return Buffer.concat(parts);
  }
}

const compress = (data: Uint8Array, parameters?: Parameters): Buffer =>
  write(encoder(parameters), BROTLI_OPERATION_FINISH, data);

/** The same bytes each time, without order. */
function noise(length: number, seed = 'noise'): Buffer {
  const blocks: Buffer[] = [];
  for (let size = 0, last = Buffer.from(seed); size < length; size += last.length)
    blocks.push((last = createHash('sha512').update(last).digest()));
  return Buffer.concat(blocks).subarray(0, length);
}

const source = readFileSync(new URL('./encoder.ts', import.meta.url));
const json = Buffer.from(
  JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, name: `item ${id % 17}`, price: (id * 37) % 1000 }))),
);

const inputs: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'a few bytes': Buffer.from('hello'),
  'one byte again and again': Buffer.alloc(100_000, 7),
  'two bytes in turn': Buffer.from('ab'.repeat(5000)),
  'three, four and five different bytes': Buffer.from('abc'.repeat(9) + 'abcd'.repeat(9) + 'abcde'.repeat(50)),
  'every byte once': Buffer.from(Array.from({ length: 256 }, (_, at) => at)),
  'every byte, each more often': Buffer.from(
    Array.from({ length: 256 }, (_, at) => Array.from({ length: at + 1 }, () => at)).flat(),
  ),
  text: source,
  json,
  noise: noise(300_000),
  'noise that comes again far away': Buffer.concat([noise(150_000), noise(200_000, 'other'), noise(150_000)]),
  'noise between text': Buffer.concat([source, noise(140_000), source, noise(1000), source]),
  'more than a window': Buffer.concat(Array.from({ length: 12 }, (_, at) => noise(250_000, `part ${at % 5}`))),
};

for (const [name, data] of Object.entries(inputs)) {
  test(`Node decompresses what is compressed: ${name}`, () => {
    for (const quality of [0, 4, 11]) {
      const packed = compress(data, { quality });
      assert.ok(brotliDecompressSync(packed).equals(data), `quality ${quality}`);
      assert.ok(packed.length <= data.length + 16 + data.length / 1000, `quality ${quality}: ${packed.length} bytes`);
    }
  });
}

test('it compresses about as well as Node does in quality 4', () => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  for (const data of [source, json]) {
    const [fast, ours, theirs] = [compress(data, { quality: 1 }), compress(data), brotliCompressSync(data, { params })];
    assert.ok(ours.length < 1.05 * theirs.length && ours.length <= fast.length, `${ours.length}, ${theirs.length}`);
  }
});

test('every size of window is told, and no distance is greater', () => {
  const data = Buffer.concat([noise(3000), noise(70_000, 'b'), noise(3000), source, noise(70_000, 'b')]);
  for (let lgwin = 8; lgwin <= 26; lgwin++)
    assert.ok(brotliDecompressSync(compress(data, { lgwin })).equals(data), `${lgwin}`);
  const large = compress(data, { lgwin: 26, largeWindow: 1 });
  assert.throws(() => brotliDecompressSync(large));
  const params = { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: true };
  assert.ok(brotliDecompressSync(large, { params }).equals(data));
});

test('what no distance reaches is forgotten, and what is near is found all the same', () => {
  const near = noise(50_000, 'near');
  const far = noise(3_000_000);
  const packed = compress(Buffer.concat([far, near, near]), { quality: 1 });
  assert.ok(packed.length < far.length + near.length + 1000, `${packed.length}`);
});

test('a decoder has all that was written before a flush', async () => {
  const stream = encoder();
  const decoder = createBrotliDecompress();
  let text = '';
  decoder.setEncoding('utf8').on('data', (part: string) => (text += part));
  const events = ['data: one\n\n', 'data: two\n\n', 'data: two\n\n', ''];
  for (let count = 1; count <= events.length; count++) {
    assert.equal(write(stream, BROTLI_OPERATION_PROCESS, Buffer.from(events[count - 1]!)).length, 0);
    const part = write(stream, BROTLI_OPERATION_FLUSH, new Uint8Array());
    await new Promise((resolve) => decoder.write(part, resolve));
    assert.equal(text, events.slice(0, count).join(''));
  }
  assert.equal(write(stream, BROTLI_OPERATION_FLUSH, new Uint8Array()).length, 0);
  decoder.end(write(stream, BROTLI_OPERATION_FINISH, Buffer.from('end')));
  await new Promise((resolve) => decoder.on('end', resolve));
  assert.equal(text, `${events.join('')}end`);
});

test('small pieces of input and of output make the same data', () => {
  const stream = encoder({ quality: 5 });
  const parts: Buffer[] = [];
  for (let at = 0; at < json.length; at += 777)
    parts.push(write(stream, BROTLI_OPERATION_PROCESS, json.subarray(at, at + 777), 5));
  parts.push(write(stream, BROTLI_OPERATION_FINISH, new Uint8Array(), 5));
  assert.ok(brotliDecompressSync(Buffer.concat(parts)).equals(json));
});

test('a stream that was reset begins anew; one that has ended, and an unknown operation, fail', () => {
  const stream = encoder();
  write(stream, BROTLI_OPERATION_FLUSH, json);
  stream.reset();
  assert.equal(brotliDecompressSync(write(stream, BROTLI_OPERATION_FINISH, Buffer.from('new'))).toString(), 'new');
  stream.write(BROTLI_OPERATION_PROCESS, Buffer.from('more'), new Uint8Array(10));
  assert.equal(stream.error()?.code, 'ERR_BROTLI_COMPRESSION_FAILED');
  stream.reset();
  assert.equal(stream.error(), undefined);
  stream.write(3, new Uint8Array(), new Uint8Array(10));
  assert.equal(stream.error()?.code, 'ERR_BROTLI_COMPRESSION_FAILED');
});

test('no code is longer than it may be, and all are as long as they must be together', () => {
  const fibonacci = [1, 1];
  while (fibonacci.length < 40) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
  for (const longest of [15, 7]) {
    const lengths = codeLengths(Uint32Array.from(fibonacci), longest);
    assert.ok(Math.max(...lengths) <= longest);
    assert.equal(
      lengths.reduce((sum, length) => sum + 2 ** -length, 0),
      1,
    );
  }
});
