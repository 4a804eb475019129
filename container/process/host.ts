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
};

/**
 * Takes away what a worker has and Node has not, so that packages do not mistake this for a browser, and a program
 * cannot talk to the frame behind the kernel's back.
 */
export function removeBrowserGlobals(): void {
  const names = [
    'self',
    'importScripts',
    'postMessage',
    'onmessage',
    'onmessageerror',
    'close',
    'name',
    'location',
    'onerror',
    'onlanguagechange',
    'onoffline',
    'onrtctransform',
    'ononline',
    'onrejectionhandled',
    'onunhandledrejection',
    'origin',
    'isSecureContext',
    'crossOriginIsolated',
    'caches',
    'indexedDB',
    'cookieStore',
    'scheduler',
    'trustedTypes',
    'fonts',
    'requestAnimationFrame',
    'cancelAnimationFrame',
    'createImageBitmap',
    'reportError',
    'webkitRequestFileSystem',
    'webkitRequestFileSystemSync',
    'webkitResolveLocalFileSystemURL',
    'webkitResolveLocalFileSystemSyncURL',
    'WorkerGlobalScope',
    'DedicatedWorkerGlobalScope',
    'WorkerLocation',
    'WorkerNavigator',
    'Worker',
    'SharedWorker',
    'XMLHttpRequest',
    'XMLHttpRequestEventTarget',
    'XMLHttpRequestUpload',
    'FileReader',
    'FileReaderSync',
    'addEventListener',
    'removeEventListener',
    'dispatchEvent',
    'navigator',
    'crypto',
    'performance',
    'fetch',
    'structuredClone',
    'EventSource',
    'WebSocket',
    'BroadcastChannel',
  ];
  for (const name of names) {
    for (let object: object | null = globalThis; object; object = Object.getPrototypeOf(object) as object | null) {
      if (Object.getOwnPropertyDescriptor(object, name)?.configurable) Reflect.deleteProperty(object, name);
    }
  }
}
