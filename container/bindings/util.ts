/** `internalBinding('util')`: looking into values, and small services of the runtime. */

import { currentCallSites, isOurs, placeOf } from '../process/call-sites.ts';
import { library, nodeData, privateSymbols } from '../process/library.ts';
import { proxyDetails } from '../process/proxies.ts';
import { descriptorType } from '../process/descriptors.ts';
import { type Binding, constantsOf } from './shape.ts';
import { isTypedArray, isUint8Array, types } from './types.ts';

const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;
/** More calls than this between a program's and what asks for it are not looked at. */
const MOST_OWN_CALLS = 20;

const isIndex = (key: string): boolean => /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

/** What an inspector shows of a collection or its iterator; an iterator's own place cannot be seen from JavaScript. */
function previewEntries(value: object, isIterator?: boolean): unknown {
  const entries: unknown[] = [];
  if (types.isMap(value)) for (const [key, item] of value as Map<unknown, unknown>) entries.push(key, item);
  else if (types.isSet(value)) entries.push(...(value as Set<unknown>));
  if (!isIterator) return entries;
  return [entries, types.isMap(value) || types.isMapIterator(value)];
}

/** As V8's inspector describes calls. Node's own function that asks is not among them; what else is ours has no file. */
function getCallSites(count: number): unknown[] {
  const sites = currentCallSites(count + MOST_OWN_CALLS);
  const first = sites.findIndex((site) => !isOurs(site));
  return sites.slice(Math.max(first, 0), Math.max(first, 0) + count).map((site) => {
    const { file, line, column } = placeOf(site);
    const name = site.getFunctionName() ?? '';
    return {
      functionName: name === 'eval' ? '' : name, // A service's own code is evaluated.
      scriptId: '0',
      scriptName: isOurs(site) ? 'node:internal' : file,
      lineNumber: line,
      columnNumber: column,
      column,
    };
  });
}

/** Where a function of the library was called by a program: line, column and file; undefined where the engine does not tell. */
function getCallerLocation(): [number, number, string] | undefined {
  const caller = currentCallSites(MOST_OWN_CALLS).find((site) => !isOurs(site));
  if (!caller) return undefined;
  const { file, line, column } = placeOf(caller);
  return file === '' ? undefined : [line, column, file];
}

/** Whether a package's file called, within so many calls. */
function isInsideNodeModules(limit = 10): boolean {
  const caller = currentCallSites(limit + MOST_OWN_CALLS).find((site) => !isOurs(site));
  return caller !== undefined && /[\\/]node_modules[\\/]/.test(placeOf(caller).file);
}

/** `.env` files, by the grammar of Node's own parser (src/node_dotenv.cc). */
function parseEnv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const line = /^\s*(?:export\s+)?([\w.-]+)\s*=[ \t]*("(?:[^"])*"|'(?:[^'])*'|`(?:[^`])*`|[^#\r\n]*)?.*$/gm;
  for (const match of text.replace(/\r\n?/g, '\n').matchAll(line)) {
    const [, key, raw = ''] = match;
    const quoted = /^(["'`])([\s\S]*)\1$/.exec(raw.trim());
    const value = quoted ? (quoted[2] as string) : raw.trim();
    values[key as string] = quoted?.[1] === '"' ? value.replaceAll('\\n', '\n') : value;
  }
  return values;
}

/** Targets that somebody counts on. */
const strongReferences = new Set<object | undefined>();

class WeakReference {
  #target: WeakRef<object>;
  #references = 0;
  constructor(target: object) {
    this.#target = new WeakRef(target);
  }
  get(): object | undefined {
    return this.#target.deref();
  }
  incRef(): void {
    if (++this.#references === 1) strongReferences.add(this.#target.deref());
  }
  decRef(): void {
    if (--this.#references === 0) strongReferences.delete(this.#target.deref());
  }
}

const lengthOfTypedArray = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')
  ?.get as (this: object) => number;

/** Own properties by the `filter` of V8, without the elements. */
function getOwnNonIndexProperties(object: object, filter: number): PropertyKey[] {
  const isEnumerable = (key: PropertyKey): boolean => Object.prototype.propertyIsEnumerable.call(object, key);
  const onlyEnumerable = (filter & ONLY_ENUMERABLE) !== 0;
  // Of a large buffer V8 lists these five times as fast as all names.
  const names = onlyEnumerable ? Object.keys(object) : Object.getOwnPropertyNames(object);
  const symbols = (filter & SKIP_SYMBOLS) !== 0 ? [] : Object.getOwnPropertySymbols(object);
  // Indices come first, and a typed array has one for each element.
  const own = isTypedArray(object)
    ? names.slice(lengthOfTypedArray.call(object))
    : names.filter((name) => !isIndex(name));
  return [...own, ...(onlyEnumerable ? symbols.filter(isEnumerable) : symbols)];
}

export function createUtilBinding(): Binding {
  const errnoNames = new Map(nodeData.errno.map(([number, [name]]) => [number, name]));
  return {
    constants: constantsOf(nodeData.shapes['util'], 'constants'),
    privateSymbols,
    WeakReference,
    shouldAbortOnUncaughtToggle: new Uint32Array(1),
    isInsideNodeModules,
    defineLazyProperties,
    // Promises and iterators do not show their insides to JavaScript: inspect then says less than Node does.
    getPromiseDetails: () => [0, undefined],
    getProxyDetails(value: unknown, withHandler = true) {
      const details = proxyDetails(value);
      return details && !withHandler ? details[0] : details?.slice();
    },
    getCallerLocation,
    previewEntries,
    getOwnNonIndexProperties,
    getConstructorName(object: object) {
      for (let at: object | null = object; at; at = Object.getPrototypeOf(at) as object | null) {
        const own: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
        if (typeof own === 'function' && own.name) return own.name;
      }
      return '';
    },
    getExternalValue: () => 0n,
    getCallSites,
    getSystemErrorName: (errno: number) => errnoNames.get(errno),
    sleep(milliseconds: number) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    },
    parseEnv,
    arrayBufferViewHasBuffer: () => true,
    isArrayBufferDetached: (buffer: ArrayBuffer) => (buffer as { detached?: boolean }).detached === true,
    isConstructor(value: unknown) {
      try {
        Reflect.construct(Object, [], value as new () => object);
        return true;
      } catch {
        return false; // Reflect.construct's way of saying no.
      }
    },
    guessHandleType: descriptorType,
    toUSVString: (value: unknown) => String(value).toWellFormed(),
    isArrayBuffer: types.isArrayBuffer,
    isArrayBufferView: ArrayBuffer.isView,
    isTypedArray,
    isUint8Array,
    isAnyArrayBuffer: types.isAnyArrayBuffer,
    isAsyncFunction: types.isAsyncFunction,
    isDataView: types.isDataView,
    isDate: types.isDate,
    isExternal: types.isExternal,
    isMap: types.isMap,
    isMapIterator: types.isMapIterator,
    isNativeError: types.isNativeError,
    isPromise: types.isPromise,
    isRegExp: types.isRegExp,
    isSet: types.isSet,
    isSetIterator: types.isSetIterator,
  };
}

/** Properties that load their module when first read. */
function defineLazyProperties(target: object, id: string, keys: string[], enumerable = true): void {
  for (const key of keys) {
    const define = (value: unknown) =>
      Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable });
    const get = () => {
      const value = (library.require(id) as Record<string, unknown>)[key];
      define(value);
      return value;
    };
    Object.defineProperty(get, 'name', { value: key });
    Object.defineProperty(target, key, { configurable: true, enumerable, get, set: define });
  }
}
