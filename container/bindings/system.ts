/** Small bindings about the machine and the library: os, options, errors, config, builtins. */

import { LAB_UID } from '../kernel/protocol.ts';
import { callSitesOf, placeOf, sourceLineOf } from '../process/call-sites.ts';
import { host } from '../process/host.ts';
import { reportError } from '../process/loop.ts';
import { evaluateLibraryText, library, libraryFunction, libraryIds, nodeData } from '../process/library.ts';
import type { Binding } from './shape.ts';

/** Command-line options that differ from Node's defaults; start.ts sets them. */
const optionOverrides: Record<string, unknown> = {};

export function setOption(name: string, value: unknown): void {
  optionOverrides[name] = value;
}

export function createOptionsBinding(): Binding {
  return {
    getCLIOptionsValues: () => ({
      ...nodeData.options,
      '--expose-internals': false,
      '--warnings': true,
      // AsyncLocalStorage by the context that process/async-context.ts carries; Node 24's way, and the only one here.
      '--experimental-async-context-frame': true,
      ...optionOverrides,
    }),
    getCLIOptionsInfo() {
      const { options, aliases } = evaluateLibraryText('lab:options') as Record<string, [string, unknown][]>;
      return { options: new Map(options), aliases: new Map(aliases) };
    },
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
    noSideEffectsToString: String,
    triggerUncaughtException: (error: unknown, fromPromise: boolean) => reportError(error, fromPromise),
    getErrorSourcePositions,
  };
}

/** The line that made an error; an empty one where it cannot be had, of which `assert` then says nothing. */
function getErrorSourcePositions(error: { stack?: unknown }): Record<string, unknown> {
  const [site] = callSitesOf(error);
  if (!site) return { sourceLine: '', scriptResourceName: '', lineNumber: 0, startColumn: 0 };
  const place = placeOf(site);
  const { file, line, column } = place;
  return { sourceLine: sourceLineOf(place) ?? '', scriptResourceName: file, lineNumber: line, startColumn: column - 1 };
}

export function createConfigBinding(): Binding {
  return {
    hasInspector: false,
    hasTracing: false,
    getDefaultLocale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
  };
}

export function createOsBinding(): Binding {
  return {
    getHostname: () => 'container',
    /** [sysname, version, release, machine] */
    getOSInformation: () => ['Linux', '#1 container', '6.1.0', 'x86_64'],
    getHomeDirectory: () => library.process.env['HOME'] ?? '/home/lab',
    getUserInfo: () => ({ uid: LAB_UID, gid: LAB_UID, username: 'lab', homedir: '/home/lab', shell: null }),
    /** Model, speed and times of each, one after the other; a browser tells no more than how many there are. */
    getCPUs: () => Array.from({ length: host.processors }, () => ['unknown', 0, 0, 0, 0, 0, 0]).flat(),
    getAvailableParallelism: () => host.processors,
    getInterfaceAddresses: () => [
      ...['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
      ...['lo', '::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'IPv6', '00:00:00:00:00:00', true, 0],
    ],
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
