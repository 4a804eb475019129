/** What no bytes can hold, and how an error names it. */

import type { types } from '../bindings/types.ts';

type Types = typeof types;

/** Characters of a function's text that an error shows whole, and how many of a longer one come first. */
const LONG = 128;
const LONG_HEAD = 111;

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

const prototypesIn = (namespace: object): object[] =>
  Object.getOwnPropertyNames(namespace).flatMap((name) => {
    const { prototype } = Object((namespace as Record<string, unknown>)[name]) as { prototype?: object };
    return prototype ? [prototype] : [];
  });

/** What nothing else tells than where an object's methods are: iterators, and what is compiled or formats. */
const OPAQUE = new Set<object | null>([
  ...[[].values(), ''[Symbol.iterator](), ''.matchAll(/./g)].map(prototypeOf),
  ...prototypesIn(Intl),
  ...prototypesIn(WebAssembly),
]);

function isOpaqueByPrototype(value: object): boolean {
  for (let at = prototypeOf(value); at; at = prototypeOf(at)) if (OPAQUE.has(at)) return true;
  return false;
}

/** Objects of these hold something that no property tells. */
export const isOpaque = (types: Types, value: object): boolean =>
  types.isPromise(value) ||
  types.isWeakMap(value) ||
  types.isWeakSet(value) ||
  types.isGeneratorObject(value) ||
  types.isMapIterator(value) ||
  types.isSetIterator(value) ||
  types.isArgumentsObject(value) ||
  value instanceof WeakRef ||
  value instanceof FinalizationRegistry ||
  value === globalThis ||
  isOpaqueByPrototype(value);

/** V8's name for a value in its errors (Object::NoSideEffectsToString). */
export function describe(types: Types, value: unknown): string {
  if (typeof value === 'symbol') return String(value);
  if (typeof value === 'function') {
    const text = Function.prototype.toString.call(value);
    return text.length > LONG ? `${text.slice(0, LONG_HEAD)}...<omitted>...${text.slice(-2)}` : text;
  }
  if (types.isProxy(value)) return '#<Object>';
  const object = value as object;
  const constructor = dataProperty(object, 'constructor');
  const name = typeof constructor === 'function' ? constructor.name : '';
  const isUsual = dataProperty(object, 'toString') === Object.prototype.toString;
  return isUsual && name ? `#<${name}>` : Object.prototype.toString.call(value);
}

/** A property, also an inherited one, that runs nothing of the object's own. */
function dataProperty(object: object, name: string): unknown {
  for (let at: object | null = object; at; at = prototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found.value;
  }
  return undefined;
}
