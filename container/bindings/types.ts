/** `internalBinding('types')`: what a value is, by its brand and not by its prototype. */

import { proxyDetails } from '../process/proxies.ts';
import type { Binding } from './shape.ts';

type Predicate = (value: unknown) => boolean;

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object';

/**
 * True when a method that only works on the real thing works on the value. Arrays, typed arrays and DataViews are none
 * of these things; to say so costs nothing, while an error costs as much as the stack that it records.
 */
const brand =
  (probe: (value: never) => unknown): Predicate =>
  (value) => {
    if (!isObject(value) && typeof value !== 'function') return false;
    if (ArrayBuffer.isView(value)) return false;
    try {
      if (Array.isArray(value)) return false;
      probe(value as never);
      return true;
    } catch {
      return false; // The engine's own way of saying no, and what a revoked proxy says to everything.
    }
  };

const getter = (prototype: object, name: PropertyKey): ((this: unknown) => unknown) => {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`No getter ${String(name)}`);
  return get;
};

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;
const probing =
  (get: (this: unknown) => unknown): ((value: unknown) => unknown) =>
  (value) =>
    get.call(value);

const typedArrayTag = getter(prototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const mapIterator = prototypeOf(new Map().entries());
const setIterator = prototypeOf(new Set().values());
const asyncFunction = prototypeOf(async () => {});
const generatorFunctions = [prototypeOf(function* () {}), prototypeOf(async function* () {})];
const generators = generatorFunctions.map((prototype) => (prototype as { prototype: object }).prototype);

const inherits = (value: object, prototype: object): boolean => Object.prototype.isPrototypeOf.call(prototype, value);

const isProxy: Predicate = (value) => proxyDetails(value) !== undefined;

/** For what is told by prototypes and tags, which a proxy shows of its target. */
const itself =
  (predicate: Predicate): Predicate =>
  (value) =>
    !isProxy(value) && predicate(value);

const isRegExpBrand = brand(probing(getter(RegExp.prototype, 'source')));
const isErrorBrand = (Error as unknown as { isError?: Predicate }).isError;

const isArrayBuffer = brand(probing(getter(ArrayBuffer.prototype, 'byteLength')));
const isSharedArrayBuffer = brand(probing(getter(SharedArrayBuffer.prototype, 'byteLength')));
const boxes = {
  isBigIntObject: brand((v) => BigInt.prototype.valueOf.call(v)),
  isBooleanObject: brand((v) => Boolean.prototype.valueOf.call(v)),
  isNumberObject: brand((v) => Number.prototype.valueOf.call(v)),
  isStringObject: brand((v) => String.prototype.valueOf.call(v)),
  isSymbolObject: brand((v) => Symbol.prototype.valueOf.call(v)),
};

export const types = {
  isArgumentsObject: itself((v) => isObject(v) && !(Symbol.toStringTag in v) && tagOf(v) === 'Arguments'),
  ...boxes,
  isArrayBuffer,
  isSharedArrayBuffer,
  isAsyncFunction: itself(
    (v) => typeof v === 'function' && (inherits(v, asyncFunction) || inherits(v, generatorFunctions[1] as object)),
  ),
  isGeneratorFunction: itself((v) => typeof v === 'function' && generatorFunctions.some((p) => inherits(v, p))),
  isGeneratorObject: itself((v) => isObject(v) && generators.some((p) => inherits(v, p))),
  isDataView: (v) => ArrayBuffer.isView(v) && typedArrayTag.call(v) === undefined,
  isDate: brand((v) => Date.prototype.getTime.call(v)),
  isExternal: () => false, // Only native addons make these.
  isMap: brand(probing(getter(Map.prototype, 'size'))),
  isSet: brand(probing(getter(Set.prototype, 'size'))),
  isWeakMap: brand((v) => WeakMap.prototype.has.call(v, {})),
  isWeakSet: brand((v) => WeakSet.prototype.has.call(v, {})),
  isMapIterator: itself((v) => isObject(v) && prototypeOf(v) === mapIterator),
  isSetIterator: itself((v) => isObject(v) && prototypeOf(v) === setIterator),
  isModuleNamespaceObject: itself(
    (v) =>
      isObject(v) &&
      prototypeOf(v) === null &&
      Object.getOwnPropertyDescriptor(v, Symbol.toStringTag)?.value === 'Module' &&
      !Object.getOwnPropertyDescriptor(v, Symbol.toStringTag)?.writable,
  ),
  isNativeError: isErrorBrand ?? itself((v) => v instanceof Error),
  isPromise: itself((v) => isObject(v) && v instanceof Promise),
  isProxy,
  isRegExp: (v) => v !== RegExp.prototype && isRegExpBrand(v),
  isAnyArrayBuffer: (v) => isArrayBuffer(v) || isSharedArrayBuffer(v),
  isBoxedPrimitive: (v) => Object.values(boxes).some((isBox) => isBox(v)),
} satisfies Record<string, Predicate>;

export const isUint8Array: Predicate = (v) => ArrayBuffer.isView(v) && typedArrayTag.call(v) === 'Uint8Array';
export const isTypedArray: Predicate = (v) => ArrayBuffer.isView(v) && typedArrayTag.call(v) !== undefined;

export function createTypesBinding(): Binding {
  return { ...types };
}
