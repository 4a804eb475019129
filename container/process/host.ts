/** What the worker itself offers, taken before Node's library puts its own things in the same places. */

const global = globalThis;

export const host = {
  setTimeout: global.setTimeout.bind(global) as (callback: () => void, milliseconds: number) => number,
  clearTimeout: global.clearTimeout.bind(global) as (timer: number) => void,
  queueMicrotask: global.queueMicrotask.bind(global),
  structuredClone: global.structuredClone.bind(global),
  addEventListener: global.addEventListener.bind(global),
  performance: global.performance,
  console: global.console,
  crypto: global.crypto,
  MessageChannel: global.MessageChannel,
  MessagePort: global.MessagePort,
  DOMException: global.DOMException,
  TextDecoder: global.TextDecoder,
  TextEncoder: global.TextEncoder,
  URL: global.URL,
  WebAssembly: global.WebAssembly,
  processors: global.navigator.hardwareConcurrency,
};

/**
 * Takes away what a worker has beyond the language, so that packages do not mistake this for a browser, and a program
 * cannot talk to the frame behind the kernel's back. Node's library then puts its own things in the same places.
 * @param language the global names that stay
 */
export function removeBrowserGlobals(language: string[]): void {
  const staying = new Set(language);
  for (let object: object = globalThis; object !== Object.prototype; object = Object.getPrototypeOf(object) as object) {
    for (const name of Object.getOwnPropertyNames(object)) {
      if (staying.has(name) || name === 'constructor') continue;
      if (Reflect.deleteProperty(object, name)) continue;
      // A constant of the browser's: hidden from whoever lists the global names.
      Object.defineProperty(globalThis, name, { value: undefined, writable: true, configurable: true });
    }
  }
}
