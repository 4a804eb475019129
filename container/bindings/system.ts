/** Small bindings about the machine and the network: os, cares_wrap, performance, options, errors, messaging, config. */

import { host } from '../process/host.ts';
import { enter, hold, later, release, reportError } from '../process/loop.ts';
import { library, libraryFunction, libraryIds, nodeData } from '../process/library.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import { type Binding, standIn } from './shape.ts';

/** Command-line options that differ from Node's defaults; start.ts sets them. */
const optionOverrides: Record<string, unknown> = {};

export function setOption(name: string, value: unknown): void {
  optionOverrides[name] = value;
}

export function createOptionsBinding(): Binding {
  return {
    ...standIn('options', nodeData.shapes['options']),
    getCLIOptionsValues: () => ({
      ...nodeData.options,
      '--expose-internals': false,
      '--warnings': true,
      // Types would be stripped by a compiler in WebAssembly that is not part of this container.
      '--experimental-strip-types': false,
      ...optionOverrides,
    }),
    getEmbedderOptions: () => ({
      shouldNotRegisterESMLoader: false,
      noGlobalSearchPaths: false,
      noBrowserGlobals: false,
      hasEmbedderPreload: false,
    }),
  };
}

export function createErrorsBinding(): Binding {
  return {
    ...standIn('errors', nodeData.shapes['errors']),
    noSideEffectsToString: String,
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => reportError(error, fromPromise),
  };
}

export function createConfigBinding(): Binding {
  return {
    ...standIn('config', nodeData.shapes['config']),
    hasInspector: false,
    hasTracing: false,
    getDefaultLocale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
  };
}

export function createMessagingBinding(): Binding {
  return {
    ...standIn('messaging', nodeData.shapes['messaging']),
    MessageChannel: host.MessageChannel,
    MessagePort: host.MessagePort,
    DOMException: host.DOMException,
    structuredClone: host.structuredClone,
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, 'DOMException', {
        value: host.DOMException,
        configurable: true,
        writable: true,
        enumerable: false,
      });
    },
    setDeserializerCreateObjectFunction() {}, // Objects of Node's own classes do not travel between threads here.
  };
}

export function createPerformanceBinding(): Binding {
  return {
    ...standIn('performance', nodeData.shapes['performance']),
    now: () => host.performance.now(),
    uvMetricsInfo: () => [0, 0, 0],
  };
}

export function createOsBinding(): Binding {
  return {
    ...standIn('os', nodeData.shapes['os']),
    getHostname: () => 'container',
    /** [sysname, version, release, machine] */
    getOSInformation: () => ['Linux', '#1 container', '6.1.0', 'x86_64'],
    getHomeDirectory: () => library.process.env['HOME'] ?? '/home/lab',
    getUserInfo: () => ({ uid: 1000, gid: 1000, username: 'lab', homedir: '/home/lab', shell: null }),
    getCPUs: () => [],
    getAvailableParallelism: () => 1,
    getInterfaceAddresses: () => ['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
    getLoadAvg: (values: Float64Array) => void values.fill(0),
    getUptime: () => host.performance.now() / 1000,
    // Not told to JavaScript: what a small machine has.
    getTotalMem: () => 2 ** 32,
    getFreeMem: () => 2 ** 31,
    getPriority: () => 0,
    setPriority: () => 0,
    isBigEndian: false,
  };
}

class GetAddrInfoReqWrap extends Request {}

export function createCaresBinding(): Binding {
  return {
    ...standIn('cares_wrap', nodeData.shapes['cares_wrap']),
    GetAddrInfoReqWrap,
    /** There is one network, the loopback, and one name on it. */
    getaddrinfo(request: GetAddrInfoReqWrap, name: string, family: number) {
      hold();
      later(() => {
        release();
        const isLocal = name === 'localhost' || name.endsWith('.localhost') || name === 'container';
        const addresses = family === 6 ? ['::1'] : family === 4 ? ['127.0.0.1'] : ['127.0.0.1', '::1'];
        if (!request.oncomplete) return;
        if (isLocal) enter(request.oncomplete, request, null, addresses);
        else enter(request.oncomplete, request, errno('EAI_NONAME'));
      });
      return 0;
    },
    canonicalizeIP(address: string) {
      if (/^\d+(\.\d+){3}$/.test(address)) return address;
      try {
        return new host.URL(`http://[${address}]`).hostname.slice(1, -1);
      } catch {
        return undefined; // No address: Node answers undefined.
      }
    },
  };
}

export function createBuiltinsBinding(): Binding {
  return {
    builtinIds: libraryIds.filter((id) => !id.startsWith('internal/per_context/') && !id.startsWith('lab:')),
    natives: {},
    config: nodeData.config,
    builtinCategories: { canBeRequired: libraryIds, cannotBeRequired: [] },
    hasCachedBuiltins: () => true,
    compileFunction: libraryFunction,
    setInternalLoaders(internalBinding: (name: string) => unknown, require: (id: string) => unknown) {
      library.internalBinding = internalBinding;
      library.require = require;
    },
  };
}
