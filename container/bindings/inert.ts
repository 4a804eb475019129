/**
 * Functions of bindings that may do nothing here, because what they steer does not exist in a browser. Everything that
 * is not named here and not written elsewhere throws when it is called (shape.ts).
 */

import type { Binding } from './shape.ts';

const nothing = (): void => {};

export const inert: Record<string, Binding> = {
  // Snapshots: the library is evaluated anew in every worker.
  mksnapshot: {
    setSerializeCallback: nothing,
    setDeserializeCallback: nothing,
    setDeserializeMainFunction: nothing,
    runEmbedderPreload: nothing,
  },
  // Tracing.
  trace_events: {
    setTraceCategoryStateUpdateHandler: nothing,
    isTraceCategoryEnabled: () => false,
    getEnabledCategories: nothing,
    getCategoryEnabledBuffer: () => new Uint8Array(1),
    trace: nothing,
  },
  // Hooks that Node's C++ would call.
  errors: {
    setPrepareStackTraceCallback: nothing,
    setGetSourceMapErrorSource: nothing,
    setSourceMapsEnabled: nothing,
    setMaybeCacheGeneratedSourceMap: nothing,
    setEnhanceStackForFatalException: nothing,
  },
  crypto: { startLoadingCertificatesOffThread: nothing }, // There is no TLS, so no certificates either.
  wasm_web_api: { setImplementation: nothing },
  permission: { has: () => true }, // No permission model is switched on.
  report: {
    shouldReportOnUncaughtException: () => false,
    setReportOnUncaughtException: nothing,
    shouldReportOnSignal: () => false,
  },
  performance: {
    notify: nothing,
    installGarbageCollectionTracking: nothing,
    removeGarbageCollectionTracking: nothing,
  },
  v8: {
    setFlagsFromString: nothing,
    cachedDataVersionTag: () => 0,
    // No browser tells a worker how much memory it has: the figures stay 0, as in process.memoryUsage().
    updateHeapStatisticsBuffer: nothing,
    updateHeapSpaceStatisticsBuffer: nothing,
    updateHeapCodeStatisticsBuffer: nothing,
  },
  sea: { isSea: () => false }, // What runs is no single executable.
  symbols: {},
};
