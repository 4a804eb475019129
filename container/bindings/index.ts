/** Which file stands for which native binding. */

import type * as CiphersModule from '../ciphers/index.ts';
import type * as DerivationModule from '../key-derivation/index.ts';
import type * as KeyPairsModule from '../key-pairs/index.ts';
import { currentContext, setContext } from '../process/async-context.ts';
import { host } from '../process/host.ts';
import { evaluateLibraryText, isolateSymbols, library, nodeData } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import { createAsyncWrapBinding } from './async_wrap.ts';
import { createBlockListBinding } from './block_list.ts';
import { createBlobBinding } from './blob.ts';
import { createBufferBinding } from './buffer.ts';
import { createCaresBinding } from './cares_wrap.ts';
import { createContextifyBinding } from './contextify.ts';
import { createCryptoBinding } from './crypto.ts';
import { createEncodingBinding } from './encoding_binding.ts';
import { createUvBinding } from './errno.ts';
import { createFsBinding } from './fs.ts';
import { createFsDirBinding } from './fs_dir.ts';
import { createFsEventBinding } from './fs_watch.ts';
import { Request } from './handle.ts';
import { createHttp2Binding } from './http2.ts';
import { createHttpParserBinding } from './http_parser.ts';
import { createIcuBinding } from './icu.ts';
import { inert } from './inert.ts';
import { moduleWrap } from './module_wrap.ts';
import { createModulesBinding } from './modules.ts';
import { createPipeWrapBinding } from './pipe_wrap.ts';
import { createCredentialsBinding, createProcessMethodsBinding } from './process_methods.ts';
import { createPerformanceBinding } from './performance.ts';
import { createProcessWrapBinding, createSpawnSyncBinding } from './process_wrap.ts';
import { createSerdesBinding } from './serdes.ts';
import { type Binding, standIn } from './shape.ts';
import { createSignalWrapBinding } from './signal_wrap.ts';
import { createJSStreamBinding, createStreamPipeBinding } from './stream_adapters.ts';
import { createStreamWrapBinding } from './stream_wrap.ts';
import { createStringDecoderBinding } from './string_decoder.ts';
import {
  createBuiltinsBinding,
  createConfigBinding,
  createErrorsBinding,
  createOptionsBinding,
  createOsBinding,
} from './system.ts';
import { createTaskQueueBinding } from './task_queue.ts';
import { createTcpWrapBinding } from './tcp_wrap.ts';
import { createMessagingBinding, createWorkerBinding } from './threads.ts';
import { createTimersBinding } from './timers.ts';
import { SecureContext, createTlsWrapBinding } from './tls_wrap.ts';
import { createTtyWrapBinding } from './tty_wrap.ts';
import { createTypesBinding } from './types.ts';
import { createUdpWrapBinding } from './udp_wrap.ts';
import { createUrlBinding } from './url.ts';
import { createUtilBinding } from './util.ts';
import { createZlibBinding } from './zlib.ts';

const makers: Record<string, () => Binding> = {
  async_context_frame: () => ({
    getContinuationPreservedEmbedderData: currentContext,
    setContinuationPreservedEmbedderData: setContext,
  }),
  async_wrap: createAsyncWrapBinding,
  blob: createBlobBinding,
  block_list: createBlockListBinding,
  buffer: createBufferBinding,
  builtins: createBuiltinsBinding,
  cares_wrap: createCaresBinding,
  config: createConfigBinding,
  constants: () => readOnly(standIn('constants', nodeData.shapes['constants'])),
  contextify: createContextifyBinding,
  credentials: createCredentialsBinding,
  crypto: () => ({
    SecureContext,
    ...createCryptoBinding({
      require: (id) => library.require(id),
      crypto: host.crypto,
      later(callback) {
        const job = new Request();
        later(() => enter(callback, job));
      },
      parts: {
        derivation: () => evaluateLibraryText('lab:key-derivation') as typeof DerivationModule,
        ciphers: () => evaluateLibraryText('lab:ciphers') as typeof CiphersModule,
        keyPairs: () => evaluateLibraryText('lab:key-pairs') as typeof KeyPairsModule,
      },
    }),
  }),
  encoding_binding: createEncodingBinding,
  errors: createErrorsBinding,
  fs: createFsBinding,
  fs_dir: createFsDirBinding,
  fs_event_wrap: createFsEventBinding,
  http2: createHttp2Binding,
  http_parser: createHttpParserBinding,
  icu: createIcuBinding,
  js_stream: createJSStreamBinding,
  messaging: createMessagingBinding,
  module_wrap: () => moduleWrap.binding,
  modules: createModulesBinding,
  options: createOptionsBinding,
  os: createOsBinding,
  performance: createPerformanceBinding,
  pipe_wrap: createPipeWrapBinding,
  process_methods: createProcessMethodsBinding,
  process_wrap: createProcessWrapBinding,
  serdes: createSerdesBinding,
  signal_wrap: createSignalWrapBinding,
  spawn_sync: createSpawnSyncBinding,
  stream_pipe: createStreamPipeBinding,
  stream_wrap: createStreamWrapBinding,
  string_decoder: createStringDecoderBinding,
  symbols: () => isolateSymbols,
  task_queue: createTaskQueueBinding,
  tcp_wrap: createTcpWrapBinding,
  timers: createTimersBinding,
  tls_wrap: createTlsWrapBinding,
  tty_wrap: createTtyWrapBinding,
  types: createTypesBinding,
  udp_wrap: createUdpWrapBinding,
  url: createUrlBinding,
  util: createUtilBinding,
  uv: createUvBinding,
  worker: createWorkerBinding,
  zlib: createZlibBinding,
};

/**
 * The same constants as objects of Node's C++ have them: without a prototype, and nobody can assign to one. Made anew,
 * since each change to a property that is there costs the browser a copy of all of them.
 */
function readOnly(constants: Binding): Binding {
  const properties = Object.entries(constants).map(([name, value]): [string, PropertyDescriptor] => {
    if (typeof value === 'object' && value !== null)
      return [name, { value: readOnly(value as Binding), enumerable: true, writable: true, configurable: true }];
    const replaced = name === 'defaultCipherList'; // by an accessor of the library's own
    return [name, { value, enumerable: true, writable: replaced, configurable: replaced }];
  });
  return Object.create(null, Object.fromEntries(properties)) as Binding;
}

/** Symbols and their like must be the very object, and what is made when it is wanted must not be read: no copies. */
const WHOLE = new Set(['async_wrap', 'messaging', 'symbols', 'worker']);

/** What `internalBinding(name)` gives: the real thing's constants, our functions, and errors for what is missing. */
export function getInternalBinding(name: string): Binding {
  const make = makers[name];
  if (!make && !nodeData.shapes[name]) throw new Error(`No such binding: ${name}`);
  if (make && WHOLE.has(name)) return make();
  const binding = Object.assign(standIn(name, nodeData.shapes[name]), inert[name]);
  return make ? Object.assign(binding, make()) : binding;
}
