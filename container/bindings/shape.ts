/**
 * Stand-ins for native bindings, made from how the real ones look. Constants are the real ones; a function that nobody
 * wrote yet throws and says its name, so that a gap is an error at the place where it matters and never a silence.
 */

import { isolateSymbols } from '../process/library.ts';

/** How a value of a binding looks; written by build/dump-library.cjs. */
export type Shape =
  | { kind: 'undefined' }
  | { kind: 'bigint'; value: string }
  | { kind: 'symbol'; value: string }
  | { kind: 'number'; value: string }
  | { kind: 'value'; value: number | string | boolean | null }
  | { kind: 'function'; methods: string[]; statics: Record<string, Shape> }
  | { kind: 'typed-array'; type: string; length: number; values: number[] }
  | { kind: 'map'; entries: [unknown, unknown][] }
  | { kind: 'array'; items: Shape[] }
  | { kind: 'object'; properties: Record<string, Shape> };

export type Binding = Record<string, unknown>;

/** Makes a binding of the given shape whose functions all throw. */
export function standIn(name: string, shape: Shape | undefined): Binding {
  if (!shape) return {};
  return build(shape, name) as Binding;
}

/** The constants below a path of a shape, as a plain object: `constantsOf(shape, 'constants')`. */
export function constantsOf(shape: Shape | undefined, ...path: string[]): Binding {
  let at = shape;
  for (const step of path) at = at?.kind === 'object' ? at.properties[step] : undefined;
  if (!at) throw new Error(`The binding has no ${path.join('.')}`);
  return build(at, path.join('.')) as Binding;
}

function build(shape: Shape, path: string): unknown {
  switch (shape.kind) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(shape.value);
    case 'symbol':
      return isolateSymbols[shape.value] ?? Symbol(shape.value);
    case 'number':
      return Number(shape.value);
    case 'value':
      return shape.value;
    case 'typed-array':
      return typedArray(shape.type, shape.values);
    case 'map':
      return new Map(shape.entries);
    case 'array':
      return shape.items.map((item, index) => build(item, `${path}[${index}]`));
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties).map(([key, value]) => [key, build(value, `${path}.${key}`)]),
      );
    case 'function':
      return missing(path, shape.methods, shape.statics);
  }
}

/** The error of what nobody wrote, or no browser can do. */
export const refusal = (what: string): Error =>
  Object.assign(new Error(`${what} is not available in this container`), {
    code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  });

function missing(path: string, methods: string[], statics: Record<string, Shape>): unknown {
  const refuse = (what: string) => () => {
    throw refusal(what);
  };
  const name = path.slice(path.lastIndexOf('.') + 1);
  const stub = {
    [name]: function () {
      refuse(path)();
    },
  }[name] as unknown as Record<string, unknown> & {
    prototype: object;
  };
  for (const method of methods) {
    Object.defineProperty(stub.prototype, method, {
      configurable: true,
      writable: true,
      value: refuse(`${path}.${method}`),
    });
  }
  for (const [key, value] of Object.entries(statics)) {
    Object.defineProperty(stub, key, { configurable: true, writable: true, value: build(value, `${path}.${key}`) });
  }
  return stub;
}

function typedArray(type: string, values: number[]): ArrayBufferView {
  const constructors: Record<string, (values: number[]) => ArrayBufferView> = {
    Uint8Array: (v) => Uint8Array.from(v),
    Int32Array: (v) => Int32Array.from(v),
    Uint32Array: (v) => Uint32Array.from(v),
    Float64Array: (v) => Float64Array.from(v),
    BigInt64Array: (v) => BigInt64Array.from(v, BigInt),
    BigUint64Array: (v) => BigUint64Array.from(v, BigInt),
  };
  const make = constructors[type];
  if (!make) throw new Error(`No stand-in for a ${type}`);
  return make(values);
}
