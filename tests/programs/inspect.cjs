// util.inspect, util.format and console of usual values.
const util = require('node:util');

class Animal {
  #secret = 1;
  name = 'cat';
  get legs() {
    return 4;
  }
}
class Child extends Map {}
const circular = { a: 1 };
circular.self = circular;
const values = [
  undefined,
  null,
  true,
  1,
  -0,
  10n,
  'text',
  "it's",
  'both \' and "',
  'line\nbreak',
  Symbol('s'),
  NaN,
  1e21,
  [],
  [1, , 3],
  [undefined, null],
  new Array(200).fill(7),
  'x'.repeat(20_000).split('').length,
  {},
  { a: 1, 'b-c': 2, [Symbol('k')]: 3 },
  { a: { b: { c: { d: 1 } } } },
  {
    get x() {
      return 1;
    },
    set x(_) {},
    set y(_) {},
  },
  circular,
  Object.create(null),
  Object.create({ inherited: 1 }),
  Object.freeze({ f: 1 }),
  new Animal(),
  Animal,
  class extends Animal {},
  new Child([[1, 2]]),
  function named() {},
  () => {},
  async () => {},
  function* gen() {},
  async function* agen() {},
  new Map([
    ['a', { b: 1 }],
    [{ k: 1 }, 'v'],
  ]),
  new Set([1, 'two', [3]]),
  new WeakMap(),
  new WeakSet(),
  new Date(0),
  new Date(NaN),
  /re+x/gi,
  new Error('message').message,
  Object.assign(() => {}, { extra: 1 }),
  Buffer.from('buffer'),
  Buffer.alloc(60),
  new Uint8Array([1, 2]),
  new Float64Array(2),
  new ArrayBuffer(4),
  new SharedArrayBuffer(2),
  new DataView(new ArrayBuffer(2)),
  new Boolean(false),
  new Number(3),
  new String('boxed'),
  Object(Symbol('boxed')),
  Object(1n),
  new URL('http://user:pw@host:81/path?q=1#h'),
  new URLSearchParams('a=1&b=2'),
  new AbortController().signal,
  new TextDecoder().encoding,
  new Proxy({ target: 1 }, {}),
  globalThis === global,
  process.versions.node === process.version.slice(1),
  Math,
  JSON,
  Reflect,
  Atomics.constructor,
  (function () {
    return arguments;
  })(1, 2),
  'ünïcödé 🎉',
  '\u001b[31m',
  '\x00',
  [['nested', ['deeper', ['deepest', ['hidden']]]]],
  { long: 'a'.repeat(70), other: 'b'.repeat(30) },
  ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map((w) => w.repeat(3)),
  { then: 1, fn() {}, async am() {}, *g() {}, arrow: () => 1, cls: class Foo extends Object {} },
  new (class extends Array {})(3),
  new (class Custom {
    [util.inspect.custom](depth, options) {
      return `custom ${depth} ${options.colors}`;
    }
  })(),
  {
    toString() {
      return 'x';
    },
    toJSON() {
      return 1;
    },
  },
  new Intl.NumberFormat('en').format(1234.5),
  [1.5, -2, 3e-7],
];
values.forEach((value, at) => console.log(at, util.inspect(value)));

const shown = { a: [1, { b: new Map([[1, 2]]) }], s: 'x', d: { e: { f: { g: 1 } } } };
for (const options of [
  { depth: 0 },
  { depth: null },
  { compact: false },
  { breakLength: 20 },
  { colors: true },
  { sorted: true },
  { showHidden: true },
  { maxArrayLength: 1 },
  { maxStringLength: 1 },
  { getters: true },
]) {
  console.log(JSON.stringify(options), util.inspect(shown, options));
}
console.log(
  util.format('%s %d %i %f %j %o %O %c %%', 'a', '42', 3.9, '1.5', { j: 1 }, [1], { O: 1 }, 'css'),
  util.format('extra', 1, { a: 1 }),
  util.format('%s', null, undefined),
);
console.log(
  util.format('%s %s %s %s', 1n, Symbol('s'), { a: { b: {} } }, () => 5),
  util.format('%d', 5n),
  util.format('%x', 1),
  util.format(1, 2, '3'),
);
console.log('%s is %d years and %j', 'Ann', 42, { x: 1 }, 'more');
console.log([1, 'two'], { three: 3 }, 'four', null, undefined, true);
console.table([
  { a: 1, b: 'x' },
  { a: 2, c: true },
]);
console.table(
  [
    [1, 2],
    [3, 4],
  ],
  ['0'],
);
console.group('group');
console.info('inside');
console.group();
console.log('deeper\nlines');
console.groupEnd();
console.groupEnd();
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.count();
console.count('named');
console.countReset();
console.count();
console.assert(true, 'not shown');
console.assert(false, 'shown %s', 1);
console.error('to stderr', { a: 1 });
console.timeEnd('unknown');
console.log(
  util.isDeepStrictEqual({ a: [1, new Set([1])] }, { a: [1, new Set([1])] }),
  util.inspect.defaultOptions.depth,
);
console.log(
  util.types.isProxy({}),
  util.types.isProxy(new Proxy({}, {})),
  util.types.isProxy(process.env),
  util.types.isRegExp(/x/),
  util.types.isAsyncFunction(async () => {}),
  util.types.isGeneratorFunction(function* () {}),
  util.types.isMap(new Child()),
  util.types.isPromise(Promise.resolve()),
  util.types.isBoxedPrimitive(Object(1)),
);
console.log(
  util.stripVTControlCharacters('\u001b[31mred\u001b[39m'),
  util.styleText('red', 'x') === '\u001b[31mx\u001b[39m',
  util.toUSVString('a\ud800'),
);
console.log(
  util.parseArgs({
    args: ['-f', '--bar', 'b', 'rest'],
    options: { f: { type: 'boolean', short: 'f' }, bar: { type: 'string' } },
    allowPositionals: true,
  }),
);
const error = new Error('shown', { cause: 'because' });
error.stack = 'Error: shown\n    at somewhere';
console.log(error, [error], { error });
console.log(
  util.inspect(Object.assign(new RangeError('r'), { stack: 'RangeError: r', extra: { a: 1 } })),
  util.inspect(new (class Mine extends Error {})('m')).split('\n')[0],
);
console.log(
  util.promisify(setTimeout)[Symbol.toStringTag],
  util.inspect(new Map([[1, 2]]).entries()),
  util.inspect([1][Symbol.iterator]()),
  util.inspect(new Set([5]).values()),
);
console.log(
  Promise.resolve(4),
  Promise.reject(new Error('x')).catch(() => {}) instanceof Promise,
  new Promise(() => {}),
  util.inspect(new Proxy({ a: 1 }, {}), { showProxy: true }),
);

// What Node keeps in private symbols nobody sees.
console.log(
  /\w+_private_\w+/.exec(util.inspect(module)),
  Object.getOwnPropertySymbols(module),
  Object.getOwnPropertySymbols(process),
);
const unlinkable = 'data:text/javascript,import { nothing } from "node:fs";';
import(unlinkable).catch((error) => console.log(Reflect.ownKeys(error).filter((key) => typeof key === 'symbol')));
