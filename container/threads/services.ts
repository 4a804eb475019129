/** What this part, which is fetched when a program first uses it, takes from the process's own script. */

import type { ContextHolder } from '../process/async-context.ts';
import type { call, callWithTransfer, KernelError, notify } from '../process/calls.ts';
import type { ownEnvironment } from '../process/environment.ts';
import type { host } from '../process/host.ts';
import type { isolateSymbols, library, libraryFunction, privateSymbols } from '../process/library.ts';
import type { enter, ifAlive, later, sooner } from '../process/loop.ts';
import type { optionsOfEnvironment, unknownOptions } from '../process/options.ts';
import type { isCloneable, isTransferred, readClone, writeClone } from '../bindings/cloneable.ts';
import type { decode, encode } from '../bindings/encodings.ts';
import type { argumentTypeError, systemException } from '../bindings/errno.ts';
import type { Handle } from '../bindings/handle.ts';
import type { types } from '../bindings/types.ts';
import type * as SerializationModule from '../serialization/index.ts';

export interface Services {
  call: typeof call;
  callWithTransfer: typeof callWithTransfer;
  notify: typeof notify;
  KernelError: typeof KernelError;
  enter: typeof enter;
  later: typeof later;
  ifAlive: typeof ifAlive;
  sooner: typeof sooner;
  ownEnvironment: typeof ownEnvironment;
  host: typeof host;
  /** The class that programs know. */
  domException: () => typeof DOMException;
  library: typeof library;
  libraryFunction: typeof libraryFunction;
  isolateSymbols: typeof isolateSymbols;
  privateSymbols: typeof privateSymbols;
  ContextHolder: typeof ContextHolder;
  Handle: typeof Handle;
  types: typeof types;
  encode: typeof encode;
  decode: typeof decode;
  isCloneable: typeof isCloneable;
  isTransferred: typeof isTransferred;
  writeClone: typeof writeClone;
  readClone: typeof readClone;
  argumentTypeError: typeof argumentTypeError;
  systemException: typeof systemException;
  optionsOfEnvironment: typeof optionsOfEnvironment;
  unknownOptions: typeof unknownOptions;
  serialization: () => typeof SerializationModule;
  /** The number of this thread, the maker's in the numbers that it chooses. */
  number: () => number;
  umask: () => number;
}
