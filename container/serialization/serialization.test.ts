import assert from 'node:assert/strict';
import test from 'node:test';
import v8 from 'node:v8';
import { decode, encode } from '../bindings/encodings.ts';
import { types } from '../bindings/types.ts';
import { Reader, Writer } from './index.ts';

class Failure extends Error {}

/** As v8.Serializer without a subclass. */
function write(value: unknown): Buffer {
  const writer = new Writer({
    types,
    encode,
    fail: (message) => {
      throw new Failure(message);
    },
    isHostObject: null,
    writeHostObject: null,
    sharedId: null,
  });
  writer.header();
  writer.value(value);
  return Buffer.from(writer.release());
}

function writeOnNode(value: unknown): Buffer {
  const serializer = new v8.Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function read(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes, { decode, readHostObject: null });
  reader.header();
  return reader.value();
}

const shared = { deep: ['of both'] };
const itself: Record<string, unknown> = { name: 'itself' };
itself['itself'] = itself;
const named = Object.assign([1, 2], { name: 'array' });
const sparse: unknown[] = [];
sparse[3] = 'three';
const memory = new ArrayBuffer(16);
const failed = new RangeError('far', { cause: new TypeError('why') });

class Point {
  x = 1;
}

const VALUES: Record<string, unknown> = {
  nothing: [undefined, null, true, false],
  'small numbers': [0, 1, -1, 63, 64, -65, 2 ** 31 - 1, -(2 ** 31)],
  'other numbers': [-0, 1.5, NaN, Infinity, 2 ** 31, 2 ** 53, Number.MIN_VALUE],
  'mixed array': [1, 'one', 1.5, null],
  bigints: [0n, 1n, -1n, 2n ** 64n, -(2n ** 200n)],
  texts: ['', 'ascii', 'grün', 'Жук', 'a', 'aЖ', 'x'.repeat(300), '\ud800'],
  keys: { 1: 'index', '01': 'no index', 4294967295: 'too large', 4294967294: 'large', __proto__: 'left out' },
  'a name like any other': JSON.parse('{"__proto__":{"a":1}}'),
  holes: sparse,
  'frozen arrays': [Object.freeze([1, 2]), Object.freeze([])],
  'array with a name': named,
  twice: [shared, shared],
  itself,
  point: new Point(),
  'null prototype': Object.assign(Object.create(null) as object, { a: 1 }),
  date: [new Date(5), new Date(-1)],
  boxed: [Object(1), Object('text'), Object(true), Object(false), Object(-7n)],
  expressions: [/a\/b/gimsuy, /x/d, /[a]/v, new RegExp('')],
  map: new Map<unknown, unknown>([
    [1, 'one'],
    [shared, new Map()],
  ]),
  set: new Set([1, shared, 'x']),
  memory: [memory, memory],
  views: [new Uint8Array(memory, 2, 3), new Float64Array(memory, 8), new DataView(memory, 1), new BigInt64Array(1)],
  resizable: new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 })),
  errors: [failed, new Error('plain'), Object.assign(new Error('own name'), { name: 'Mine' }), new SyntaxError()],
};

for (const [name, value] of Object.entries(VALUES)) {
  test(`${name}: the bytes are Node's, and mean the same`, () => {
    const bytes = writeOnNode(value);
    assert.equal(write(value).toString('hex'), bytes.toString('hex'));
    assert.deepEqual(read(bytes), new v8.Deserializer(bytes).readHeader() && v8.deserialize(bytes));
  });
}

test('a reader keeps who is who', () => {
  const [first, second] = read(write(VALUES['twice'])) as object[];
  assert.equal(first, second);
  const whole = read(write(itself)) as typeof itself;
  assert.equal(whole['itself'], whole);
  const views = read(write(VALUES['views'])) as ArrayBufferView[];
  assert.equal(views[0]?.buffer, views[1]?.buffer);
  const error = read(write(failed)) as Error;
  assert.ok(error instanceof RangeError && error.cause instanceof TypeError);
  assert.equal(error.stack, failed.stack);
});

test('what cannot be cloned is named as Node names it', () => {
  const wrong = [
    () => 1,
    Symbol('s'),
    class A {
      x = 1;
    },
    Object(Symbol('s')),
    new WeakMap(),
    Promise.resolve(),
    new WeakRef({}),
    (function* () {})(),
    new SharedArrayBuffer(1),
    [].values(),
    'text'[Symbol.iterator](),
    'text'.matchAll(/./g),
    new Intl.NumberFormat('en'),
    new (class extends Intl.Collator {})(),
    new WebAssembly.Memory({ initial: 1 }),
    { deep: [function b() {}] },
  ];
  for (const value of wrong) {
    let expected = '';
    assert.throws(
      () => writeOnNode(value),
      (error: Error) => (expected = error.message) !== '',
    );
    assert.throws(() => write(value), { constructor: Failure, message: expected });
  }
});

test('bytes that are no value fail as on Node, wherever they end', () => {
  const whole = writeOnNode(Object.values(VALUES));
  for (let length = 0; length < whole.length; length += 3) {
    assert.throws(() => read(whole.subarray(0, length)), /Unable to deserialize cloned data/);
  }
  for (const bytes of ['ff0f', 'ff0f6f', 'ff0f5e00', 'ff0f4105', 'ff0f41ffffffff0f', 'ff0f5c', 'ff0f7400', 'ff0f3b']) {
    assert.throws(() => read(Buffer.from(bytes, 'hex')), /^Error: Unable to deserialize cloned data\.$/);
  }
  const twice = [
    '6f49024902490249047b02',
    '6f22016149022201614904' + '7b02',
    '41024902490249024904240102',
    '41004902490249024904240200',
  ];
  for (const bytes of twice) assert.throws(() => read(Buffer.from(`ff0f${bytes}`, 'hex')), /Unable to deserialize/);
  for (const bytes of ['', 'ff', 'ff01', 'ff7f5f', '5f']) {
    assert.throws(() => read(Buffer.from(bytes, 'hex')), /invalid or unsupported version/);
  }
});
