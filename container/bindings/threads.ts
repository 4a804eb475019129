/** Where threads and message ports are fetched from: most programs have neither. */

import { ContextHolder } from '../process/async-context.ts';
import { call, callWithTransfer, KernelError, notify } from '../process/calls.ts';
import { ownEnvironment } from '../process/environment.ts';
import { host } from '../process/host.ts';
import {
  evaluateLibraryText,
  isolateSymbols,
  library,
  libraryFunction,
  nodeData,
  privateSymbols,
} from '../process/library.ts';
import { channelMakerNumber } from '../process/channels.ts';
import { enter, ifAlive, later, sooner } from '../process/loop.ts';
import { optionsOfEnvironment, unknownOptions } from '../process/options.ts';
import type * as ThreadsModule from '../threads/index.ts';
import { isCloneable, isTransferred, readClone, writeClone } from './cloneable.ts';
import { decode, encode } from './encodings.ts';
import { argumentTypeError, systemException } from './errno.ts';
import { Handle } from './handle.ts';
import { currentUmask } from './process_methods.ts';
import { serialization } from './serdes.ts';
import { type Binding, standIn } from './shape.ts';
import { types } from './types.ts';

let loaded: ThreadsModule.Threads | null = null;

export function threads(): ThreadsModule.Threads {
  loaded ??= (evaluateLibraryText('lab:threads') as typeof ThreadsModule).createThreads({
    call,
    callWithTransfer,
    notify,
    KernelError,
    enter,
    later,
    ifAlive,
    sooner,
    ownEnvironment,
    host,
    domException,
    library,
    libraryFunction,
    isolateSymbols,
    privateSymbols,
    ContextHolder,
    Handle,
    types,
    encode,
    decode,
    isCloneable,
    isTransferred,
    writeClone,
    readClone,
    argumentTypeError,
    systemException,
    optionsOfEnvironment,
    unknownOptions,
    serialization,
    number: channelMakerNumber,
    umask: currentUmask,
  });
  return loaded;
}

/** What the kernel says of threads and ports; nobody hears it who has neither. */
export const onThreadMessage = (message: ThreadsModule.ThreadMessage): void => threads().receive(message);

let exceptionClass: typeof DOMException | undefined;

/** Node's own: the browser's takes no cause, and a name only as a text. */
function domException(): typeof DOMException {
  if (exceptionClass) return exceptionClass;
  const exports: { DOMException?: typeof DOMException } = {};
  const define = libraryFunction('internal/per_context/domexception');
  define(exports, library.primordials, privateSymbols, isolateSymbols);
  exceptionClass = exports.DOMException as typeof DOMException;
  return exceptionClass;
}

/** A property that is made when it is first read. */
function lazily(binding: Binding, name: string, make: () => unknown): void {
  const define = (value: unknown) =>
    Object.defineProperty(binding, name, { value, enumerable: true, writable: true, configurable: true });
  const get = () => {
    const value = make();
    define(value);
    return value;
  };
  Object.defineProperty(binding, name, { get, set: define, enumerable: true, configurable: true });
}

export function createMessagingBinding(): Binding {
  const binding = standIn('messaging', nodeData.shapes['messaging']);
  let createObject: (info: string) => object;
  const ports = () => {
    const made = threads().ports;
    made.setCreateObject(createObject);
    return made;
  };
  for (const name of ['MessagePort', 'MessageChannel'] as const) lazily(binding, name, () => ports()[name]);
  for (const name of ['broadcastChannel', 'receiveMessageOnPort', 'drainMessagePort', 'stopMessagePort'] as const) {
    lazily(binding, name, () => ports()[name]);
  }
  const refuse = binding['moveMessagePortToContext'] as () => never;
  binding['moveMessagePortToContext'] = (port: unknown) => {
    ports().checkOpen(port);
    refuse(); // There is one realm only, whose ports are Node's own.
  };
  return Object.assign(binding, {
    DOMException: domException(),
    structuredClone: (value: unknown, options?: { transfer?: unknown[] }) => ports().structuredClone(value, options),
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, 'DOMException', {
        value: domException(),
        configurable: true,
        writable: true,
        enumerable: false,
      });
    },
    setDeserializerCreateObjectFunction(create: (info: string) => object) {
      createObject = create;
    },
  });
}

export function createWorkerBinding(): Binding {
  const binding = standIn('worker', nodeData.shapes['worker']);
  const missing = (binding['Worker'] as { prototype: object }).prototype;
  lazily(binding, 'Worker', () => {
    const Worker = threads().workers.Worker as { prototype: object };
    for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(missing))) {
      if (!(name in Worker.prototype)) Object.defineProperty(Worker.prototype, name, method);
    }
    return Worker;
  });
  return binding;
}
