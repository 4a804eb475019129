import assert from 'node:assert/strict';
import test from 'node:test';
import nodeTypes from 'node:util/types';
import { types } from './types.ts';

class Child extends Map {}

function argumentsObject(..._values: number[]): IArguments {
  // eslint-disable-next-line prefer-rest-params -- the old object is what is asked about
  return arguments;
}

const VALUES: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  number: 1,
  text: 'text',
  object: {},
  array: [],
  'faked tag': { [Symbol.toStringTag]: 'Map' },
  'null prototype': Object.create(null),
  map: new Map(),
  'child of Map': new Child(),
  set: new Set(),
  'map iterator': new Map().entries(),
  'set iterator': new Set().values(),
  'weak map': new WeakMap(),
  'weak set': new WeakSet(),
  date: new Date(0),
  expression: /x/,
  error: new TypeError('x'),
  promise: Promise.resolve(),
  thenable: { then: () => {} },
  function: () => {},
  'async function': async () => {},
  'generator function': function* () {},
  generator: (function* () {})(),
  arguments: argumentsObject(1),
  'boxed number': Object(1),
  'boxed text': Object('x'),
  'boxed boolean': Object(true),
  'boxed symbol': Object(Symbol('s')),
  'boxed bigint': Object(1n),
  'array buffer': new ArrayBuffer(1),
  'shared buffer': new SharedArrayBuffer(1),
  'data view': new DataView(new ArrayBuffer(1)),
  bytes: new Uint8Array(1),
  buffer: Buffer.from('x'),
  floats: new Float64Array(1),
};

const BY_NAME = nodeTypes as unknown as Record<string, (value: unknown) => boolean>;

for (const [name, check] of Object.entries(types as unknown as Record<string, (value: unknown) => boolean>)) {
  const expected = BY_NAME[name];
  if (!expected) continue;
  test(`${name} says what Node says`, () => {
    for (const [what, value] of Object.entries(VALUES)) assert.equal(check(value), expected(value), what);
  });
}

test('looking does not change what errors record', () => {
  Error.stackTraceLimit = 7;
  assert.equal(types.isDate({}), false);
  assert.equal(types.isDate(new Date()), true);
  assert.equal(Error.stackTraceLimit, 7);
});

test('a revoked proxy is nothing', () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  assert.equal(types.isMap(proxy) || types.isDate(proxy) || types.isAnyArrayBuffer(proxy), false);
});
